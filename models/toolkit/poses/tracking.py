"""Who is who from frame to frame, and joints that keep still when the person does.

Plain calculation: no clock (the time is passed in), no input or output. What a stream remembers are its tracks, as
a few arrays that :func:`remembered` makes and :func:`tracks_of` reads.

Steadying is the One-Euro filter: Casiez, Roussel and Vogel, "1 € Filter: A Simple Speed-based Low-pass Filter for
Noisy Input in Interactive Systems", CHI 2012. It works here in sizes of the person, so that somebody far away is
steadied as somebody near is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.toolkit.poses.people import VISIBLE, People, box_area, overlap, similarity

KEEP = 1.0  # seconds for which somebody who is out of sight keeps their number
MAX_TRACKS = 12
STAY = 0.6  # somebody known stays while their score is above this part of the confidence asked for
ALIKE = 0.15  # the least likeness at which two poses may be the same person's
MAX_PREDICTION = 0.25  # seconds: how far ahead a movement is trusted to go on as it was

MIN_CUTOFF = 1.2  # Hz, for a still point: lower is steadier
BETA = 7.0  # Hz for each person's size a second: higher follows fast movement more closely
SPEED_CUTOFF = 1.0  # Hz, of the speed itself
SCORE_CUTOFF = 4.0  # Hz: a joint's score must not make it blink
MIN_STEP = 1e-3  # seconds between two frames, at the least


@dataclass(frozen=True, eq=False)
class Track:
    """One person as remembered.

    ``id`` 1 to 255; ``seen`` is when, in seconds; ``score`` 0..1; ``points`` (19, 2) are the steadied joints and box
    corners in fractions of the frame, ``speed`` (19, 2) their change a second, ``visible`` (17,) the joints' scores.
    """

    id: int
    seen: float
    score: float
    points: np.ndarray
    speed: np.ndarray
    visible: np.ndarray

    @property
    def box(self) -> np.ndarray:
        """x0, y0, x1, y1."""
        return self.points[17:].reshape(4)

    def pose(self) -> np.ndarray:
        """Keypoints (17, 3): x, y, score."""
        return np.column_stack([self.points[:17], self.visible])

    def at(self, now: float) -> Track:
        """Where the person would be by now, had they gone on moving as they did."""
        step = min(max(now - self.seen, 0.0), MAX_PREDICTION)
        return replace(self, points=self.points + self.speed * step)


def remembered(tracks: Sequence[Track]) -> dict[str, Any]:
    """Tracks as a stream's memory; the most recently seen twelve of them, nothing for none."""
    newest = sorted(tracks, key=lambda track: (-track.seen, track.id))[:MAX_TRACKS]
    if not newest:
        return {}
    memory = {
        "id": np.array([track.id for track in newest], np.uint8),
        "seen": np.array([track.seen for track in newest], np.float64),
        "score": np.array([track.score for track in newest], np.float32),
    }
    parts = ("points", "speed", "visible")
    return memory | {part: np.stack([getattr(track, part) for track in newest]).astype(np.float32) for part in parts}


def tracks_of(memory: Mapping[str, Any]) -> list[Track]:
    """The tracks of a memory that :func:`remembered` made; of an empty one none."""
    if not memory:
        return []
    parts = (np.asarray(memory[part], np.float64) for part in ("points", "speed", "visible"))
    whole = zip(memory["id"].tolist(), memory["seen"].tolist(), memory["score"].tolist(), *parts, strict=True)
    return [Track(*values) for values in whole]


def follow(
    tracks: Sequence[Track],
    people: People,
    *,
    now: float,
    aspect: float,
    confidence: float,
    number: int,
    smooth: bool = True,
) -> tuple[People, list[Track]]:
    """Give each person of a frame the number that they had before, or the smallest free one, and steady them.

    ``tracks`` is what was remembered, ``people`` all that were found (best first, nobody twice), ``aspect`` the
    frame's width by its height. Somebody new needs a score of ``confidence``, somebody known a little less; at most
    ``number`` people come back, known ones first, in the order of their ids. Returns them and the next tracks.
    """
    recent = [track for track in tracks if 0 <= now - track.seen <= KEEP]
    matched = match([track.at(now) for track in recent], people, aspect)
    rows = _admitted(matched, people, confidence, number)
    free = _free_ids({track.id for track in recent})
    current: list[Track] = []
    for row in rows:
        fresh = _fresh(people, row, now)
        before = recent[matched[row]] if row in matched else None
        current.append(steadied(before, fresh, aspect, smooth) if before else replace(fresh, id=next(free)))
    continued = {track.id for track in current}
    lost = [track for track in recent if track.id not in continued]
    return _as_people(sorted(current, key=lambda track: track.id)), current + lost


def match(tracks: Sequence[Track], people: People, aspect: float) -> dict[int, int]:
    """Rows of ``people`` to rows of ``tracks``: the assignment with the greatest likeness in all.

    Exact, by going through the tracks once with the best sum for each set of people used (2^6 sets at most).
    """
    likeness = [[_likeness(track, people, row, aspect) for row in range(len(people))] for track in tracks]
    best: dict[int, tuple[float, dict[int, int]]] = {0: (0.0, {})}
    for number, values in enumerate(likeness):
        for used, (total, pairs) in list(best.items()):
            for row, value in enumerate(values):
                taken = used | 1 << row
                if value < ALIKE or taken == used or best.get(taken, (-1.0,))[0] >= total + value:
                    continue
                best[taken] = (total + value, {**pairs, row: number})
    return max(best.values(), key=lambda entry: entry[0])[1]


def _likeness(track: Track, people: People, row: int, aspect: float) -> float:
    """0..1: half by the joints, half by the boxes, so that either alone can carry a match."""
    area = box_area(track.box) * aspect
    pose = similarity(track.pose(), people.keypoints[row], area, aspect)
    return 0.5 * pose + 0.5 * overlap(track.box, people.boxes[row])


def _admitted(matched: dict[int, int], people: People, confidence: float, number: int) -> list[int]:
    known = [row for row in range(len(people)) if row in matched and people.scores[row] >= STAY * confidence]
    new = [row for row in range(len(people)) if row not in matched and people.scores[row] >= confidence]
    return (known + new)[:number]


def _free_ids(taken: set[int]) -> Iterator[int]:
    return (number for number in range(1, 256) if number not in taken)


def _fresh(people: People, row: int, now: float) -> Track:
    """What was found, as a track without past; its id is still to be given."""
    points = np.concatenate([people.keypoints[row, :, :2], people.boxes[row].reshape(2, 2)])
    return Track(0, now, float(people.scores[row]), points, np.zeros_like(points), people.keypoints[row, :, 2])


def steadied(before: Track, fresh: Track, aspect: float, smooth: bool = True) -> Track:
    """The next state of a track: ``fresh`` through the One-Euro filter (without ``smooth``: as it came).

    A joint that was out of sight starts anew, so that it does not glide in from where it was last seen.
    """
    step = max(fresh.seen - before.seen, MIN_STEP)
    change = (fresh.points - before.points) / step
    speed = before.speed + _weight(step, SPEED_CUTOFF) * (change - before.speed)
    size = math.sqrt(max(box_area(fresh.box) * aspect, 0.0025))  # in heights of the frame, as aspect makes them
    pace = np.hypot(speed[:, 0] * aspect, speed[:, 1]) / size  # sizes of the person a second
    weight = _weight(step, MIN_CUTOFF + BETA * pace)[:, None]
    visible = before.visible + _weight(step, SCORE_CUTOFF) * (fresh.visible - before.visible)
    anew = np.append((before.visible < VISIBLE) | (fresh.visible < VISIBLE), [False, False])[:, None]
    return Track(
        id=before.id,
        seen=fresh.seen,
        score=fresh.score,
        points=np.where(anew | (not smooth), fresh.points, before.points + weight * (fresh.points - before.points)),
        speed=np.where(anew, 0.0, speed),
        visible=visible if smooth else fresh.visible,
    )


def _weight(step: float, cutoff: float | np.ndarray) -> Any:
    """Of the new value in a first-order low-pass filter of ``cutoff`` Hz after ``step`` seconds."""
    turn = 2 * math.pi * step * cutoff
    return turn / (turn + 1)


def _as_people(tracks: Sequence[Track]) -> People:
    return People(
        ids=np.array([track.id for track in tracks], np.int64),
        scores=np.array([track.score for track in tracks], np.float64),
        boxes=np.array([track.box for track in tracks], np.float64).reshape(-1, 4),
        keypoints=np.array([track.pose() for track in tracks], np.float64).reshape(-1, 17, 3),
    )
