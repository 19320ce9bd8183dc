"""A small temporal convolutional network (Bai et al., 2018) on windows of joints, in NumPy.

Each layer is a product of matrices of a few thousand numbers: for six people it takes less time than to hand them to
TensorFlow. The same network is trained in TensorFlow (models.actions.training.network); a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.actions.windows import FEATURES

Array = np.ndarray[Any, Any]
Arrays = dict[str, Array]

CLASSES = ("walking", "jogging", "running", "boxing", "handwaving", "handclapping", "nothing")
NOTHING = 6
TAPS = 3


@dataclass(frozen=True)
class Shape:
    """Channels, and the dilations of the residual layers."""

    width: int = 96
    dilations: tuple[int, ...] = (1, 2, 4)


class ActionNet:
    """The network with its weights. Raises KeyError where one is missing."""

    def __init__(self, shape: Shape, weights: Mapping[str, Array]) -> None:
        self.shape = shape
        self.weights = {name: np.asarray(weights[name], np.float32) for name in names(shape)}

    def __call__(self, windows: Array) -> Array:
        """Features (n, LENGTH, FEATURES) float32 → probabilities of CLASSES (n, 7)."""
        x = np.maximum(self._convolve(windows, "first", 1), 0)
        for index, dilation in enumerate(self.shape.dilations):
            x = x + np.maximum(self._convolve(x, f"layer{index}", dilation), 0)
        pooled = np.concatenate([x.mean(1), x.max(1)], axis=-1)  # (n, 2 · width)
        hidden = np.maximum(pooled @ self.weights["hidden/kernel"] + self.weights["hidden/bias"], 0)
        logits = hidden @ self.weights["classes/kernel"] + self.weights["classes/bias"]
        exponents = np.exp(logits - logits.max(-1, keepdims=True))
        probabilities: Array = exponents / exponents.sum(-1, keepdims=True)
        return probabilities

    def _convolve(self, x: Array, name: str, dilation: int) -> Array:
        """(n, t, in) → (n, t, out), as long as before."""
        padded = np.pad(x, ((0, 0), (dilation, dilation), (0, 0)))
        length = x.shape[1]
        taps = [padded[:, tap * dilation : tap * dilation + length] for tap in range(TAPS)]
        kernel = self.weights[f"{name}/kernel"].reshape(-1, self.shape.width)
        convolved: Array = np.concatenate(taps, axis=-1) @ kernel + self.weights[f"{name}/bias"]
        return convolved


def names(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The weights by name, and their shapes."""
    width, layers = shape.width, [f"layer{index}" for index in range(len(shape.dilations))]
    found: dict[str, tuple[int, ...]] = {"first/kernel": (TAPS, FEATURES, width)}
    found |= {f"{layer}/kernel": (TAPS, width, width) for layer in layers}
    found |= {f"{layer}/bias": (width,) for layer in ("first", *layers)}
    found |= {"hidden/kernel": (2 * width, width), "hidden/bias": (width,)}
    return found | {"classes/kernel": (width, len(CLASSES)), "classes/bias": (len(CLASSES),)}
