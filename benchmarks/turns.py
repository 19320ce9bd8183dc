"""Two trees of this project measured in turn: both servers stand, and visitors come to one, then to the other.

A machine that does other work is never as fast twice, not even ten seconds later. Two measurements right after each
other are, nearly; so each is compared with the one beside it, and the median of many such pairs is what counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

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
        urls = {place: stack.enter_context(Measured(demos=demo, _root=place)).url for place in (old, new)}

        def visited(place: Path) -> dict[str, float]:
            one = visitors(urls[place], demo, params, 1, seconds, root=place)[0]
            four = visitors(urls[place], demo, params, 4, seconds, root=place)
            return {
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


def ratio(pairs: Sequence[Pair]) -> float:
    """By how much a figure changed: the median of the pairs' own ratios."""
    return statistics.median(after / before for before, after in pairs)


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
