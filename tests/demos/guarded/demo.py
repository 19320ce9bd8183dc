"""A demo with something that only the teacher may set."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo
from models.contract.parameters import Number, Switch


class Guarded(Demo):
    name = "guarded"
    title = "Guarded"
    summary = "Says how it is set."
    uses_tensorflow = False
    place = 61
    params = (
        Number(name="gain", label="Gain", help="Anybody's.", default=1.0, minimum=0.0, maximum=2.0, step=0.1),
        Switch(name="bold", label="Bold", help="The teacher's.", default=False, teacher=True),
    )

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value

    def predict(self, batch: Any) -> Any:
        return batch

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({"bold": params["bold"], "gain": params["gain"]})

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        return sample.value

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
