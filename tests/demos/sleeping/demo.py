"""A demo that takes a known time, for tests of scheduling: 50 ms a frame, alone."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo
from models.contract.parameters import Number


class Sleeping(Demo):
    name = "sleeping"
    title = "Sleeping"
    summary = "Takes its time."
    uses_tensorflow = False
    params = (Number(name="ms", label="Milliseconds", help="How long.", default=50, minimum=1, maximum=5000, step=1),)

    def lighter(self, params: Any) -> Any:
        return {**params, "ms": 40} if params["ms"] == 240 else None

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return params["ms"] / 1000

    def predict(self, batch: Any) -> Any:
        for seconds in batch:
            time.sleep(seconds)
        return list(batch)

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({"seconds": prediction}, {"picture": sample.value})

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
