"""CIE Lab (D65) from and to sRGB: L is lightness 0..100; a and b are the colour axes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]


def to_lab(rgb: Array) -> Array:
    """RGB uint8 (height, width, 3) → Lab float32 of the same shape."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB))


def to_rgb(picture: Array) -> Array:
    """Lab float32 (height, width, 3) → RGB uint8; what sRGB cannot show is clipped."""
    rgb = cv2.cvtColor(picture.astype(np.float32), cv2.COLOR_LAB2RGB)
    return np.asarray(np.clip(rgb * 255 + 0.5, 0, 255).astype(np.uint8))
