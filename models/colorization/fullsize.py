"""From predicted ab at a quarter of 224 pixels to a picture at the frame's full resolution.

Lightness is the frame's own; only colours are predicted, and they are coarse. A guided filter (He, Sun and Tang,
"Guided Image Filtering", ECCV 2010; its fast form, 2015) makes them follow the edges of lightness: within a small window
ab is taken for a linear function of L, found at the network's size and applied at the frame's.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

RADIUS = 6
"""Of the window, in pixels of the lightness that the network saw."""
FLATNESS = 25.0
"""Variance of L (of 0..100) below which a window counts as flat, so that noise and texture stay without colour."""
_LARGEST = 1280
"""Colours are computed at this longest side at most, and stretched from there."""


def lightness(rgb: Array) -> Array:
    """RGB uint8 (height, width, 3) → L as uint8 (height, width), 0..255."""
    return np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[:, :, 0])


def colour(grey: Array, ab: Array, *, follow_edges: bool = True, seen: Array | None = None) -> Array:
    """L uint8 (height, width) and ab float32 (n, m, 2) → RGB uint8 (height, width, 3).

    seen: L as the network saw it, uint8; made from ``grey`` if not given.
    """
    fine = _guided(grey, ab, seen) if follow_edges else ab
    height, width = grey.shape
    whole = np.clip(np.rint(fine + 128), 0, 255).astype(np.uint8)
    if whole.shape[:2] != (height, width):
        whole = cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.cvtColor(cv2.merge([grey, whole[..., 0], whole[..., 1]]), cv2.COLOR_LAB2RGB))


def upsample(grey: Array, ab: Array, *, follow_edges: bool = True) -> Array:
    """ab float32 (n, m, 2) → ab float32 at the size of L, uint8 (height, width)."""
    if follow_edges:
        return _guided(grey, ab, None)
    return np.asarray(cv2.resize(ab, grey.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _guided(grey: Array, ab: Array, seen: Array | None) -> Array:
    """ab along the edges of L, float32 (h, w, 2), at the size of ``grey`` or, if that is large, a smaller one."""
    if seen is None:
        seen = cv2.resize(grey, (224, 224), interpolation=cv2.INTER_AREA)
    guide = seen.astype(np.float32) / 2.55
    coarse = cv2.resize(ab, guide.shape[::-1], interpolation=cv2.INTER_LINEAR)
    mean, mean_ab = _box(guide), _box(coarse)
    slope = _box(guide[..., None] * coarse) - mean[..., None] * mean_ab
    slope /= (_box(guide * guide) - mean * mean + FLATNESS)[..., None]
    line = np.dstack([_box(slope), _box(mean_ab - slope * mean[..., None])])  # (224, 224, 4)
    scale = min(1.0, _LARGEST / max(grey.shape))
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    small = grey if scale == 1 else cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    line = cv2.resize(line, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(line[..., :2] * (small.astype(np.float32) / 2.55)[..., None] + line[..., 2:])


def _box(values: Array) -> Array:
    side = 2 * RADIUS + 1
    return np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT))
