"""Whether two runs of the benchmark are told apart rightly."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.compare import by_demo, compare, worse

FIGURES = {"bare_fps": 100.0, "one_fps": 95.0, "four_fps": 100.0, "latency_p50": 20.0, "four_latency_p50": 60.0}


def result(**changed: float) -> dict[str, Any]:
    return {"demo": "pose", "figures": {**FIGURES, **changed}}


def test_the_median_of_several_rounds_counts() -> None:
    found = by_demo([result(one_fps=10.0), result(one_fps=95.0), result(one_fps=96.0)])
    assert found["pose"]["one"] == pytest.approx(0.95)
    assert found["pose"]["latency"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [("one", 0.9, 0.86, False), ("one", 0.9, 0.8, True), ("latency", 2.0, 2.09, False), ("latency", 2.0, 2.2, True)],
)
def test_worse_is_less_of_a_rate_and_more_of_a_latency(name: str, before: float, after: float, expected: bool) -> None:
    assert worse(name, before, after, 0.05) is expected


def test_a_slower_app_is_found_and_a_slower_machine_is_not() -> None:
    old = by_demo([result()])
    half = by_demo([result(bare_fps=50.0, one_fps=47.5, four_fps=50.0, latency_p50=40.0, four_latency_p50=120.0)])
    assert compare(old, half, 0.05, same_run=False)[1]
    assert not compare(old, half, 0.05, same_run=True)[1]
    lines, good = compare(old, by_demo([result(one_fps=80.0)]), 0.05, same_run=False)
    assert not good
    assert sum(line.endswith("worse") for line in lines) == 1
