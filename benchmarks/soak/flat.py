"""Whether what was read over hours is flat: slopes by Theil and Sen, and a verdict on each quantity. Pure.

Readings that follow one another are alike, which makes any interval that takes them for independent too narrow. So the
medians of longer blocks go into the fit, not the readings themselves.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

Point = tuple[float, float | None]
"""Seconds, and what was read; None where nothing was."""
WARM_UP = 20 * 60.0
"""Seconds at the beginning that do not count."""
BLOCKS = 20
"""Parts into which the time after the warm-up is cut."""
Z = 1.96
HOUR = 3600.0


class Slope(NamedTuple):
    """A change in a unit of time, with the ends of its 95 % interval."""

    change: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """What became of a quantity. ``middle`` is its median after the warm-up; ``limit`` what counts as no slope even
    where the interval does not include 0; ``way`` is ``flat``, ``grows`` or ``falls``."""

    name: str
    unit: str
    middle: float
    last: float
    slope: Slope
    """An hour."""
    limit: float
    way: str

    @property
    def good(self) -> bool:
        """Whether nothing leaks: what falls, as latency does when others leave the machine, is told but is no fault."""
        return self.way != "grows"

    def told(self) -> dict[str, Any]:
        """As JSON-ready data."""
        told = asdict(self) | {"slope": {end: _finite(value) for end, value in self.slope._asdict().items()}}
        return told | {name: _finite(told[name]) for name in ("middle", "last", "limit")}


def _finite(value: float) -> float | None:
    """What JSON has no number for is null."""
    return round(value, 4) if math.isfinite(value) else None


def after(points: Sequence[Point], warm_up: float) -> list[tuple[float, float]]:
    """What was read at ``warm_up`` seconds or later."""
    return [(at, value) for at, value in points if value is not None and at >= warm_up]


def blocks(points: Sequence[tuple[float, float]], count: int = BLOCKS) -> list[tuple[float, float]]:
    """The median time and value of each of ``count`` parts of equal length that has any reading."""
    if not points:
        return []
    first, last = points[0][0], points[-1][0]
    parts: dict[int, list[tuple[float, float]]] = {}
    for at, value in points:
        place = min(count - 1, int(count * (at - first) / max(last - first, 1e-9)))
        parts.setdefault(place, []).append((at, value))
    return [
        (statistics.median(at for at, _ in part), statistics.median(value for _, value in part))
        for _, part in sorted(parts.items())
    ]


def theil_sen(points: Sequence[tuple[float, float]]) -> Slope:
    """The median of the slopes of all pairs (Theil 1950, Sen 1968), per second, with Sen's 95 % interval: the slopes
    whose ranks are as far from the middle as Kendall's statistic is by chance. Fewer than two points have no slope, and
    an interval without ends."""
    pairs = [(y2 - y1) / (x2 - x1) for i, (x1, y1) in enumerate(points) for x2, y2 in points[i + 1 :] if x2 > x1]
    if not pairs:
        return Slope(0.0, -math.inf, math.inf)
    pairs.sort()
    n, values = len(points), [y for _, y in points]
    ties = sum(t * (t - 1) * (2 * t + 5) for t in (values.count(value) for value in set(values)))
    deviation = Z * math.sqrt(max(0, n * (n - 1) * (2 * n + 5) - ties) / 18)
    low = round((len(pairs) - deviation) / 2)
    high = round((len(pairs) + deviation) / 2) + 1
    ends = (pairs[low - 1] if low >= 1 else -math.inf, pairs[high - 1] if high <= len(pairs) else math.inf)
    return Slope(statistics.median(pairs), *ends)


def verdict(name: str, unit: str, points: Sequence[Point], share: float = 0.0, warm_up: float = WARM_UP) -> Verdict:
    """Flat where the slope's interval includes 0, or an hour's slope is at most ``share`` of the middle either way."""
    used = after(points, warm_up)
    slope = Slope(*(HOUR * one for one in theil_sen(blocks(used))))
    middle = statistics.median(value for _, value in used) if used else math.nan
    limit = share * abs(middle)
    flat = slope.low <= 0 <= slope.high or abs(slope.change) <= limit
    way = "flat" if flat else "grows" if slope.change > 0 else "falls"
    return Verdict(name, unit, middle, used[-1][1] if used else math.nan, slope, limit, way)


def relative(rows: Sequence[Mapping[str, Sequence[float]]], place: int) -> list[float | None]:
    """The latency of each interval as a multiple of what its demos usually have, since visitors stroll and demos
    differ: the median of the demos. ``rows`` have, by demo, how many, p50 and p95; ``place`` says which of these."""
    every: dict[str, list[float]] = {}
    for row in rows:
        for demo, figures in row.items():
            every.setdefault(demo, []).append(figures[place])
    usual = {demo: statistics.median(values) for demo, values in every.items()}
    return [
        statistics.median(figures[place] / usual[demo] for demo, figures in row.items()) if row else None
        for row in rows
    ]
