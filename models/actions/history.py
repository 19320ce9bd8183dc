"""What is remembered of each person: joints of the last seconds, and what was told of the last windows judged.

Plain calculation: no clock (times are passed in), no input or output. It travels with every frame of a stream, so it is
kept small: at most twenty moments a second of at most six people, joints as float16 in heights of the frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.actions.judging import SMOOTHED, Bounds, judge
from models.actions.network import CLASSES, NOTHING
from models.actions.windows import JOINTS, LENGTH, RATE, Window, cut
from models.toolkit.poses.people import People

Array = np.ndarray[Any, Any]

EVERY = 0.2
"""Seconds between two windows of a person that are judged."""
SEEN = 0.6
"""The share of a window's moments in which somebody must have been seen."""
MOST_PEOPLE = 6
SPAN = (LENGTH - 1) / RATE
"""Seconds from a window's first moment to its last."""
_KEPT = SPAN + 0.3
"""Seconds: a moment before the window's first is needed to interpolate it."""
_APART = 0.045
"""Seconds between two moments that are kept, at the least."""
_MOST = int(_KEPT / _APART) + 2
_PER_PERSON = ("id", "moments", "windows", "judged", "said")


@dataclass(frozen=True, eq=False)
class History:
    """One person: ``id`` 1 to 255; ``times`` (n,) ascending, seconds; ``joints`` (n, 17, 3) x and y in heights of the
    frame, and score; ``past`` (0 to 3, 7) probabilities of the windows judged last; ``judged``: when the last was;
    ``said``: the action that was said of it, an index in CLASSES.
    """

    id: int
    times: Array
    joints: Array
    past: Array
    judged: float
    said: int = NOTHING

    @property
    def is_due(self) -> bool:
        """Whether the newest moment ends a window that is to be judged."""
        return bool(self.times[-1] - self.judged >= EVERY - 1e-6)

    def window(self) -> Window | None:
        """The window that ends with the newest moment; None where too little of it was seen."""
        window = cut(self.times, self.joints, float(self.times[-1]))
        return window if window.seen.any(1).mean() >= SEEN else None

    def told(self, probabilities: Array | None, bounds: Bounds, *, as_one: bool) -> History:
        """With what is said of the window that ends now; None, for too little seen, forgets what was said before."""
        judged = float(self.times[-1])
        if probabilities is None:
            return replace(self, past=np.zeros((0, len(CLASSES))), judged=judged, said=NOTHING)
        past = np.vstack([self.past, probabilities])[-SMOOTHED:]
        return replace(self, past=past, judged=judged, said=judge(past, bounds, self.said, as_one=as_one).action)


def grown(
    histories: Sequence[History], people: People, known: Iterable[int], now: float, aspect: float
) -> list[History]:
    """The histories with one moment more of all who are seen.

    known: the ids of everybody whose number is still theirs; the others' histories end, since their number may be
    given to somebody else. aspect: the frame's width by its height.
    """
    before = {one.id: one for one in histories if one.id in set(known) and one.times[-1] >= now - _KEPT}
    for number, keypoints in zip(people.ids.tolist()[:MOST_PEOPLE], people.keypoints, strict=False):
        joints = (keypoints * (aspect, 1, 1))[None]
        if number not in before:
            nothing = np.zeros((0, len(CLASSES)))
            before[number] = History(number, np.array([now]), joints, nothing, -np.inf)
        elif now - before[number].times[-1] >= _APART:
            before[number] = _longer(before[number], joints, now)
    return sorted(before.values(), key=lambda one: (-one.times[-1], one.id))[:MOST_PEOPLE]


def _longer(history: History, joints: Array, now: float) -> History:
    times, whole = np.append(history.times, now), np.concatenate([history.joints, joints])
    first = max(int(np.searchsorted(times, now - _KEPT)), len(times) - _MOST)
    return replace(history, times=times[first:], joints=whole[first:])


def remembered(histories: Sequence[History]) -> dict[str, Any]:
    """Histories as a part of a stream's memory; nothing for none."""
    if not histories:
        return {}
    return {
        "id": np.array([one.id for one in histories], np.uint8),
        "moments": np.array([len(one.times) for one in histories], np.uint8),
        "windows": np.array([len(one.past) for one in histories], np.uint8),
        "judged": np.array([one.judged for one in histories], np.float64),
        "said": np.array([one.said for one in histories], np.uint8),
        "times": np.concatenate([one.times for one in histories]).astype(np.float64),
        "joints": np.concatenate([one.joints for one in histories]).astype(np.float16),
        "past": np.concatenate([one.past for one in histories]).astype(np.float32),
    }


def histories_of(memory: Mapping[str, Any]) -> list[History]:
    """The histories of a memory that :func:`remembered` made; none of any other, so that nobody need look into it."""
    try:
        ids, moments, windows, judged, said = (memory[name].tolist() for name in _PER_PERSON)
        times, joints, past = (np.asarray(memory[name], np.float64) for name in ("times", "joints", "past"))
        is_whole = (
            len(times) == len(joints) == sum(moments) and len(past) == sum(windows) and min(moments, default=1) > 0
        )
        is_whole &= max(said, default=0) < len(CLASSES)
        if not is_whole or joints.shape[1:] != (JOINTS, 3) or past.shape[1:] != (len(CLASSES),):
            return []
        at, then = np.cumsum([0, *moments]), np.cumsum([0, *windows])
        return [
            History(
                number,
                times[at[row] : at[row + 1]],
                joints[at[row] : at[row + 1]],
                past[then[row] : then[row + 1]],
                when,
                action,
            )
            for row, (number, when, action) in enumerate(zip(ids, judged, said, strict=True))
        ]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return []
