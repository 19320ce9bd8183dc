"""Which fault comes when, and whether memory grew. Pure: no I/O, no clock."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SETTLED_AFTER = 10.0
"""Minutes until a server has reached what it needs: memory is compared with that."""
MOST_GROWTH = 0.05
FEW = 5
"""Readings whose median is one figure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Resident memory at one moment: minutes since the start, and MB.

    ``at_rest``: every worker is up again and serves, so that the sum may be compared with another one at rest.
    """

    minute: float
    web: float
    workers: float
    count: int
    at_rest: bool


def choices(names: Sequence[str], seed: int) -> Iterator[str]:
    """Names without end, at random and the same for the same seed; each once before any comes again."""
    chance = random.Random(seed)
    while True:
        yield from chance.sample(list(names), len(names))


def growth(readings: Sequence[Reading], from_minute: float = SETTLED_AFTER) -> dict[str, float]:
    """How much more the web process and all workers hold at the end than ``from_minute`` on, as fractions.

    Only readings at rest count; empty where there are too few to compare two sets of them.
    """
    rested = [one for one in readings if one.at_rest and one.minute >= from_minute]
    if len(rested) < 2 * FEW:
        return {}
    early, late = rested[:FEW], rested[-FEW:]
    return {
        "web process": _median(one.web for one in late) / _median(one.web for one in early) - 1,
        "workers": _median(one.workers for one in late) / _median(one.workers for one in early) - 1,
    }


def _median(values: Iterator[float]) -> float:
    return statistics.median(values)


def grew(found: dict[str, float]) -> list[str]:
    """Those that hold too much more."""
    return [name for name, fraction in found.items() if fraction > MOST_GROWTH]
