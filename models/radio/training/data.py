"""What the student learns from: peaks of many scenes, with the person at each, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.radio.body import KEYPOINTS, as_camera, centre, on_floor
from models.radio.network import NEAR, where
from models.radio.peaks import HISTORY, Peaks, crops, find
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


class Examples(NamedTuple):
    """``maps`` float16 (m, 2, 64, 48) of all scenes; a row a peak: ``newest`` (n,) its last map, ``rows``, ``columns``,
    ``bearings``, ``ranges`` (n,), ``there`` (n,) bool, ``joints`` (n, 14, 2) of a camera, ``away`` (n,) metres.
    """

    maps: Array
    newest: Array
    rows: Array
    columns: Array
    bearings: Array
    ranges: Array
    there: Array
    joints: Array
    away: Array


def make(clips: Sequence[Clip], scenes: int, rng: Rng, tell: Callable[[int], None] = lambda _: None) -> Examples:
    """So many scenes drawn at random: most behind a wall of up to 14 dB, a third with two people."""
    maps, examples = [], []
    for number in range(scenes):
        wall = rng.uniform(0, _THICKEST) if rng.random() < _WALLED else 0.0
        scene = draw(clips, FRAMES, rng, wall=wall, people=2 if rng.random() < _TWO else 1)
        maps.append(scene.maps)
        for newest in range(HISTORY - 1, FRAMES):
            peaks = find(scene.maps[newest - HISTORY + 1 : newest + 1])
            examples += _rows(peaks, scene.people[:, newest], number * FRAMES + newest)
        tell(number)
    return Examples(np.concatenate(maps), *(np.array(column) for column in zip(*examples, strict=True)))


def _rows(peaks: Peaks, people: Array, newest: int) -> list[tuple[Any, ...]]:
    rows = []
    for row, column, bearing, distance in zip(*peaks, strict=True):
        here = np.array([distance * np.sin(bearing), distance * np.cos(bearing)])
        between = np.linalg.norm(on_floor(people) - here, axis=-1)
        person = people[int(between.argmin())]
        there = bool(between.min() < _WITHIN)
        away = float(np.hypot(*on_floor(person)))
        rows.append((newest, row, column, bearing, distance, there, as_camera(person), away))
    return rows


def batch(
    examples: Examples, index: Array, rng: Rng | None = None
) -> tuple[tuple[Array, Array, Array], tuple[Array, ...]]:
    """Inputs (level, upright, where), and targets (joints, middle, range, there, size), of the examples at ``index``.

    rng: to add noise; None for the maps as they are.
    """
    peaks = Peaks(*(column[index] for column in (examples.rows, examples.columns, examples.bearings, examples.ranges)))
    back = examples.newest[index][:, None] + np.arange(1 - HISTORY, 1)
    level, upright = crops(examples.maps[back], peaks.rows, peaks.columns)
    if rng is not None:
        level += _NOISE * rng.standard_normal(level.shape, np.float32)
        upright += _NOISE * rng.standard_normal(upright.shape, np.float32)
    inputs = (level.astype(np.float32), upright.astype(np.float32), where(peaks))
    return inputs, targets(examples.joints[index], examples.away[index], examples.there[index], peaks)


def targets(joints: Array, away: Array, there: Array, peaks: Peaks) -> tuple[Array, ...]:
    """What the student should say at peaks: the reverse of models.radio.network.read."""
    middle, ranges = centre(joints), peaks.ranges[:, None]
    beside = middle - np.stack([np.tan(peaks.bearings), np.zeros(len(joints))], 1)
    spread = (joints - middle[:, None]) * ranges[..., None]
    parts = (spread.reshape(len(joints), 2 * len(KEYPOINTS)), beside * ranges / NEAR, (away - peaks.ranges) / NEAR)
    return *(part.astype(np.float32) for part in parts), there.astype(np.float32)
