"""What the student learns from: peaks of many scenes, with the person at each, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.radio.body import KEYPOINTS, OTHER_SIDE, as_camera, centre, on_floor
from models.radio.network import NEAR, where
from models.radio.peaks import HISTORY, Peaks, both_ways, crops, find
from models.radio.training.scenes import draw
from models.training.motion import Clip

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

FRAMES = 14
"""Heat maps of a scene (1.4 s)."""
_WITHIN = 0.6
"""Metres on the floor between a peak and the person whom it shows."""
_WALLED, _THICKEST, _TWO = 0.6, 14.0, 0.35
_NOISE = 0.06
_HISS = _NOISE * np.random.default_rng(0).standard_normal(2**23, np.float32)
"""Noise that batches take parts of, since drawing it takes longer than a step."""


class Examples(NamedTuple):
    """A row a peak: ``level`` (n, ROWS, COLUMNS + 1, HISTORY) and ``upright`` (n, ROWS, 48, HISTORY) float16, the maps
    about it; ``bearings``, ``ranges`` (n,); ``there`` (n,) bool, ``joints`` (n, 14, 2) of a camera, ``away`` (n,)
    metres.
    """

    level: Array
    upright: Array
    bearings: Array
    ranges: Array
    there: Array
    joints: Array
    away: Array


def make(
    clips: Sequence[Clip],
    scenes: int,
    rng: Rng,
    tell: Callable[[int], None] = lambda _: None,
    *,
    still: float = 0.0,
    every: int = 1,
) -> Examples:
    """So many scenes drawn at random: most behind a wall of up to 14 dB, a third with two people.

    still: the share of people who stand still; every: of a scene's heat maps that have a past, each so many-th counts.
    """
    parts = []
    for number in range(scenes):
        wall = rng.uniform(0, _THICKEST) if rng.random() < _WALLED else 0.0
        scene = draw(clips, FRAMES, rng, wall=wall, people=2 if rng.random() < _TWO else 1, still=still)
        for newest in range(HISTORY - 1, FRAMES, every):
            parts.append(_at_peaks(scene.maps[newest - HISTORY + 1 : newest + 1], scene.people[:, newest]))
        tell(number)
    return Examples(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _at_peaks(maps: Array, people: Array) -> Examples:
    peaks = find(maps)
    count = len(peaks.rows)
    level, upright = crops(np.broadcast_to(maps, (count, *maps.shape)), peaks.rows, peaks.columns, beyond=1)
    here = peaks.ranges[:, None] * np.stack([np.sin(peaks.bearings), np.cos(peaks.bearings)], 1)
    between = np.linalg.norm(on_floor(people) - here[:, None], axis=-1)
    persons = people[between.argmin(1)]
    return Examples(
        level.astype(np.float16),
        upright.astype(np.float16),
        peaks.bearings,
        peaks.ranges,
        between.min(1) < _WITHIN,
        as_camera(persons),
        np.hypot(*on_floor(persons).T),
    )


def batch(
    examples: Examples, index: Array, rng: Rng | None = None
) -> tuple[tuple[Array, Array, Array], tuple[Array, ...]]:
    """Inputs (level, upright, where), and targets (joints, middle, range, there), of the examples at ``index``.

    rng: to mirror half of them and to add noise; None for the maps as they are.
    """
    index = np.asarray(index)
    mirrored = np.zeros(len(index), bool) if rng is None else rng.random(len(index)) < 0.5
    plain, turned = both_ways(examples.level[index])
    level = np.where(mirrored[:, None, None, None], turned, plain).astype(np.float32)
    upright = examples.upright[index].astype(np.float32)
    if rng is not None:
        for maps in (level, upright):
            begin = int(rng.integers(len(_HISS) - maps.size))
            maps += _HISS[begin : begin + maps.size].reshape(maps.shape)
    joints = np.where(mirrored[:, None, None], examples.joints[index][:, OTHER_SIDE] * (-1, 1), examples.joints[index])
    bearings = np.where(mirrored, -1, 1) * examples.bearings[index]
    nowhere = np.zeros(len(index), int)
    peaks = Peaks(nowhere, nowhere, bearings, examples.ranges[index])
    return (level, upright, where(peaks)), targets(joints, examples.away[index], examples.there[index], peaks)


def targets(joints: Array, away: Array, there: Array, peaks: Peaks) -> tuple[Array, ...]:
    """What the student should say at peaks: the reverse of models.radio.network.read."""
    middle, ranges = centre(joints), peaks.ranges[:, None]
    beside = middle - np.stack([np.tan(peaks.bearings), np.zeros(len(joints))], 1)
    spread = (joints - middle[:, None]) * ranges[..., None]
    parts = (spread.reshape(len(joints), 2 * len(KEYPOINTS)), beside * ranges / NEAR, (away - peaks.ranges) / NEAR)
    return *(part.astype(np.float32) for part in parts), there.astype(np.float32)
