"""What each rule blocks in an hour whose events are known: rightly, wrongly, and how late. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.content.rules import Look, Numbers, verdicts
from models.training.figures import interval

Array = np.ndarray[Any, Any]
Event = tuple[int, int]
"""The first second of a card, and the first after it."""

IN_TIME = 3
"""Seconds after which an event counts as missed."""
AFTER = 5
"""Seconds after an event in which blocking is counted apart as well: the rule has not let go yet."""


def blocked_by(probabilities: Array, rule: str, numbers: Numbers) -> Array:
    """Whether a rule blocks in each second, bool (n,), of stills one a second."""
    looks = [Look(1.0, float(one)) for one in probabilities]
    return np.array([getattr(one, rule) for one in verdicts(looks, numbers)], bool)


def score(blocked: Array, events: Sequence[Event], backdrops: Array) -> dict[str, Any]:
    """Shares, their 95 % intervals and counts.

    backdrops: the photograph behind each second, int (n,). What lies before the same one is alike, so photographs are
    drawn anew for the intervals, with all their events and seconds. in_time: events blocked within three seconds.
    wrong: of the other seconds, those blocked; wrong_apart: without those just after an event. late: the mean seconds
    from an event's first to the first blocked, of those in time.
    """
    shown = np.zeros(len(blocked), bool)
    after = np.zeros(len(blocked), bool)
    for begin, end in events:
        shown[begin:end] = True
        after[end : end + AFTER] = True
    delays = [_delay(blocked, event) for event in events]
    in_time = np.array([delay is not None for delay in delays], bool)
    found = [delay for delay in delays if delay is not None]
    wrong, apart = blocked & ~shown, blocked & ~shown & ~after
    behind = backdrops[[begin for begin, _ in events]]
    return {
        "in_time": float(in_time.mean()),
        "in_time_interval": _by_group(in_time, np.ones(len(events), bool), behind),
        "wrong": _share(wrong, ~shown),
        "wrong_interval": _by_group(wrong, ~shown, backdrops),
        "wrong_apart": _share(apart, ~shown & ~after),
        "late": float(np.mean(found)) if found else None,
        "events": len(events),
        "missed": int((~in_time).sum()),
        "other_seconds": int((~shown).sum()),
        "wrong_seconds": int(wrong.sum()),
    }


def _delay(blocked: Array, event: Event) -> int | None:
    begin, end = event
    seconds = np.flatnonzero(blocked[begin : min(end, begin + IN_TIME + 1)])
    return int(seconds[0]) if len(seconds) else None


def _share(which: Array, of: Array) -> float:
    return float(which.sum() / max(1, of.sum()))


def _by_group(which: Array, of: Array, groups: Array) -> list[float]:
    """The interval of a share when whole groups are drawn anew."""
    _, group_of = np.unique(groups, return_inverse=True)
    hits, counts = np.bincount(group_of, which & of), np.bincount(group_of, of)
    return interval(len(hits), lambda rows: float(hits[rows].sum() / max(1, counts[rows].sum())))


def redness(pictures: Array) -> Array:
    """The share of strongly red pixels in each picture: what a threshold on colour goes by. float64 (n,)."""
    values = np.asarray(pictures, np.float32)
    red, green, blue = values[..., 0], values[..., 1], values[..., 2]
    strong = (red > 90) & (red > 1.8 * green) & (red > 1.8 * blue)
    return np.asarray(strong.mean((1, 2)), np.float64)


def threshold_for(values: Array, events: Sequence[Event], most: float) -> float:
    """The lowest threshold from which on at most this share of the seconds without a card has such a value."""
    others = np.ones(len(values), bool)
    for begin, end in events:
        others[begin:end] = False
    levels = np.unique(values)
    shares = 1 - np.searchsorted(np.sort(values[others]), levels) / others.sum()
    return float(levels[np.argmax(shares <= most)]) if (shares <= most).any() else 2.0
