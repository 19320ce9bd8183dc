"""A demo that listens, and ends its worker at a sound that is as loud as can be."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo
from models.contract.sources import Microphone


class Deafened(Demo):
    name = "deafened"
    title = "Deafened"
    summary = "Fails when it is too loud."
    uses_tensorflow = False
    source = Microphone()

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return float(np.abs(sample.value).max())

    def predict(self, batch: Any) -> Any:
        if max(batch) > 0.99:
            os._exit(3)
        return batch

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({"loudest": prediction})

    def example(self) -> Any:
        return np.zeros(1280, np.float32)
