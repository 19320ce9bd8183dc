"""When a demo is taken out, and when it may try again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.lifecycle import Breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = Breaker(3, 60)
    for now in (1.0, 2.0):
        breaker.failed("why", now)
        assert not breaker.open
        assert breaker.failing
        assert breaker.may_try(now)
    breaker.failed("the last reason", 3.0)
    assert breaker.open
    assert breaker.reason == "the last reason"
    assert not breaker.may_try(62.9)
    assert breaker.may_try(63.0)
    assert breaker.open


def test_an_answer_between_failures_starts_the_count_anew() -> None:
    breaker = Breaker(2, 60)
    for now in range(10):
        breaker.failed("why", now)
        breaker.succeeded()
        assert (breaker.open, breaker.failing, breaker.reason) == (False, False, "")


def test_failures_that_one_visitors_pictures_explain_do_not_take_it_out() -> None:
    breaker = Breaker(3, 60)
    for now, others in enumerate([(), ("bob",), ("carol", "dan"), (), ()]):
        breaker.failed("why", float(now), senders=frozenset({"mallory", *others}))
        assert not breaker.open
    breaker.failed("why", 9.0, senders=frozenset({"alice"}))
    assert breaker.open, "nobody was in all of them"


def test_what_fails_without_a_picture_no_visitor_explains() -> None:
    breaker = Breaker(2, 60)
    breaker.failed("its worker ended", 0.0, senders=frozenset({"mallory"}))
    breaker.failed("it cannot be loaded", 1.0)
    assert breaker.open


def test_an_answer_forgets_whose_pictures_were_there() -> None:
    breaker = Breaker(2, 60)
    breaker.failed("why", 0.0, senders=frozenset({"mallory"}))
    breaker.succeeded()
    for now in (1.0, 2.0):
        breaker.failed("why", now, senders=frozenset({"alice"}))
    assert not breaker.open


def test_after_its_pause_one_failure_is_enough() -> None:
    breaker = Breaker(3, 60)
    for now in (1.0, 2.0, 3.0):
        breaker.failed("why", now)
    breaker.half_open()
    assert not breaker.open
    assert breaker.may_try(63.0)
    breaker.failed("again", 64.0)
    assert breaker.open
    assert not breaker.may_try(183.9)
    assert breaker.may_try(184.0)


def test_after_its_pause_one_answer_clears_it() -> None:
    breaker = Breaker(3, 60)
    for now in (1.0, 2.0, 3.0):
        breaker.failed("why", now)
    breaker.half_open()
    breaker.succeeded()
    breaker.failed("why", 70.0)
    breaker.failed("why", 71.0)
    assert not breaker.open


def test_a_single_failure_may_be_the_most() -> None:
    breaker = Breaker(1, 60)
    breaker.failed("why", 0.0)
    assert breaker.open
    breaker.half_open()
    breaker.failed("why", 60.0)
    assert breaker.open


@pytest.mark.parametrize("then", ["nothing", "succeeded", "half_open", "failed"])
def test_for_good_is_for_good(then: str) -> None:
    """Also when another worker that loaded the demo before goes on answering."""
    breaker = Breaker(3, 60)
    breaker.failed("wrong weights", 0.0, for_good=True)
    if then == "failed":
        breaker.failed("wrong weights", 1.0)
    elif then != "nothing":
        getattr(breaker, then)()
    assert breaker.open
    assert breaker.reason == "wrong weights"
    assert not breaker.may_try(1e9)


@given(st.integers(1, 5), st.lists(st.booleans(), max_size=40))
def test_open_means_that_many_failures_since_the_last_answer(most: int, outcomes: list[bool]) -> None:
    breaker, row = Breaker(most, 60), 0
    for now, good in enumerate(outcomes):
        if good:
            breaker.succeeded()
            row = 0
        else:
            breaker.failed("why", now)
            row += 1
        assert breaker.open == (row >= most)
        assert breaker.failing == (row > 0)
        assert breaker.may_try(now + 1) == (row < most)


def test_each_try_that_fails_doubles_the_pause_up_to_an_hour() -> None:
    breaker = Breaker(failures=1, pause=60)
    now = 0.0
    for pause in (60, 120, 240, 480, 960, 1920, 3600, 3600):
        breaker.failed("it ended its worker", now)
        assert not breaker.may_try(now + pause - 1)
        assert breaker.may_try(now + pause)
        now += pause
        breaker.half_open()
    breaker.succeeded()
    breaker.failed("once more", now)
    assert breaker.may_try(now + 60), "an answer in between forgives"
