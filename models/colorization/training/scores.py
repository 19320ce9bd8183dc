"""Measures of coloured pictures against the truth."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

THRESHOLDS = np.arange(151)
"""ab distances over which the area under the curve is taken (Zhang, Isola and Efros, 2016)."""
_FLAT = 1.5


def colourfulness(rgb: Array) -> float:
    """Hasler and Süsstrunk (2003): RGB uint8 (height, width, 3) → 0 (grey) to some 110."""
    red, green, blue = np.moveaxis(rgb.astype(np.float32), -1, 0)
    first, second = red - green, (red + green) / 2 - blue
    deviation = np.hypot(first.std(), second.std())
    return float(deviation + 0.3 * np.hypot(first.mean(), second.mean()))


def psnr(rgb: Array, truth: Array) -> float:
    """Peak signal-to-noise ratio in dB of RGB uint8 pictures of the same shape."""
    error = float(np.mean(np.square(rgb.astype(np.float32) - truth.astype(np.float32))))
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def area_under_curve(distances: Array, weights: Array | None = None) -> float:
    """AuC of the share of pixels within each ab distance from 0 to 150, in percent.

    distances: (N,). weights: (N,), for the rebalanced measure each pixel's 1 / frequency of its true bin.
    """
    edges = np.append(THRESHOLDS, THRESHOLDS[-1] + 1) - 1e-6  # a pixel at a threshold lies within it
    counted, _ = np.histogram(np.ceil(distances), edges, weights=weights)
    whole = float(len(distances) if weights is None else np.sum(weights))
    within = np.cumsum(counted) / whole
    return float(100 * within.mean())


def bleeding(ab: Array, lightness: Array) -> float:
    """Mean ab gradient per pixel where lightness is flat: colour that changes where the picture does not.

    ab (height, width, 2), lightness (height, width) 0..100.
    """
    flat = _gradient(cv2.GaussianBlur(lightness.astype(np.float32), (0, 0), 1.0)) < _FLAT
    return float(_gradient(ab.astype(np.float32))[flat].mean()) if flat.any() else 0.0


def _gradient(values: Array) -> Array:
    """Length of the gradient in units per pixel, (height, width); of two channels, both together."""
    across = cv2.Sobel(values, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(values, cv2.CV_32F, 0, 1, scale=1 / 8)
    squared = across**2 + down**2
    return np.asarray(np.sqrt(squared if squared.ndim == 2 else squared.sum(-1)))
