"""A demo that goes on by itself: a light that drifts, from where it was."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo, Memory, Params, Sample
from models.contract.sources import Clock


class Drifting(Demo):
    name, title, summary = "drifting", "Drifting", "A light that drifts."
    uses_tensorflow = False
    source = Clock(rate=20)
    recurrent = True  # each step begins where the one before ended

    def load(self, device: object) -> None:
        self.ground = np.hypot(*np.mgrid[-1:1:64j, -1:1:64j])

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Any:
        return memory.get("step", 0) + 1

    def predict(self, batch: Sequence[Any]) -> Sequence[Any]:
        return [np.uint8(127 + 127 * np.cos(6 * self.ground - step / 10)) for step in batch]

    def answer(self, sample: Sample, prediction: Any, params: Params, memory: Memory) -> Answer:
        step = memory.get("step", 0) + 1
        return Answer({"step": step}, {"picture": np.dstack([prediction] * 3)}, {"step": step})
