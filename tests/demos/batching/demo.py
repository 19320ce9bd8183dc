"""A demo that takes 40 ms a batch, of up to 4 frames, for tests of how batches form."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo


class Batching(Demo):
    name = "batching"
    title = "Batching"
    summary = "Takes as long over four as over one."
    uses_tensorflow = False
    max_batch = 4

    def load(self, device: Any) -> None:
        pass

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        return sample.value

    def predict(self, batch: Any) -> Any:
        time.sleep(0.04)
        return [int(frame[4, 4].sum()) for frame in batch]

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Answer:
        return Answer({"sum": prediction}, {"picture": sample.value})

    def example(self) -> Any:
        return np.full((48, 64, 3), 128, np.uint8)
