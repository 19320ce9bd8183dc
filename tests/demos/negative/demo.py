"""A demo that looks: what is dark becomes light."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.contract.demo import Answer, Demo, Memory, Params, Sample


class Negative(Demo):
    name, title, summary = "negative", "Negative", "What is dark becomes light."

    def load(self, device: object) -> None:
        import tensorflow as tf  # here, because only a worker loads a demo; the web process has no TensorFlow

        self.invert = tf.function(lambda picture: 255 - picture)

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Any:
        return sample.value

    def predict(self, batch: Sequence[Any]) -> Sequence[Any]:
        return [self.invert(frame).numpy() for frame in batch]

    def answer(self, sample: Sample, prediction: Any, params: Params, memory: Memory) -> Answer:
        return Answer({"brightness": float(prediction.mean())}, {"picture": prediction})

    def example(self) -> Any:
        return np.full((480, 640, 3), 200, np.uint8)
