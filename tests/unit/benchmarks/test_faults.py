"""Which fault comes when, what of memory is compared with what, and what a page knows of its answers."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.faults.inflicted import FAULTS
from benchmarks.faults.judging import FEW, Reading, choices, grew, growth
from benchmarks.faults.pages import Page


def readings(*held: tuple[float, float], at_rest: bool = True, start: float = 10.0) -> list[Reading]:
    """One a minute: what the web process and all workers hold."""
    return [Reading(start + minute, web, workers, 2, at_rest) for minute, (web, workers) in enumerate(held)]


def test_the_same_seed_gives_the_same_faults_and_another_one_others() -> None:
    names = list(FAULTS)
    first, again, other = (list(islice(choices(names, seed), 30)) for seed in (1, 1, 2))
    assert first == again != other


def test_every_fault_comes_once_in_each_round() -> None:
    names = list(FAULTS)
    found = list(islice(choices(names, 3), 3 * len(names)))
    rounds = [found[at : at + len(names)] for at in range(0, len(found), len(names))]
    assert all(sorted(one) == sorted(names) for one in rounds)
    assert rounds[0] != rounds[1], "at random, not in turn"


def test_growth_is_from_the_tenth_minute_to_the_end() -> None:
    warming = readings(*[(50.0, 500.0)] * 10, start=0.0)
    found = growth([*warming, *readings(*[(100.0, 1000.0)] * FEW, *[(104.0, 1060.0)] * FEW)])
    assert found == {"web process": pytest.approx(0.04), "workers": pytest.approx(0.06)}
    assert grew(found) == ["workers"]


def test_what_is_held_while_workers_are_away_counts_for_nothing() -> None:
    flat = readings(*[(100.0, 1000.0)] * 2 * FEW)
    assert growth([*flat, *readings(*[(300.0, 100.0)] * FEW, at_rest=False)]) == growth(flat)
    assert grew(growth(flat)) == []


def test_one_reading_that_is_off_is_no_growth() -> None:
    assert grew(growth(readings(*[(100.0, 1000.0)] * (2 * FEW - 1), (200.0, 2000.0)))) == []


def test_too_few_readings_are_not_judged() -> None:
    assert growth(readings(*[(100.0, 1000.0)] * (2 * FEW - 1))) == {}


def test_a_page_tells_which_answer_was_the_first_to_a_later_frame() -> None:
    page = Page("http://nowhere.example", "mirror", [b""], 10)
    page.results += [(1.0, 1.5), (2.0, 6.0), (6.1, 6.2)]
    page.problems += [(1.2, "timeout"), (3.0, "model_restarting")]
    assert page.answered_since(1.8) == 6.0, "an answer that comes late is to a frame from before"
    assert page.answered_since(7.0) is None
    assert page.longest_wait(1.0, 6.5) == pytest.approx(4.5)
    assert page.longest_wait(1.0, 16.2) == pytest.approx(10.0), "who still waits has waited until now"
    assert page.codes_since(2.0) == {"model_restarting"}
    page.connections += [0.5]
    assert page.was_blamed()
    page.connections += [4.0]
    assert not page.was_blamed(), "it came as a newcomer"
