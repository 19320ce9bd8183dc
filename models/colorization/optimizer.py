"""Adam with a rate for the encoder of its own, and the running mean of the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.colorization.network import Colorizer

Array = np.ndarray[Any, Any]
Tensor = Any

_CLIP = 1.0
_BETAS = (0.9, 0.99)
_STATISTICS = ("mean", "variance")


class Optimizer:
    """AdamW (Loshchilov and Hutter, 2019) with clipped gradients, and the mean of the weights over time.

    encoder_rate: what the encoder's rate is multiplied by. decay: weight decay of the decoder's kernels.
    averaging: 0.998 is the mean of some 500 steps.
    """

    def __init__(self, network: Colorizer, encoder_rate: float, decay: float, averaging: float) -> None:
        self.network = network
        self._encoder_rate, self._decay, self._averaging = encoder_rate, decay, averaging
        self.learned = [name for name in network.weights if name.rsplit("/", 1)[-1] not in _STATISTICS]
        slots = [("first", name) for name in self.learned] + [("second", name) for name in self.learned]
        self.slots = {f"{kind}/{name}": tf.Variable(tf.zeros_like(network.weights[name])) for kind, name in slots}
        self.slots |= {f"mean/{name}": tf.Variable(variable) for name, variable in network.weights.items()}

    def apply(self, gradients: dict[str, Tensor], rate: Tensor, step: Tensor) -> None:
        """One update by the gradients that there are; ``step`` counts from 1 (float32)."""
        clipped, _ = tf.clip_by_global_norm(list(gradients.values()), _CLIP)
        correction = tf.sqrt(1 - _BETAS[1] ** step) / (1 - _BETAS[0] ** step)
        for name, gradient in zip(gradients, clipped, strict=True):
            self._update(name, gradient, rate * (self._encoder_rate if name.startswith("encoder/") else 1), correction)
        averaging = tf.minimum(self._averaging, (1 + step) / (10 + step))
        for name, variable in self.network.weights.items():
            mean = self.slots[f"mean/{name}"]
            mean.assign(averaging * mean + (1 - averaging) * variable)

    def mean_weights(self) -> dict[str, Array]:
        """The averaged weights by name."""
        return {name: self.slots[f"mean/{name}"].numpy() for name in self.network.weights}

    def _update(self, name: str, gradient: Tensor, rate: Tensor, correction: Tensor) -> None:
        variable, first, second = self.network.weights[name], self.slots[f"first/{name}"], self.slots[f"second/{name}"]
        first.assign(_BETAS[0] * first + (1 - _BETAS[0]) * gradient)
        second.assign(_BETAS[1] * second + (1 - _BETAS[1]) * tf.square(gradient))
        if name.endswith("kernel") and not name.startswith("encoder/"):
            variable.assign_sub(rate * self._decay * variable)
        variable.assign_sub(rate * correction * first / (tf.sqrt(second) + 1e-8))
