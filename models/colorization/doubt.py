"""Where the network is unsure, laid over the picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

LOW, HIGH = 0.48, 0.75
"""Shares of the largest entropy shown as certain and as wholly unsure: the median of dev pictures, and the highest."""
_SHADE = np.array([236, 72, 120], np.float32)
_OPACITY = 0.75


def overlay(rgb: Array, unsure: Array) -> Array:
    """RGB uint8 (height, width, 3), unsure (n, m) in 0..1 → the picture, the more tinted the more unsure."""
    height, width = rgb.shape[:2]
    share = np.clip((unsure - LOW) / (HIGH - LOW), 0, 1) * _OPACITY
    share = cv2.resize(share.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    grey = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    shade = np.broadcast_to(_SHADE.astype(np.uint8), rgb.shape).copy()
    return np.asarray(cv2.blendLinear(shade, grey, share, 1 - share))
