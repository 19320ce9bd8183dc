"""Who is which bunch from frame to frame: boxes followed by a Kalman filter, told apart by overlap.

SORT (Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016) with one addition: all bunches of a pan move
together, so a new track begins with the speed of the others. Plain calculation; time is passed in. Boxes are
(x0, y0, x1, y1) in fractions of the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
    counted: frozenset[int] = field(default_factory=frozenset)


def follow(memory: Memory, boxes: Sequence[Array], berries: Sequence[int], now: float) -> tuple[Memory, list[int]]:
    """The memory after a frame at ``now`` seconds, and the number of each box."""
    tracks = [track.at(now) for track in memory.tracks if now - track.seen <= KEEP]
    pairs = _pairs(tracks, boxes)
    numbers = [0] * len(boxes)
    for row, column in pairs:
        tracks[row] = tracks[row].met(np.asarray(boxes[column], float), berries[column])
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
    counted = memory.counted | {track.id for track in tracks if track.is_confirmed}
    return Memory(tuple(tracks), next_id, counted), numbers


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
