"""Whose fault a worker's end is, and who waits for how long, with a clock that the test moves."""

from __future__ import annotations

import pytest

from webapp.engine.blame import FORGIVEN, LONGEST_WAIT, MOST, Charges, Guilt, Work, judge
from wire.pulse import Phase


def work(phase: Phase, *senders: str, demo: str = "pose", thread: int = 1, since: float = 0.0) -> Work:
    return Work(phase, demo, frozenset(senders), since, thread)


def test_while_it_decodes_the_demo_has_no_part_in_it() -> None:
    for phase in (Phase.DECODING, Phase.PICTURE):
        guilt = judge([work(phase, "mallory")])
        assert (guilt.senders, guilt.demos) == (frozenset({"mallory"}), ())
        assert "decoding" in guilt.said
        assert "visitor mallor" in guilt.said


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.PREDICTING, Phase.RENDERING])
def test_otherwise_the_demo_was_at_work_on_that_visitors_picture(phase: Phase) -> None:
    guilt = judge([work(phase, "mallory")])
    assert (guilt.senders, guilt.demos) == (frozenset({"mallory"}), ("pose",))


def test_loading_is_the_demos_alone() -> None:
    assert judge([work(Phase.LOADING)]) == Guilt(frozenset(), ("pose",), "loading for pose")


def test_an_idle_workers_end_is_nobodys() -> None:
    assert judge([]) == Guilt()


def test_of_several_that_were_at_work_each_may_have_been_it() -> None:
    works = [work(Phase.DECODING, "mallory"), work(Phase.PREDICTING, "alice", "bob", demo="style", thread=2)]
    assert judge(works).senders == {"mallory", "alice", "bob"}
    assert judge(works).demos == ("style",)


def test_a_crash_that_names_its_thread_leaves_no_doubt() -> None:
    works = [work(Phase.DECODING, "mallory"), work(Phase.PREDICTING, "alice", demo="style", thread=2)]
    assert judge(works, thread=1).senders == {"mallory"}
    assert judge(works, thread=1).demos == ()
    assert judge(works, thread=2).demos == ("style",)
    assert judge(works, thread=99).senders == {"mallory", "alice"}, "a library's own thread says nothing"


def test_what_was_over_its_time_leaves_no_doubt_either() -> None:
    late, other = work(Phase.PICTURE, "mallory", demo=""), work(Phase.PREDICTING, "alice")
    assert judge([late, other], thread=1, over_time=late).senders == {"mallory"}
    assert judge([late, other], over_time=late).demos == ()


def test_the_wait_doubles_up_to_five_minutes_and_is_forgiven() -> None:
    charges, now, waits = Charges(), 0.0, []
    for _ in range(10):
        assert charges.blame(["mallory"], now) == {"mallory"}
        waits.append(charges.left("mallory", now))
        now += waits[-1]
        assert charges.left("mallory", now) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_WAIT]
    assert charges.left("alice", now) == 0
    charges.blame(["mallory"], now + FORGIVEN + 1)
    assert charges.left("mallory", now + FORGIVEN + 1) == 1


def test_of_several_nobody_waits_until_one_of_them_is_there_again() -> None:
    charges = Charges()
    assert charges.blame(["mallory", "alice"], 0.0) == frozenset()
    assert charges.left("mallory", 0.0) == charges.left("alice", 0.0) == 0
    assert charges.blame(["mallory", "bob"], 1.0) == {"mallory"}
    assert charges.left("mallory", 1.0) == 1
    assert charges.left("bob", 1.0) == 0


def test_the_same_two_again_are_still_two() -> None:
    charges = Charges()
    for _ in range(3):
        assert charges.blame(["mallory", "alice"], 0.0) == frozenset()
    charges.cleared("alice")
    assert charges.blame(["mallory", "alice"], 1.0) == {"mallory"}


def test_only_so_many_are_remembered() -> None:
    charges = Charges()
    for number in range(MOST + 10):
        charges.blame([f"visitor {number}"], 0.0)
    assert charges.left("visitor 0", 0.0) == 0
    assert charges.left(f"visitor {MOST + 9}", 0.0) == 1
