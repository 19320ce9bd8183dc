"""How near a picture is to another: PSNR and SSIM. NumPy and OpenCV alone, so that rivals' environments have it."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
"""The two constants of SSIM for 8 bits."""


def psnr(picture: Array, truth: Array) -> float:
    """Peak signal-to-noise ratio in dB of two uint8 arrays of one shape; infinite where they are equal."""
    error = float(np.mean(np.square(picture.astype(np.float32) - truth.astype(np.float32))))
    return 10 * math.log10(255**2 / error) if error else math.inf


def ssim(picture: Array, truth: Array) -> float:
    """Structural similarity of the lightness of two RGB uint8 pictures, -1 to 1, 1 where they are equal.

    Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004: means over a
    Gaussian window of 11 pixels, sigma 1.5.
    """
    x, y = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY).astype(np.float32) for one in (picture, truth))
    mean_x, mean_y = _mean(x), _mean(y)
    variance_x, variance_y = _mean(x * x) - mean_x**2, _mean(y * y) - mean_y**2
    covariance = _mean(x * y) - mean_x * mean_y
    alike = (2 * mean_x * mean_y + C1) * (2 * covariance + C2)
    return float(np.mean(alike / ((mean_x**2 + mean_y**2 + C1) * (variance_x + variance_y + C2))))


def colour_psnr(picture: Array, truth: Array) -> float:
    """PSNR of the two colour channels (Cb, Cr) of two RGB uint8 pictures, in dB: what halved chroma costs."""
    return psnr(*(cv2.cvtColor(one, cv2.COLOR_RGB2YCrCb)[..., 1:] for one in (picture, truth)))


def _mean(values: Array) -> Array:
    blurred: np.ndarray = cv2.GaussianBlur(values, (11, 11), 1.5)
    return blurred
