"""Edges by hand-made kernels: nine numbers each, known long before any network.

Pictures are RGB uint8 (height, width, 3); edges are float32 (height, width), 0 for none to 1.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

SOBEL_GAIN = 4 / (4 * 255)
"""4 · 255 is the most that a Sobel kernel can give; few edges of a photograph reach a quarter of it."""
LAPLACIAN_GAIN = 24 / (4 * 255)


def grey(picture: Array) -> Array:
    """(height, width) float32, 0..255"""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.float32)


def blurred(picture: Array, sigma: float) -> Array:
    """A grey picture without its finest detail: a Gaussian of so many pixels; 0 leaves it as it is."""
    return picture if sigma <= 0 else np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma))


def sobel(picture: Array, sigma: float = 0.0) -> Array:
    """How steep a grey picture is: the length of the gradient from Sobel's two kernels (1968)."""
    smooth = blurred(picture, sigma)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3)
    return np.asarray(np.minimum(cv2.magnitude(across, down) * SOBEL_GAIN, 1))


def laplacian(picture: Array, sigma: float = 0.0) -> Array:
    """How much each pixel differs from its four neighbours: |0 1 0 / 1 −4 1 / 0 1 0| of a grey picture."""
    bent = np.abs(cv2.Laplacian(blurred(picture, sigma), cv2.CV_32F, ksize=1))
    return np.asarray(np.minimum(bent * LAPLACIAN_GAIN, 1))


def multiply_adds(height: int, width: int, sigma: float, kernels: int) -> int:
    """What one picture costs: nine a pixel for each kernel, and the blur's two passes."""
    # OpenCV takes a window of three sigmas to each side for float pictures, rounded to an odd number.
    window = 0 if sigma <= 0 else 2 * round(4 * sigma) + 1
    return height * width * (9 * kernels + 2 * window)
