"""How well an edge map agrees with known edges: the F-score of Martin, Fowlkes and Malik (PAMI 2004), as for BSDS.

An edge that was found is right if a true one lies within 0.75 % of the picture's diagonal, and a true one is found if
one that was found lies as near. One threshold serves all pictures, the best one (ODS). BSDS pairs pixels one to one;
here the nearest counts, after both were made one pixel wide, which differs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

NEAR = 0.0075
"""Of the diagonal."""
THRESHOLDS = np.linspace(0.03, 0.99, 33)


class Counts(NamedTuple):
    """For each threshold: found and right, found, true and found; and the true ones, each (t,)."""

    right: Array
    found: Array
    met: Array
    true: Array


def thinned(strength: Array) -> Array:
    """An edge map, float (h, w), with nothing left but the ridges: where it is highest across its own direction."""
    smooth = cv2.GaussianBlur(strength.astype(np.float32), (0, 0), 1)
    bend = [cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=5) for order in ((2, 0), (1, 1), (0, 2))]
    angle = 0.5 * np.arctan2(2 * bend[1], bend[0] - bend[2]) + np.pi / 2  # along which it falls the fastest
    height, width = strength.shape
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    step = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    # The eigenvector of the most negative curvature; of the two at right angles, the one across which it bends more.
    curved = bend[0] * step[0] ** 2 + 2 * bend[1] * step[0] * step[1] + bend[2] * step[1] ** 2
    other = bend[0] * step[1] ** 2 - 2 * bend[1] * step[0] * step[1] + bend[2] * step[0] ** 2
    x = np.where(curved <= other, step[0], -step[1])
    y = np.where(curved <= other, step[1], step[0])
    beside = [
        cv2.remap(smooth, across + sign * x, down + sign * y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for sign in (1, -1)
    ]
    is_ridge = (np.minimum(curved, other) < -1e-6) & (smooth >= beside[0]) & (smooth >= beside[1])
    return np.where(is_ridge, strength, 0)


def counts(strength: Array, edges: Array) -> Counts:
    """strength: an edge map 0..1, float (h, w); edges: the true ones, bool (h, w)."""
    thin, near = thinned(strength), NEAR * float(np.hypot(*edges.shape))
    to_true = _distance(edges)
    rows = []
    for threshold in THRESHOLDS:
        found = thin >= threshold
        met = edges & (_distance(found) <= near)
        rows.append(((found & (to_true <= near)).sum(), found.sum(), met.sum(), edges.sum()))
    return Counts(*np.array(rows, float).T)


def best(each: Sequence[Counts]) -> float:
    """The F-score of many pictures at the best single threshold, 0..1."""
    right, found, met, true = np.sum(each, axis=0)
    precision, recall = right / np.maximum(found, 1), met / np.maximum(true, 1)
    return float((2 * precision * recall / np.maximum(precision + recall, 1e-9)).max())


def _distance(mask: Array) -> Array:
    """Of each pixel from the nearest one that is set, in pixels."""
    if not mask.any():
        return np.full(mask.shape, np.inf)
    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE))
