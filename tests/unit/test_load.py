"""What the load test computes from what it measured."""

from __future__ import annotations

import pytest

from benchmarks.crowd import summary
from benchmarks.load import computed
from benchmarks.visitor import Seen


def test_the_least_of_the_parts_decides_how_many_visitors_a_gpu_would_carry() -> None:
    could = computed(web_ms=2.0, outside_ms=4.0, fps=10, gpu_ms=1.0)
    assert could == {"web process": 50.0, "worker": 25.0, "GPU": 100.0}


def test_shares_and_growth_of_a_crowd() -> None:
    even = [(at / 10, 50.0, {}) for at in range(100)]
    late = [(at / 5, 50.0 + at, {}) for at in range(50)]
    found = summary([Seen(even), Seen(list(late))], 10)
    assert (found["fps"], found["each"]) == (15.0, 7.5)
    assert found["share_spread"] == pytest.approx(1 / 3)
    assert found["slope_ms_per_s"] > 0
