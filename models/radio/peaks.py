"""Where somebody may be: peaks of the level heat map, each with the part of both maps about it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from models.radio.scene import ANGLES, RANGES

Array = np.ndarray[Any, Any]

HISTORY = 8
"""Heat maps that are looked at together, the newest last."""
RATE = 10.0
"""Heat maps a second."""
ROWS, COLUMNS = 24, 32
"""Cells of range (1.8 m), and of bearing (60°), about a peak."""
MOST = 4
_RECENT = 4
_APART = 0.55
"""Metres about a peak in which there is no other person."""
_LEAST = 0.08
"""Of the highest peak's power, at least this much."""
_BODY_RANGE, _BODY_ANGLE = 7, 5
"""Cells over which one person's reflections are summed."""


class Peaks(NamedTuple):
    """``rows`` and ``columns`` (n,) cells of the level map; ``bearings`` in radians and ``ranges`` in metres."""

    rows: Array
    columns: Array
    bearings: Array
    ranges: Array


def find(maps: Array) -> Peaks:
    """maps (HISTORY, 2, 64, 48) → at most MOST peaks, the strongest first."""
    level = np.expm1(maps[-_RECENT:, 0].astype(np.float32)) ** 2
    power = np.maximum(level - np.median(level, axis=(1, 2), keepdims=True), 0).mean(0) * RANGES[:, None] ** 3
    body = _OVER_RANGE @ power @ _OVER_ANGLE
    rows: list[int] = []
    columns: list[int] = []
    bearings: list[float] = []
    highest, free = float(body.max()), body.copy()
    while len(rows) < MOST and highest > 0:
        row, column = np.unravel_index(int(free.argmax()), free.shape)
        if free[row, column] < max(_LEAST * highest, 1e-12):
            break
        rows.append(int(row))
        columns.append(int(column))
        bearings.append(_bearing(power, int(row), int(column)))
        free[_near(int(row), int(column))] = 0
    return Peaks(np.array(rows, int), np.array(columns, int), np.array(bearings), RANGES[np.array(rows, int)])


def crops(maps: Array, rows: Array, columns: Array, *, beyond: int = 0) -> tuple[Array, Array]:
    """maps (n, HISTORY, 2, 64, 48), a peak each → level (n, ROWS, COLUMNS, HISTORY), upright (n, ROWS, 48, HISTORY).

    Rows and columns about the peak; where there is no map, 0. beyond: so many columns more, to the right.
    """
    count = len(maps)
    row = rows[:, None] - ROWS // 2 + np.arange(ROWS)
    column = columns[:, None] - COLUMNS // 2 + np.arange(COLUMNS + beyond)
    row_in, column_in = (row >= 0) & (row < len(RANGES)), (column >= 0) & (column < len(ANGLES))
    row, column = np.clip(row, 0, len(RANGES) - 1), np.clip(column, 0, len(ANGLES) - 1)
    each = np.arange(count)[:, None]
    # Indices on both sides of a slice put what they index first: (n, ROWS, HISTORY, 2, 48).
    strips = maps[each, :, :, row].astype(np.float32) * row_in[..., None, None, None]
    level = np.take_along_axis(strips[:, :, :, 0], column[:, None, None], axis=3) * column_in[:, None, None]
    return level.swapaxes(2, 3), strips[:, :, :, 1].swapaxes(2, 3)


def both_ways(level: Array) -> tuple[Array, Array]:
    """A level crop with one column ``beyond``, as it is and as a mirror shows it, the peak in its place in both.

    Both lines of antennas look the same in a mirror, and so does what is drawn at random of a room.
    """
    return level[:, :, :-1], level[:, :, :0:-1]


def _summing(cells: int, width: int) -> Array:
    """What sums so many cells with a Hann taper about each: a matrix (cells, cells), since a product is faster."""
    taper = np.hanning(width + 2)[1:-1]
    return np.array([np.convolve(row, taper, "same") for row in np.eye(cells)])


_OVER_RANGE, _OVER_ANGLE = _summing(len(RANGES), _BODY_RANGE), _summing(len(ANGLES), _BODY_ANGLE)


def _bearing(power: Array, row: int, column: int) -> float:
    """The mean angle about a peak, by power."""
    rows, columns = slice(max(0, row - 4), row + 5), slice(max(0, column - 4), column + 5)
    weights = power[rows, columns].sum(0)
    return float((ANGLES[columns] * weights).sum() / max(float(weights.sum()), 1e-12))


_X, _Z = RANGES[:, None] * np.sin(ANGLES), RANGES[:, None] * np.cos(ANGLES)


def _near(row: int, column: int) -> Array:
    near: Array = np.hypot(_X - _X[row, column], _Z - _Z[row, column]) < _APART
    return near
