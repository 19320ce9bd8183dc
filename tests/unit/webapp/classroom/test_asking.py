"""Questions and digits of the class on their way to the teacher: what passes, how many, and that nothing is kept."""

from __future__ import annotations

import pytest

from webapp.classroom.asking import BURST, EVERY, LONGEST, MOST_WAITING, Asking, Turns, has_ink, tidy
from webapp.errors import InvalidFormat, RateLimited, ServerFull


@pytest.mark.parametrize(
    ("given", "question"),
    [
        ("  O que\té  um filtro?\n", "O que é um filtro?"),
        ("Why?\r\nAnd why not?", "Why? And why not?"),
        ("e\u0301 verdade?", "é verdade?"),
        ("is \u202ethis\u200b on\x00e line?", "is this one line?"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_a_question_is_one_clean_line(given: str, question: str) -> None:
    assert tidy(given) == question
    assert tidy(question) == question


@pytest.mark.parametrize("given", ["", "   ", "??", "12 + 3", "\u200b\u200b\u200b\u200b", "x" * (LONGEST + 1)])
def test_what_is_no_question_is_refused(given: str) -> None:
    with pytest.raises(InvalidFormat):
        tidy(given)


def test_each_visitor_has_so_many_at_once_and_then_one_in_a_while() -> None:
    asking = Asking()
    assert [asking.take(1, 0.0) for _ in range(BURST)] == [1, 2, 3]
    with pytest.raises(RateLimited):
        asking.take(1, 1.0)
    assert asking.take(2, 1.0) == 4, "others are not held up"
    assert asking.take(1, 1.0 + EVERY) == 5


def test_no_more_wait_than_can_be_read() -> None:
    asking = Asking()
    for visitor in range(MOST_WAITING):
        asking.take(visitor, 0.0)
    with pytest.raises(ServerFull):
        asking.take(999, 0.0)
    assert asking.settle(7)
    assert not asking.settle(7), "a question is decided on once"
    asking.take(999, 0.0)
    asking.clear()
    assert not asking.settle(8)
    asking.take(999, 0.0)


def test_who_asked_long_ago_is_forgotten() -> None:
    turns = Turns(1, EVERY)
    turns.take(1, 0.0)
    turns.take(2, 1.0)
    assert len(turns) == 2
    turns.take(3, EVERY + 2.0)
    assert len(turns) == 1


def test_a_digit_has_ink() -> None:
    has_ink("g" * 2 + "0" * 62)
    for blank in ("0" * 64, "1" * 31 + "0" * 33):
        with pytest.raises(InvalidFormat):
            has_ink(blank)
