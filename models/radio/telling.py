"""What the student says beside what the teacher sees: who is whom, and how far they are apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.radio.body import as_camera
from models.radio.lifting import Placed
from models.radio.likeness import placed, similarity
from models.radio.network import Seen
from models.radio.peaks import find

Array = np.ndarray[Any, Any]

_SAME = 0.75
"""Metres on the floor within which somebody told is somebody who is there."""


def mean_at_peaks(maps: Array, mean_pose: Array) -> Seen:
    """The trivial guess: the mean pose (14, 2) in metres at each peak of the level map, the strongest first."""
    peaks = find(maps)
    middle = np.stack([np.tan(peaks.bearings), np.zeros(len(peaks.rows))], 1)
    joints = middle[:, None] + mean_pose / peaks.ranges[:, None, None]
    places = peaks.ranges[:, None] * np.stack([np.sin(peaks.bearings), np.cos(peaks.bearings)], 1)
    return Seen(joints, 1 / (1.0 + np.arange(len(peaks.rows))), places)


def matched(seen: Seen, people: Mapping[int, Placed]) -> dict[int, int]:
    """Rows of ``seen`` → the id of who stands there, the nearest first, each once."""
    pairs = [
        (float(np.hypot(*(spot - one.place))), row, number)
        for row, spot in enumerate(seen.places)
        for number, one in people.items()
    ]
    found: dict[int, int] = {}
    for away, row, number in sorted(pairs):
        if away <= _SAME and row not in found and number not in found.values():
            found[row] = number
    return found


def told(seen: Seen, people: Mapping[int, Placed], aspect: float) -> list[dict[str, Any]]:
    """JSON-ready: ``score``; ``place`` [metres across, away]; ``of``, the id of the person there, or 0; where somebody
    is in the picture, ``keypoints`` [[x, y] × 14] in its fractions, else none; and ``error``, see there, of one that is
    of somebody.
    """
    pairs = matched(seen, people)
    return [
        {
            "score": round(float(score), 3),
            "place": np.asarray(spot).round(2).tolist(),
            "of": pairs.get(row, 0),
            "keypoints": _pictured(joints, spot, people, pairs.get(row), aspect),
            "error": error(joints, people[pairs[row]]) if row in pairs else None,
        }
        for row, (joints, score, spot) in enumerate(zip(*seen, strict=True))
    ]


def error(joints: Array, person: Placed) -> dict[str, Any]:
    """Of joints (14, 2) beside those of a person that the camera sees: ``oks`` 0 to 1, ``centimetres`` on average, and
    how many are ``right``, within a fifth of the torso, ``of`` so many.
    """
    true, seen = as_camera(person.joints), person.seen
    apart = np.linalg.norm(joints - true, axis=-1)[seen] * float(person.joints[:, 2].mean())
    return {
        "oks": round(float(similarity(joints[None], true[None], seen)[0, 0]), 3),
        "centimetres": round(100 * float(apart.mean()), 1),
        "right": round(float(placed(joints[None], true[None], seen)[0, 0]) * int(seen.sum())),
        "of": int(seen.sum()),
    }


def _pictured(
    joints: Array, spot: Sequence[float] | Array, people: Mapping[int, Placed], number: int | None, aspect: float
) -> list[list[float]]:
    """In fractions of the picture, whose scale is that of the person, or of the nearest one."""
    if not people:
        return []
    by = people[number] if number else min(people.values(), key=lambda one: float(np.hypot(*(one.place - spot))))
    found: list[list[float]] = (by.pictured(joints, float(spot[1])) / (aspect, 1.0)).round(4).tolist()
    return found
