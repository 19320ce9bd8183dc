"""Predicted colours and doubt as layers of 8 bits, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

ZERO = 128
"""What stands for no colour."""


def colours(ab: Array) -> Array:
    """ab float32 (n, m, 2) → uint8 (n, m, 3): a + 128, b + 128, 128, rounded; what does not fit is clipped."""
    layer = np.full((*ab.shape[:2], 3), ZERO, np.uint8)
    layer[..., :2] = np.clip(np.rint(ab) + ZERO, 0, 255)
    return layer


def ab_of(layer: Array) -> Array:
    """uint8 (n, m, 3) → ab float32 (n, m, 2), whole numbers."""
    return np.asarray(layer[..., :2], np.float32) - ZERO


def shares(values: Array) -> Array:
    """Numbers 0..1 (n, m) → uint8 (n, m): 255 is 1."""
    return np.asarray(np.rint(np.clip(values, 0, 1) * 255), np.uint8)


def shares_of(layer: Array) -> Array:
    """uint8 (n, m) → float32 (n, m), 0..1."""
    return np.asarray(layer, np.float32) / 255
