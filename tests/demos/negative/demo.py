"""The smallest demo: what is dark becomes light."""

import numpy as np

from models.contract.demo import Answer, Demo


class Negative(Demo):
    name, title, summary = "negative", "Negative", "What is dark becomes light."

    def load(self, device):
        import tensorflow as tf  # here, because only a worker loads a demo; the web process has no TensorFlow

        self.invert = tf.function(lambda picture: 255 - picture)

    def prepare(self, sample, params, memory):
        return sample.value

    def predict(self, batch):
        return [self.invert(frame).numpy() for frame in batch]

    def answer(self, sample, prediction, params, memory):
        return Answer({"brightness": float(prediction.mean())}, {"picture": prediction})

    def example(self):
        return np.full((480, 640, 3), 200, np.uint8)
