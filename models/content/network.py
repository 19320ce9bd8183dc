"""A small fully convolutional network that looks for a red card in a still, in NumPy.

Every cell of a map of 16 × 12 says how probable it is that a card lies there; the still's own answer is the largest of
them. Seven million multiplications a frame: less than it takes to hand it to TensorFlow. The same network is
trained in TensorFlow (models.content.training.network); a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.contract.demo import Size

Array = np.ndarray[Any, Any]

SIDE = Size(128, 96)
"""What the network sees, in pixels."""
STRIDE = 8
"""Pixels of it from cell to cell."""
TAPS = 3


@dataclass(frozen=True)
class Shape:
    """Channels of the three layers that halve the picture, and dilations of those that look around after them."""

    widths: tuple[int, ...] = (16, 32, 48)
    dilations: tuple[int, ...] = (1, 2, 4, 1)


def layers(shape: Shape) -> list[tuple[str, int, int, int, int]]:
    """Name, channels in, channels out, stride and dilation of each convolution of 3 × 3, in order."""
    found, before = [], 3
    for index, width in enumerate(shape.widths):
        found.append((f"down{index}", before, width, 2, 1))
        before = width
    found += [(f"around{index}", before, before, 1, dilation) for index, dilation in enumerate(shape.dilations)]
    return found


def names(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The weights by name, and their shapes."""
    found: dict[str, tuple[int, ...]] = {}
    for name, before, after, _, _ in layers(shape):
        found |= {f"{name}/kernel": (TAPS, TAPS, before, after), f"{name}/bias": (after,)}
    return found | {"cells/kernel": (shape.widths[-1], 1), "cells/bias": (1,)}


class CardNet:
    """The network with its weights. Raises KeyError where one is missing."""

    def __init__(self, shape: Shape, weights: Mapping[str, Array]) -> None:
        self.shape = shape
        self._weights = {name: np.asarray(weights[name], np.float32) for name in names(shape)}

    def __call__(self, pictures: Array) -> Array:
        """RGB uint8 (n, 96, 128, 3) → the probability of a card in each cell, float32 (n, 12, 16)."""
        x = np.asarray(pictures, np.float32) / 127.5 - 1
        for name, _, _, stride, dilation in layers(self.shape):
            made = np.maximum(self._convolve(x, name, stride, dilation), 0)
            x = x + made if name.startswith("around") else made
        logits = x @ self._weights["cells/kernel"] + self._weights["cells/bias"]
        probabilities: Array = 1 / (1 + np.exp(-np.clip(logits[..., 0], -30, 30)))
        return probabilities

    def _convolve(self, x: Array, name: str, stride: int, dilation: int) -> Array:
        """(n, h, w, in) → (n, h / stride, w / stride, out); what lies outside the picture is nought."""
        _, height, width, _ = x.shape
        padded = np.pad(x, ((0, 0), (dilation, dilation), (dilation, dilation), (0, 0)))
        starts = [dilation * tap for tap in range(TAPS)]
        taps = [
            padded[:, top : top + height : stride, left : left + width : stride] for top in starts for left in starts
        ]
        kernel = self._weights[f"{name}/kernel"]
        convolved: Array = np.concatenate(taps, axis=-1) @ kernel.reshape(-1, kernel.shape[-1])
        return convolved + self._weights[f"{name}/bias"]


def still(cells: Array) -> float:
    """What a still's map of cells (12, 16) says of the whole still: the largest."""
    return float(cells.max())
