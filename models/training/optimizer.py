"""AdamW, and the running mean of the weights."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

Array = np.ndarray[Any, Any]
Tensor = Any

_CLIP = 1.0


class Optimizer:
    """AdamW (Loshchilov and Hutter, 2019) with clipped gradients, and the mean of the weights over time.

    weights: variables by name. learned: those that learn; the others are in the mean only. betas: how long the two
    moments last. decay: of the weights, where ``decays(name)`` says so. averaging: 0.998 is the mean of some 500
    steps. share: what part of the rate each weight learns with.
    """

    def __init__(
        self,
        weights: Mapping[str, Any],
        learned: Collection[str],
        *,
        betas: tuple[float, float],
        decay: float,
        decays: Callable[[str], bool],
        averaging: float,
        share: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        self.learned = list(learned)
        self._weights, self._betas, self._averaging = weights, betas, averaging
        self._decay, self._decays, self._share = decay, decays, share
        moments = [(kind, name) for kind in ("first", "second") for name in self.learned]
        self.slots = {f"{kind}/{name}": tf.Variable(tf.zeros_like(weights[name])) for kind, name in moments}
        self.slots |= {f"mean/{name}": tf.Variable(variable) for name, variable in weights.items()}

    def apply(self, gradients: Mapping[str, Tensor], rate: Tensor, step: Tensor) -> None:
        """One update by the gradients that there are; ``step`` counts from 1 (float32)."""
        clipped, _ = tf.clip_by_global_norm([tf.convert_to_tensor(one) for one in gradients.values()], _CLIP)
        correction = tf.sqrt(1 - self._betas[1] ** step) / (1 - self._betas[0] ** step)
        for name, gradient in zip(gradients, clipped, strict=True):
            self._update(name, gradient, rate * self._share(name), correction)
        averaging = tf.minimum(self._averaging, (1 + step) / (10 + step))
        for name, variable in self._weights.items():
            mean = self.slots[f"mean/{name}"]
            mean.assign(averaging * mean + (1 - averaging) * variable)

    def mean_weights(self) -> dict[str, Array]:
        """The averaged weights by name."""
        return {name: self.slots[f"mean/{name}"].numpy() for name in self._weights}

    def _update(self, name: str, gradient: Tensor, rate: Tensor, correction: Tensor) -> None:
        variable, first, second = self._weights[name], self.slots[f"first/{name}"], self.slots[f"second/{name}"]
        first.assign(self._betas[0] * first + (1 - self._betas[0]) * gradient)
        second.assign(self._betas[1] * second + (1 - self._betas[1]) * tf.square(gradient))
        if self._decays(name):
            variable.assign_sub(rate * self._decay * variable)
        variable.assign_sub(rate * correction * first / (tf.sqrt(second) + 1e-8))
