"""From probabilities of windows to what is said of a person: smoothed over three windows, or nothing at all."""

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


@dataclass(frozen=True)
class Bounds:
    """The least probability with which each action is said, in the order of CLASSES without "nothing"."""

    least: tuple[float, ...] = (0.5,) * NOTHING


class Judgement(NamedTuple):
    """``action``: the index in CLASSES, NOTHING where none is sure; ``probability``: of the likeliest action."""

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


def judge(windows: Sequence[Array] | Array, bounds: Bounds, *, as_one: bool = False) -> Judgement:
    """Of a person's last windows' probabilities; see :func:`smoothed`."""
    mean = smoothed(windows, as_one=as_one)
    likeliest = int(np.argmax(mean[:NOTHING]))
    sure = mean[likeliest] >= bounds.least[likeliest] and mean[likeliest] > mean[NOTHING]
    return Judgement(likeliest if sure else NOTHING, float(mean[likeliest]))


def judged(probabilities: Array, bounds: Bounds) -> Array:
    """The same of many windows at once that are smoothed already: (n, 7) → indices in CLASSES (n,)."""
    likeliest = probabilities[:, :NOTHING].argmax(1)
    highest = probabilities[np.arange(len(probabilities)), likeliest]
    sure = (highest >= np.asarray(bounds.least)[likeliest]) & (highest > probabilities[:, NOTHING])
    indices: Array = np.where(sure, likeliest, NOTHING)
    return indices


def together(index: int) -> str:
    """The action's name where jogging and running count as one."""
    return "jogging or running" if index in (JOGGING, RUNNING) else CLASSES[index]
