"""AdamW, and the running mean of the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from models.captioning.network import Captioner

Array = np.ndarray[Any, Any]
Tensor = Any

_CLIP = 1.0
_BETAS = (0.9, 0.98)


class Optimizer:
    """AdamW (Loshchilov and Hutter, 2019) with clipped gradients, and the mean of the weights over time."""

    def __init__(self, network: Captioner, decay: float, averaging: float) -> None:
        self.network = network
        self._decay, self._averaging = decay, averaging
        self.slots = {
            f"{kind}/{name}": tf.Variable(variable if kind == "mean" else tf.zeros_like(variable))
            for kind in ("first", "second", "mean")
            for name, variable in network.weights.items()
        }

    def apply(self, gradients: dict[str, Tensor], rate: Tensor, step: Tensor) -> None:
        """One update; ``step`` counts from 1 (float32)."""
        clipped, _ = tf.clip_by_global_norm(list(gradients.values()), _CLIP)
        correction = tf.sqrt(1 - _BETAS[1] ** step) / (1 - _BETAS[0] ** step)
        averaging = tf.minimum(self._averaging, (1 + step) / (10 + step))
        for name, gradient in zip(gradients, clipped, strict=True):
            variable = self.network.weights[name]
            first, second, mean = (self.slots[f"{kind}/{name}"] for kind in ("first", "second", "mean"))
            gradient = tf.convert_to_tensor(gradient)
            first.assign(_BETAS[0] * first + (1 - _BETAS[0]) * gradient)
            second.assign(_BETAS[1] * second + (1 - _BETAS[1]) * tf.square(gradient))
            if name.endswith("kernel"):
                variable.assign_sub(rate * self._decay * variable)
            variable.assign_sub(rate * correction * first / (tf.sqrt(second) + 1e-8))
            mean.assign(averaging * mean + (1 - averaging) * variable)

    def mean_weights(self) -> dict[str, Array]:
        """The averaged weights by name."""
        return {name: self.slots[f"mean/{name}"].numpy() for name in self.network.weights}
