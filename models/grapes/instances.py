"""From the network's two maps to berries, and from berries to bunches; and back: what the maps should be.

``inside``: whether a pixel is a berry's. ``depth``: 1 in the middle of a visible berry, falling to 0 at its edge; its
peaks tell touching berries apart (Bai and Urtasun, "Deep Watershed Transform", CVPR 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

_REACH = 1.6
"""A berry reaches at most this much beyond its peak, in radii of the peak."""


@dataclass(frozen=True)
class Bounds:
    """Where maps become berries, chosen on drawn pictures.

    ``inside`` and ``depth`` are thresholds, 0 to 1; ``least`` is the smallest berry in pixels.
    """

    inside: float = 0.5
    depth: float = 0.5
    least: int = 12


BOUNDS = Bounds()
LEAST_SHARE = 0.008
"""A bunch covers at least this share of the picture,"""
LEAST_BERRIES = 5
"""and has at least so many berries."""


class Grapes(NamedTuple):
    """``berries`` and ``bunches`` int32 (h, w): numbers from 1, 0 where there is none."""

    berries: Array
    bunches: Array


def targets(berries: Array) -> tuple[Array, Array]:
    """The maps that the network is to give: berries uint16 (h, w) → (inside, depth), float32 (h, w), 0..1."""
    numbers = berries.astype(np.int32)
    padded = np.pad(numbers, 1, mode="edge")
    edge = np.zeros(numbers.shape, bool)
    for rows, columns in (
        (slice(0, -2), slice(1, -1)),
        (slice(2, None), slice(1, -1)),
        (slice(1, -1), slice(0, -2)),
        (slice(1, -1), slice(2, None)),
    ):
        edge |= padded[rows, columns] != numbers
    inner = ((numbers > 0) & ~edge).astype(np.uint8)
    distance = cv2.distanceTransform(inner, cv2.DIST_L2, 3)
    deepest = np.zeros(int(numbers.max(initial=0)) + 1, np.float32)
    np.maximum.at(deepest, numbers.ravel(), distance.ravel())
    depth = np.where(numbers > 0, distance / np.maximum(deepest, 1)[numbers], 0).astype(np.float32)
    return (numbers > 0).astype(np.float32), depth


def find(inside: Array, depth: Array, bounds: Bounds = BOUNDS) -> Array:
    """Berries int32 (h, w) from the two maps, float32 (h, w): each peak of ``depth``, with what lies nearest to it."""
    foreground = inside > bounds.inside
    count, seeds, statistics, _ = cv2.connectedComponentsWithStats(
        ((depth > bounds.depth) & foreground).astype(np.uint8), connectivity=4
    )
    if count == 1:
        return np.zeros(seeds.shape, np.int32)
    distance, pixels = cv2.distanceTransformWithLabels(
        (seeds == 0).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    owner = np.zeros(int(pixels.max()) + 1, np.int32)
    owner[pixels[seeds > 0]] = seeds[seeds > 0]
    nearest = owner[pixels]
    reach = _REACH * np.sqrt(statistics[:, cv2.CC_STAT_AREA] / np.pi) + 1
    return _renumbered(np.where(foreground & (distance <= reach[nearest]), nearest, 0), bounds.least)


def bunches_of(berries: Array) -> Array:
    """Bunches int32 (h, w): berries closed by their radius; what is small or has few berries is none."""
    radius = mean_radius(berries)
    if radius == 0:
        return np.zeros(berries.shape, np.int32)
    size = 2 * max(1, round(radius)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    joined = cv2.morphologyEx((berries > 0).astype(np.uint8), cv2.MORPH_CLOSE, disc)
    count, parts, statistics, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    large = statistics[:, cv2.CC_STAT_AREA] >= LEAST_SHARE * berries.size
    kept = large & (_shown(parts, berries, count) >= LEAST_BERRIES)
    kept[0] = False
    found: Array = (np.cumsum(kept) * kept).astype(np.int32)[parts]
    return found


def berries_in(grapes: Grapes, bunches: int) -> list[int]:
    """How many berries each of so many bunches shows."""
    shown: list[int] = _shown(grapes.bunches, grapes.berries, bunches + 1)[1 : bunches + 1].tolist()
    return shown


def _shown(parts: Array, berries: Array, count: int) -> Array:
    """How many berries each of ``count`` parts int (h, w), numbered from 0, has a pixel of."""
    inside = berries > 0
    most = int(berries.max(initial=0)) + 1
    pairs = np.unique(parts[inside].astype(np.int64) * most + berries[inside])
    return np.bincount(pairs // most, minlength=count)


def mean_radius(berries: Array) -> float:
    """The radius of a circle as large as the median berry, in pixels; 0 when there is none."""
    areas = np.bincount(berries.ravel())[1:]
    areas = areas[areas > 0]
    return float(np.sqrt(np.median(areas) / np.pi)) if areas.size else 0.0


def _renumbered(berries: Array, least: int) -> Array:
    """Numbers from 1 without gaps, berries of fewer than ``least`` pixels gone."""
    areas = np.bincount(berries.ravel())
    kept = areas >= least
    kept[0] = False
    numbers = np.cumsum(kept) * kept
    found: Array = numbers[berries].astype(np.int32)
    return found
