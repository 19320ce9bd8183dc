"""A demo that adds to its own page: the worker says where the middle is, the page draws it."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo, Poll
from models.contract.parameters import Switch


class Marking(Demo):
    name = "marking"
    title = "Marking"
    summary = "Says how large the frame was; the page draws the rest."
    uses_tensorflow = False
    place = 60
    params = (Switch(name="green", label="Green", help="Another colour.", default=False),)
    polls = (Poll("marks", "Is the middle marked right?", {"right": "Right", "wrong": "Wrong"}),)

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value

    def predict(self, batch: Any) -> Any:
        return batch

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({"height": prediction.shape[0], "width": prediction.shape[1], "green": params["green"]})

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        return np.full_like(sample.value, 255)  # seen where the page does not draw itself

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
