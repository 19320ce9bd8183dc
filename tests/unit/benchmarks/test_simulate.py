"""The simulation of many visitors, where the answer is known beforehand."""

from __future__ import annotations

import pytest

from benchmarks.simulate import Machine, Simulation, needed


def test_one_visitor_waits_for_nobody() -> None:
    outcome = Simulation(Machine(1, 1, service=0.02, web=0.002, way=0.004), 1, 10, 5).run()
    assert outcome.answered == outcome.offered
    assert outcome.quantile(0.95) == pytest.approx(0.026)


def test_an_overloaded_replica_works_all_the_time_and_lags_no_more() -> None:
    outcome = Simulation(Machine(1, 4, service=0.05, web=0.001, way=0.0), 20, 10, 10).run()
    assert outcome.answered == pytest.approx(10 / 0.05, rel=0.15)
    last = outcome.latencies[-20:]
    assert max(last) < 2.5 * 20 * 0.05  # a round of everyone, not the whole crowd's queue


def test_what_is_needed_is_what_the_work_asks_for_and_a_little() -> None:
    machine, outcome = needed(100, 10, service=0.02, web=0.002, seconds=3)
    assert 20 <= machine.replicas <= 30
    assert machine.webs == 3
    assert outcome.answered >= 0.99 * outcome.offered
