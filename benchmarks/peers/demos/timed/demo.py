"""The timed model of benchmarks.peers.task as a demo."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.peers import task
from models.contract.demo import Answer, Demo
from models.contract.parameters import Number


class Timed(Demo):
    name, title, summary = "timed", "Timed", "Takes a known time over each frame."
    params = (Number(name="ms", label="Time", help="How long.", default=50, minimum=1, maximum=5000, step=1),)

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value, params["ms"]

    def predict(self, batch: Any) -> Any:
        return [task.timed(ms)(frame) for frame, ms in batch]

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({}, {"picture": prediction})

    def example(self) -> Any:
        return np.full((480, 640, 3), 128, np.uint8)
