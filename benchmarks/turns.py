"""Two trees of this project measured in turn: both servers stand, and visitors come to one, then to the other.

A machine that does other work is never as fast twice, not even ten seconds later. Two measurements right after each
other are, nearly; so each is compared with the one beside it, and the median of many such pairs is what counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import psutil

from benchmarks.run import DEMOS, bare, visitors
from tests.support.server import Measured

Pair = tuple[float, float]
"""A figure of the old tree, and the same of the new one, measured right after it or right before."""
Pairs = dict[str, list[Pair]]
"""Pairs by the name of the figure."""
Measure = Callable[[Path], dict[str, float]]


def in_turn(old: Path, new: Path, turns: int, measure: Measure) -> Iterator[dict[str, Pair]]:
    """Measure one, then the other, and in each turn begin with the one that came last: drift favours neither."""
    for first, second in islice(cycle([(old, new), (new, old)]), turns):
        found = {place: measure(place) for place in (first, second)}
        yield {name: (found[old][name], found[new][name]) for name in found[old]}


def measured(old: Path, new: Path, demo: str, turns: int, seconds: float) -> Pairs:
    """A demo's figures, from servers of both trees that are started once and visited ``turns`` times each."""
    params = DEMOS.get(demo, {})
    pairs: Pairs = {}
    with ExitStack() as stack:
        servers = {place: stack.enter_context(Measured(demos=demo, _root=place)) for place in (old, new)}

        def visited(place: Path) -> dict[str, float]:
            url, before = servers[place].url, spent(servers[place])
            one = visitors(url, demo, params, 1, seconds, root=place)[0]
            cost = (spent(servers[place]) - before).milliseconds_a_frame
            four = visitors(url, demo, params, 4, seconds, root=place)
            return {
                "cost": cost,
                "one": one["fps"],
                "four": sum(visitor["fps"] for visitor in four),
                "latency": one["latency_p50"],
                "crowded": statistics.median(visitor["latency_p50"] for visitor in four),
            }

        for turn in in_turn(old, new, turns, visited):
            _add(pairs, turn)
    for turn in in_turn(old, new, turns, lambda place: {"bare": bare(demo, params, seconds, root=place)["fps"]}):
        _add(pairs, turn)
    return pairs


@dataclass(frozen=True)
class Spent:
    """What a server's processes have spent so far: seconds of processor time, and the frames they answered."""

    seconds: float
    frames: float

    def __sub__(self, before: Spent) -> Spent:
        return Spent(self.seconds - before.seconds, self.frames - before.frames)

    @property
    def milliseconds_a_frame(self) -> float:
        return 1000 * self.seconds / self.frames


def spent(server: Measured) -> Spent:
    """Of the web process and its workers: unlike a rate, it hardly depends on what else the machine does."""
    web = psutil.Process(server.process.pid)
    times = [process.cpu_times() for process in (web, *web.children(recursive=True))]
    frames = sum(value for name, value in server.metrics().items() if name.startswith("hype_frames_total"))
    return Spent(sum(time.user + time.system for time in times), frames)


def ratio(pairs: Sequence[Pair]) -> float:
    """By how much a figure changed: the median of the pairs' own ratios."""
    return statistics.median(after / before for before, after in pairs)


def interval(pairs: Sequence[Pair], share: float = 0.9, resamples: int = 2000) -> tuple[float, float]:
    """Within what :func:`ratio` lies, as far as these pairs tell: percentiles of the bootstrap (Efron 1979), seeded."""
    ratios = np.array([after / before for before, after in pairs])
    drawn = np.random.default_rng(0).choice(ratios, (resamples, len(ratios)))
    low, high = np.quantile(np.median(drawn, axis=1), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def joined(rounds: Sequence[Pairs]) -> Pairs:
    """The pairs of several rounds as one."""
    together: Pairs = {}
    for pairs in rounds:
        for name, more in pairs.items():
            together.setdefault(name, []).extend(more)
    return together


def _add(pairs: Pairs, turn: dict[str, Pair]) -> None:
    for name, pair in turn.items():
        pairs.setdefault(name, []).append(pair)
