"""From probabilities of windows to what is said of a person: smoothed over three windows, or nothing at all.

Walking, jogging and running have two bounds, as a Schmitt trigger has (Schmitt, 1938): they begin to be said at the
one, and go on being said until they fall below the other, so that a doubtful window does not take them away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.actions.network import CLASSES, NOTHING

Array = np.ndarray[Any, Any]

JOGGING, RUNNING = 1, 2
SMOOTHED = 3
"""Windows whose mean is judged."""
HELD = (0, JOGGING, RUNNING)
"""Actions that are held: who walks hardly ever stops for a moment, while a hand soon rests."""
KEPT = 0.5
"""The share of its bound down to which such an action goes on being said. How it was chosen: training/NOTES.md."""


@dataclass(frozen=True)
class Bounds:
    """``least``: the probability with which each action begins to be said, in the order of CLASSES without "nothing";
    ``kept``: the share of it with which one of HELD goes on being said, infinite for never.
    """

    least: tuple[float, ...] = (0.5,) * NOTHING
    kept: float = KEPT

    def keep(self, before: int, mean: Array) -> bool:
        """Whether an action that was said of the window before goes on: ``mean`` (7,), smoothed probabilities."""
        return before in HELD and bool(mean[before] >= self.kept * self.least[before])


class Judgement(NamedTuple):
    """``action``: the index in CLASSES, NOTHING where none is sure; ``probability``: of it, or of the likeliest of six
    where none is.
    """

    action: int
    probability: float


def smoothed(windows: Sequence[Array] | Array, *, as_one: bool = False) -> Array:
    """The mean (7,) of a person's last windows' probabilities, each (7,), the newest last.

    as_one: jogging and running count as one, in jogging's place.
    """
    mean: Array = np.mean([np.asarray(one) for one in windows[-SMOOTHED:]], axis=0)
    if as_one:
        mean[JOGGING], mean[RUNNING] = mean[JOGGING] + mean[RUNNING], 0
    return mean


def judge(
    windows: Sequence[Array] | Array, bounds: Bounds, before: int = NOTHING, *, as_one: bool = False
) -> Judgement:
    """Of a person's last windows' probabilities; see :func:`smoothed`. before: what was said of the last but one."""
    mean = smoothed(windows, as_one=as_one)
    action, before = int(judged(mean[None], bounds)[0]), merged(before, as_one=as_one)
    if action == NOTHING and bounds.keep(before, mean):
        action = before
    return told(action, mean)


def told(action: int, mean: Array) -> Judgement:
    """What is said of a window whose smoothed probabilities are ``mean`` (7,)."""
    return Judgement(action, float(mean[action] if action != NOTHING else mean[:NOTHING].max()))


def judged(probabilities: Array, bounds: Bounds, streams: Array | None = None) -> Array:
    """The same of many windows at once that are smoothed already: (n, 7) → indices in CLASSES (n,).

    streams: (n,) of which stream each window is; those of one follow each other, the oldest first. Without them each
    window stands alone.
    """
    likeliest = probabilities[:, :NOTHING].argmax(1)
    highest = probabilities[np.arange(len(probabilities)), likeliest]
    sure = (highest >= np.asarray(bounds.least)[likeliest]) & (highest > probabilities[:, NOTHING])
    indices: Array = np.where(sure, likeliest, NOTHING)
    if streams is None:
        return indices
    for row in np.flatnonzero(indices == NOTHING):
        before = indices[row - 1] if row and streams[row] == streams[row - 1] else NOTHING
        if bounds.keep(int(before), probabilities[row]):
            indices[row] = before
    return indices


def merged(action: int, *, as_one: bool) -> int:
    """The index of an action where jogging and running may count as one, in jogging's place."""
    return JOGGING if as_one and action == RUNNING else action


def together(index: int) -> str:
    """The action's name where jogging and running count as one."""
    return "jogging or running" if index in (JOGGING, RUNNING) else CLASSES[index]
