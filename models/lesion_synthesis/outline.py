"""Where in a picture the lesion is: what differs from the skin's colour, without a network, so that nothing that made
the picture also judges it. Pure.

The threshold is Otsu's (1979), on the cube root of distances in Lab: a dark core would else hide the paler rest.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

RIM = 2
"""Pixels of a picture that is 32 wide, at its edge, whose median is the skin's colour."""
LEAST = 0.3
"""Of the largest part: what is smaller is no lesion."""
_LEVELS = 255


def found(picture: Array) -> Array:
    """RGB uint8 (side, side, 3) → bool (side, side), True where the lesion is; holes belong to it."""
    distance = np.cbrt(_from_skin(picture))
    scaled = np.rint(distance * (_LEVELS / max(float(distance.max()), 1e-6))).astype(np.uint8)
    _, above = cv2.threshold(scaled, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return _large(_filled(above.astype(np.uint8)))


def overlap(one: Array, other: Array) -> float:
    """Intersection over union of two masks, bool; 0..1, and 1 of two empty ones."""
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else 1.0


def _from_skin(picture: Array) -> Array:
    """The distance of each pixel from the skin's colour in Lab, float32 (side, side)."""
    side = len(picture)
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab = cv2.GaussianBlur(lab, (3, 3), 0)
    rim = max(1, RIM * side // 32)
    edge = np.ones((side, side), bool)
    edge[rim:-rim, rim:-rim] = False
    return np.asarray(np.linalg.norm(lab - np.median(lab[edge], 0), axis=2), np.float32)


def _filled(mask: Array) -> Array:
    """A mask, uint8, with its holes: what no way leads to from the picture's edge."""
    _, parts = cv2.connectedComponents(1 - mask, connectivity=4)
    outside = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    return np.asarray((mask > 0) | ~np.isin(parts, outside), np.uint8)


def _large(mask: Array) -> Array:
    """A mask, uint8, without its small parts, as bool."""
    count, parts, figures, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    areas = figures[1:, cv2.CC_STAT_AREA]
    if count == 1:
        return mask > 0
    return np.isin(parts, 1 + np.flatnonzero(areas >= LEAST * areas.max()))
