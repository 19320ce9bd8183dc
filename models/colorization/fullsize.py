"""From predicted ab at a quarter of 224 pixels to a picture at the frame's full resolution.

Lightness is the frame's own; only colours are predicted, and they are coarse. A guided filter (He, Sun and Tang,
"Guided Image Filtering", ECCV 2010; its fast form, 2015) makes them follow the edges of lightness: within a small
window ab is taken for a linear function of L, found at the network's size and applied at the frame's.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

RADIUS = 6
"""Of the window, in pixels of the lightness that the network saw."""
FLATNESS = 160.0
"""Variance of lightness (of 0..255) below which a window counts as flat: noise and texture stay without colour."""
_LARGEST = 1280
"""Colours are computed at this longest side at most, and stretched from there."""
_ZERO = 128.0
"""What stands for no colour in 8 bits."""


def lightness(rgb: Array) -> Array:
    """RGB uint8 (height, width, 3) → L as uint8 (height, width), 0..255."""
    return np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[:, :, 0])


def colour(grey: Array, ab: Array, *, follow_edges: bool = True, seen: Array | None = None) -> Array:
    """L uint8 (height, width) and ab float32 (n, m, 2) → RGB uint8 (height, width, 3).

    seen: L as the network saw it, uint8; made from ``grey`` if not given.
    """
    size = grey.shape[::-1]
    planes = [
        cv2.resize(cv2.convertScaleAbs(cv2.max(plane, 0.0)), size, interpolation=cv2.INTER_LINEAR)
        for plane in _planes(grey, ab, follow_edges, seen)
    ]
    return np.asarray(cv2.cvtColor(cv2.merge([grey, *planes]), cv2.COLOR_LAB2RGB))


def upsample(grey: Array, ab: Array, *, follow_edges: bool = True) -> Array:
    """ab float32 (n, m, 2) → ab float32 at the size of L, uint8 (height, width)."""
    size = grey.shape[::-1]
    planes = [cv2.resize(plane, size) for plane in _planes(grey, ab, follow_edges, None)]
    return np.asarray(cv2.merge(planes) - _ZERO)


def _planes(grey: Array, ab: Array, follow_edges: bool, seen: Array | None) -> list[Array]:
    """a + 128 and b + 128, float32, at the size of ``grey`` or, if that is large, at a smaller one."""
    scale = min(1.0, _LARGEST / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    if not follow_edges:
        return [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) + _ZERO for plane in cv2.split(ab)]
    small = grey if scale == 1 else cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if seen is None:
        seen = cv2.resize(grey, (224, 224), interpolation=cv2.INTER_AREA)
    lines = _lines(seen.astype(np.float32), ab)
    values = small.astype(np.float32)
    return [cv2.add(cv2.multiply(cv2.resize(slope, size), values), cv2.resize(offset, size)) for slope, offset in lines]


def _lines(guide: Array, ab: Array) -> list[tuple[Array, Array]]:
    """For a and b, slope and offset of the line a = slope · L + offset + 128 around each pixel of the guide."""
    mean = _box(guide)
    inverse = 1 / (_box(cv2.multiply(guide, guide)) - cv2.multiply(mean, mean) + FLATNESS)
    lines = []
    for plane in cv2.split(cv2.resize(ab, guide.shape[::-1], interpolation=cv2.INTER_LINEAR)):
        level = _box(plane)
        slope = (_box(cv2.multiply(guide, plane)) - cv2.multiply(mean, level)) * inverse
        lines.append((_box(slope), _box(level - slope * mean) + _ZERO))
    return lines


def _box(values: Array) -> Array:
    side = 2 * RADIUS + 1
    return np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT))
