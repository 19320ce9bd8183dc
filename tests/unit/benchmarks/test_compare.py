"""Whether two runs of the benchmark are told apart rightly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks import compare
from benchmarks.compare import Change, by_demo, of_pairs, of_results, table, verdict
from benchmarks.turns import Spent, in_turn, interval, joined

FIGURES = {"bare_fps": 100.0, "one_fps": 95.0, "four_fps": 100.0, "latency_p50": 20.0, "four_latency_p50": 60.0}


def result(**changed: float) -> dict[str, Any]:
    return {"demo": "pose", "figures": {**FIGURES, **changed}}


def test_the_median_of_several_rounds_counts() -> None:
    found = by_demo([result(one_fps=10.0), result(one_fps=95.0), result(one_fps=96.0)])
    assert found["pose"]["one"] == pytest.approx(0.95)
    assert found["pose"]["latency"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("one", 0.96, False),
        ("one", 0.94, True),
        ("one", 1.2, False),
        ("latency", 1.04, False),
        ("latency", 1.06, True),
        ("latency", 0.8, False),
    ],
)
def test_worse_is_less_of_a_rate_and_more_of_a_latency(name: str, change: float, expected: bool) -> None:
    assert (verdict(name, Change(1.0, change, change, change, change), 0.05) == "worse") is expected


def test_what_the_pairs_leave_open_is_called_open() -> None:
    """A rate of 0.9 of before in the middle, but between 0.7 and 1.1 from one pair to the next."""
    apart = [(100.0, after) for after in (70.0, 110.0, 90.0, 75.0, 105.0)]
    low, high = interval(apart)
    assert low < 0.9 < high
    assert verdict("one", Change(100.0, 90.0, 0.9, low, high), 0.05) == "open"
    assert interval([(100.0, 90.0)] * 5) == (0.9, 0.9)


def test_what_a_frame_cost_is_told_between_two_looks() -> None:
    assert (Spent(3.0, 150.0) - Spent(1.0, 50.0)).milliseconds_a_frame == pytest.approx(20.0)


def test_a_slower_app_is_found_and_a_slower_machine_is_not() -> None:
    old = by_demo([result()])
    half = by_demo([result(bare_fps=50.0, one_fps=47.5, four_fps=50.0, latency_p50=40.0, four_latency_p50=120.0)])
    assert table(of_results(old, half), 0.05, same_run=False)[1]
    assert not table(of_results(old, half), 0.05, same_run=True)[1]
    lines, good = table(of_results(old, by_demo([result(one_fps=80.0)])), 0.05, same_run=False)
    assert not good
    assert sum(line.endswith("worse") for line in lines) == 1


def test_each_turn_begins_with_the_one_that_came_last() -> None:
    order: list[str] = []

    def measure(place: Path) -> dict[str, float]:
        order.append(place.name)
        return {"one": float(len(order))}

    turns = list(in_turn(Path("old"), Path("new"), 3, measure))
    assert order == ["old", "new", "new", "old", "old", "new"]
    assert [turn["one"] for turn in turns] == [(1.0, 2.0), (4.0, 3.0), (5.0, 6.0)]


def test_a_machine_that_slows_down_in_the_middle_changes_no_ratio() -> None:
    """Twice as slow after the first turn, and one pair torn apart: the median of the pairs' ratios is not moved."""
    names = ("bare", "one", "four", "cost", "latency", "crowded")
    first = {name: [(100.0, 97.0)] for name in names}
    second = {name: [*[(50.0, 48.5)] * 8, (50.0, 97.0)] for name in names}
    changes = of_pairs({"pose": joined([first, second])})
    assert changes["pose"]["one"].ratio == pytest.approx(0.97)
    assert changes["pose"]["one"].before == 50.0
    assert table(changes, 0.05, same_run=True)[1]
    assert not table(changes, 0.02, same_run=True)[1]
    assert changes["pose"]["one"].high < 0.98


def test_rounds_of_several_calls_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def nowhere(_: str) -> Iterator[Path]:
        yield tmp_path

    monkeypatch.setattr(compare, "checked_out", nowhere)
    monkeypatch.setattr(compare, "measured", lambda *_: {"one": [(100.0, 99.0)]})
    keep = tmp_path / "pairs.json"
    for calls in (1, 2):
        found = compare.of_commits("old", "new", ["pose", "style"], 1.0, 2, 1, keep)
        assert {demo: len(pairs["one"]) for demo, pairs in found.items()} == {"pose": 2 * calls, "style": 2 * calls}
    assert of_pairs(found)["pose"]["one"].ratio == pytest.approx(0.99)
