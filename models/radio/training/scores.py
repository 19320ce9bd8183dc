"""How well people are found: object keypoint similarity and average precision (COCO's keypoint evaluation)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from models.radio.likeness import placed, similarity

Array = np.ndarray[Any, Any]

THRESHOLDS = np.arange(0.5, 0.96, 0.05)
_PLACED = 0.5
"""Metres within which somebody counts as found on the floor."""


class Frame(NamedTuple):
    """One moment: true ``joints`` (p, 14, 2) and ``places`` (p, 2); what was said: ``told`` (n, 14, 2), ``scores``
    (n,), ``told_places`` (n, 2); whose motion it is.
    """

    joints: Array
    places: Array
    told: Array
    scores: Array
    told_places: Array
    group: str


def matched(frame: Frame) -> tuple[Array, Array, int]:
    """Scores (n,), whether each told pose is a hit at each of THRESHOLDS (n, 10), and the number of people."""
    order = np.argsort(-frame.scores, kind="stable")
    alike = similarity(frame.told, frame.joints)
    hits = np.zeros((len(order), len(THRESHOLDS)), bool)
    for column, least in enumerate(THRESHOLDS):
        free = np.ones(len(frame.joints), bool)
        for row in order:
            likeness = np.where(free, alike[row], -1)
            best = int(likeness.argmax()) if len(likeness) else -1
            if best >= 0 and likeness[best] >= least:
                hits[row, column], free[best] = True, False
    return frame.scores, hits, len(frame.joints)


def average_precision(scores: Array, hits: Array, people: int) -> float:
    """AP, the mean over THRESHOLDS, precision interpolated at 101 recalls; scores (n,), hits (n, 10)."""
    order = np.argsort(-scores, kind="stable")
    true = np.cumsum(hits[order], axis=0)
    recall = true / max(people, 1)
    precision = true / np.arange(1, len(order) + 1)[:, None] if len(order) else true
    precision = np.maximum.accumulate(precision[::-1], axis=0)[::-1]
    found = []
    for column in range(hits.shape[1]):
        at = np.searchsorted(recall[:, column], np.linspace(0, 1, 101), side="left")
        found.append(np.where(at < len(order), precision[np.minimum(at, max(len(order) - 1, 0)), column], 0).mean())
    return float(np.mean(found)) if len(order) else 0.0


def in_place(frame: Frame) -> Array:
    """PCK@.2 of each person (p,) by the told pose that is likest; 0 where nobody is told."""
    if not len(frame.scores):
        return np.zeros(len(frame.joints))
    likest = similarity(frame.told, frame.joints).argmax(0)
    shares: Array = placed(frame.told, frame.joints)[likest, np.arange(len(frame.joints))]
    return shares


def both_placed(frame: Frame, least: float) -> bool:
    """Whether everybody has somebody told, of a score of ``least`` or more, of their own within half a metre."""
    told = frame.told_places[frame.scores >= least]
    free = list(range(len(told)))
    for place in frame.places:
        near = [row for row in free if np.hypot(*(told[row] - place)) < _PLACED]
        if not near:
            return False
        free.remove(min(near, key=lambda row: float(np.hypot(*(told[row] - place)))))
    return True


class Judged(NamedTuple):
    """What counts of a frame: as ``matched``; ``in_place`` (p,); whether everybody is placed, and too many told."""

    scores: Array
    hits: Array
    people: int
    in_place: Array
    all_placed: bool
    too_many: bool


def judged(frame: Frame, least: float) -> Judged:
    """A frame, judged once for all figures and all draws of a bootstrap."""
    too_many = bool((frame.scores >= least).sum() > len(frame.joints))
    return Judged(*matched(frame), in_place(frame), both_placed(frame, least), too_many)


def figures(frames: Sequence[Frame], least: float) -> dict[str, float]:
    """ap: COCO's; ap_50 and ap_75: at one OKS; share: people whose best of all is near enough, mean over thresholds;
    pck: joints within a fifth of the torso of where they are, of the told pose that is likest to each person.
    """
    return _figures([judged(frame, least) for frame in frames])


def _figures(frames: Sequence[Judged]) -> dict[str, float]:
    ranks, every = (np.concatenate(column) for column in list(zip(*frames, strict=True))[:2])
    total = sum(frame.people for frame in frames)
    return {
        "ap": average_precision(ranks, every, total),
        "ap_50": average_precision(ranks, every[:, :1], total),
        "ap_75": average_precision(ranks, every[:, 5:6], total),
        "share": float(every.sum(0).mean() / max(total, 1)),
        "pck": float(np.concatenate([frame.in_place for frame in frames]).mean()),
        "all_placed": float(np.mean([frame.all_placed for frame in frames])),
        "told_too_many": float(np.mean([frame.too_many for frame in frames])),
    }


def intervals(frames: Sequence[Frame], least: float, draws: int = 100, seed: int = 0) -> dict[str, list[float]]:
    """95 % intervals of ``figures`` by bootstrap over whose motion it is (Efron, 1979)."""
    rng = np.random.default_rng(seed)
    names = sorted({frame.group for frame in frames})
    of = {name: [judged(frame, least) for frame in frames if frame.group == name] for name in names}
    drawn = [
        _figures([frame for row in rng.integers(0, len(names), len(names)) for frame in of[names[row]]])
        for _ in range(draws)
    ]
    return {
        name: [round(float(bound), 4) for bound in np.percentile([one[name] for one in drawn], [2.5, 97.5])]
        for name in drawn[0]
    }
