"""The smallest demo: what is dark becomes light."""

import numpy as np

from models.contract.demo import Demo


class Negative(Demo):
    name, title, summary = "negative", "Negative", "What is dark becomes light."

    def load(self, device):
        import tensorflow as tf  # here, because only a worker loads a demo; the web process has no TensorFlow

        self.invert = tf.function(lambda picture: 255 - picture)

    def prepare(self, frame, params):
        return frame

    def predict(self, batch):
        return [self.invert(frame).numpy() for frame in batch]

    def render(self, frame, prediction, params):
        return prediction

    def data(self, prediction, params):
        return {"brightness": float(prediction.mean())}

    def example(self):
        return np.full((480, 640, 3), 200, np.uint8)
