"""Who is which bunch from frame to frame: boxes followed by a Kalman filter, told apart by overlap.

SORT (Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016) with one addition: all bunches of a pan move
together, so a new track begins with the speed of the others. Plain calculation; time is passed in. Boxes are
(x0, y0, x1, y1) in fractions of the frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

KEEP = 1.0
"""Seconds for which a bunch that is not found keeps its number."""
ALIKE = 0.2
"""The least overlap (IoU) at which two boxes may be one bunch's."""
CONFIRMED = 3
"""Sightings after which a bunch is counted: what flickers is none."""
_PROCESS = (0.02, 0.6)
"""Deviation of what changes by itself in a second: of a box's place, and of its speed."""
_MEASURED = 0.012
"""Deviation of a box's sides as they are found."""
_BEGIN = (0.02, 0.3)
MOST_TRACKS = 40
_PARTS: dict[str, tuple[type, tuple[int, ...]]] = {
    "id": (np.int64, ()),
    "seen": (np.float64, ()),
    "now": (np.float64, ()),
    "box": (np.float64, (4,)),
    "speed": (np.float64, (4,)),
    "spread": (np.float64, (2, 2)),
    "sightings": (np.int64, ()),
    "berries": (np.int64, ()),
}
"""What is remembered of a track: the kind and shape of each part."""


@dataclass(frozen=True, eq=False)
class Track:
    """One bunch as remembered: ``box`` (4,) and ``speed`` (4,) a second, ``spread`` (2, 2) their covariance, alike for
    all four sides; ``seen`` when, ``sightings`` how often, ``berries`` the most counted at once.
    """

    id: int
    seen: float
    now: float
    box: Array
    speed: Array
    spread: Array
    sightings: int = 1
    berries: int = 0

    @property
    def is_confirmed(self) -> bool:
        """Whether it was seen often enough to be counted."""
        return self.sightings >= CONFIRMED

    def at(self, now: float) -> Track:
        """Predicted for ``now``."""
        step = max(0.0, now - self.now)
        move = np.array([[1, step], [0, 1]])
        grown = move @ self.spread @ move.T + np.diag(np.square(_PROCESS) * step)
        return replace(self, now=now, box=self.box + step * self.speed, spread=grown)

    def met(self, box: Array, berries: int) -> Track:
        """Corrected by the box that was found at ``now``."""
        gain = self.spread[:, 0] / (self.spread[0, 0] + _MEASURED**2)
        wrong = box - self.box
        spread = self.spread - np.outer(gain, self.spread[0])
        return replace(
            self,
            seen=self.now,
            box=self.box + gain[0] * wrong,
            speed=self.speed + gain[1] * wrong,
            spread=spread,
            sightings=self.sightings + 1,
            berries=max(self.berries, berries),
        )


@dataclass(frozen=True)
class Memory:
    """The tracks that are remembered, the next number, and how many bunches were counted so far."""

    tracks: tuple[Track, ...] = ()
    next_id: int = 1
    counted: int = 0


def follow(memory: Memory, boxes: Sequence[Array], berries: Sequence[int], now: float) -> tuple[Memory, list[int]]:
    """The memory after a frame at ``now`` seconds, and the number of each box."""
    tracks = [track.at(now) for track in memory.tracks if now - track.seen <= KEEP]
    pairs = _pairs(tracks, boxes)
    numbers = [0] * len(boxes)
    counted = memory.counted
    for row, column in pairs:
        before = tracks[row].is_confirmed
        tracks[row] = tracks[row].met(np.asarray(boxes[column], float), berries[column])
        counted += tracks[row].is_confirmed and not before
        numbers[column] = tracks[row].id
    speeds = [track.speed for track in tracks if track.is_confirmed]
    speed = np.median(speeds, axis=0) if speeds else np.zeros(4)
    next_id = memory.next_id
    for column, box in enumerate(boxes):
        if not numbers[column]:
            begin = np.diag(np.square(_BEGIN))
            tracks.append(Track(next_id, now, now, np.asarray(box, float), speed, begin, berries=berries[column]))
            numbers[column] = next_id
            next_id += 1
    return Memory(tuple(tracks), next_id, counted), numbers


def remembered(memory: Memory) -> dict[str, Any]:
    """A memory as plain arrays, to travel with a stream; of its tracks the MOST_TRACKS seen last."""
    newest = sorted(memory.tracks, key=lambda track: (-track.seen, track.id))[:MOST_TRACKS]
    parts: dict[str, Array] = {
        name: np.array([getattr(track, name) for track in newest], kind).reshape(len(newest), *shape)
        for name, (kind, shape) in _PARTS.items()
    }
    return {"next": memory.next_id, "counted": memory.counted, **parts}


def memory_of(told: Mapping[str, Any]) -> Memory:
    """The memory that :func:`remembered` made; an empty one of anything else, so that nobody need look into it."""
    try:
        columns: list[Array] = [np.asarray(told[name], kind) for name, (kind, _) in _PARTS.items()]
        count = len(columns[0])
        if [one.shape for one in columns] != [(count, *shape) for _, shape in _PARTS.values()]:
            return Memory()
        rows = [dict(zip(_PARTS, values, strict=True)) for values in zip(*columns, strict=True)]
        tracks = tuple(
            Track(**{name: value if _PARTS[name][1] else value.item() for name, value in row.items()}) for row in rows
        )
        return Memory(tracks, int(told["next"]), int(told["counted"]))
    except (KeyError, TypeError, ValueError):
        return Memory()


def boxes_of(bunches: Array) -> list[Array]:
    """The box of each bunch: bunches int (h, w), numbered from 1 without gaps → boxes in fractions of the picture."""
    height, width = bunches.shape
    size = np.array([width, height, width, height], float)
    found = []
    for number in range(1, int(bunches.max(initial=0)) + 1):
        rows, columns = np.nonzero(bunches == number)
        found.append(np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / size)
    return found


def overlap(one: Array, other: Array) -> float:
    """Intersection over union of two boxes."""
    width, height = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    shared = max(0.0, float(width)) * max(0.0, float(height))
    union = float(np.prod(one[2:] - one[:2]) + np.prod(other[2:] - other[:2])) - shared
    return shared / union if union > 0 else 0.0


def _pairs(tracks: Sequence[Track], boxes: Sequence[Array]) -> list[tuple[int, int]]:
    """Which track meets which box, the most alike first; confirmed tracks before those that may be none."""
    likeness = [
        (track.is_confirmed, overlap(track.box, np.asarray(box, float)), row, column)
        for row, track in enumerate(tracks)
        for column, box in enumerate(boxes)
    ]
    found: list[tuple[int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for _, alike, row, column in sorted(likeness, key=lambda one: (-one[0], -one[1], one[2], one[3])):
        if alike >= ALIKE and row not in rows and column not in columns:
            found.append((row, column))
            rows.add(row)
            columns.add(column)
    return found
