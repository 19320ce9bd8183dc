"""Light on a picture where something was found. Pictures are RGB uint8 (height, width, 3)."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

LIGHT = (255, 190, 60)
DARKEST = 0.3
"""Of the picture, that is left where nothing was found."""


def lit(frame: Array, strengths: Array) -> Array:
    """The frame, dimmed where strengths (rows, columns), any float ≥ 0, are small beside the largest."""
    height, width = frame.shape[:2]
    share = np.asarray(strengths / max(float(strengths.max()), 1e-6), np.float32)
    wide = np.clip(cv2.resize(share, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)[..., None]
    glow = frame + wide**2 * 0.25 * (np.array(LIGHT, np.float32) - frame)
    return np.asarray(np.rint(glow * (DARKEST + (1 - DARKEST) * wide)), np.uint8)
