"""When a worker is started, killed and given time, with a clock that the test moves."""

from __future__ import annotations

import pytest

from webapp.engine.lifecycle import LONGEST_PAUSE, STEADY, Deadlines, Lifecycle, Phase, Verdict


@pytest.fixture
def life() -> Lifecycle:
    return Lifecycle(Deadlines(start=120, heartbeat=5))


def test_a_new_worker_is_to_be_started_at_once(life: Lifecycle) -> None:
    assert life.phase is Phase.DOWN
    assert life.verdict(0.0) is Verdict.START


def test_it_has_time_to_say_hello(life: Lifecycle) -> None:
    life.started(10.0)
    assert life.phase is Phase.STARTING
    assert life.verdict(130.0) is Verdict.NOTHING
    assert life.verdict(130.1) is Verdict.KILL


def test_silence_after_hello_is_fatal(life: Lifecycle) -> None:
    life.started(0.0)
    life.heard(100.0)
    assert life.phase is Phase.UP
    assert life.verdict(105.0) is Verdict.NOTHING
    assert life.verdict(105.1) is Verdict.KILL
    life.heard(105.0)
    assert life.verdict(110.0) is Verdict.NOTHING
    assert life.verdict(110.1) is Verdict.KILL


def test_silence_while_something_keeps_it_busy_is_excused(life: Lifecycle) -> None:
    life.started(0.0)
    assert life.verdict(120.1, excused=True) is Verdict.KILL, "saying hello has a deadline of its own"
    life.heard(100.0)
    assert life.verdict(160.0, excused=True) is Verdict.NOTHING
    assert life.verdict(160.0) is Verdict.KILL


def test_beats_count_from_hello_on(life: Lifecycle) -> None:
    life.started(0.0)
    life.beat(50.0)
    assert life.phase is Phase.STARTING
    assert life.verdict(120.1) is Verdict.KILL, "one that beats and never says hello has hung while it started"
    life.heard(100.0)
    life.beat(200.0)
    life.beat(150.0)  # an older one takes nothing back
    assert life.verdict(205.0) is Verdict.NOTHING
    assert life.verdict(205.1) is Verdict.KILL


def test_time_in_which_nobody_listened_is_no_silence(life: Lifecycle) -> None:
    life.started(0.0)
    life.excuse(200.0, 210.0)
    assert life.verdict(210.0) is Verdict.NOTHING
    life.heard(220.0)
    life.excuse(12.0, 233.0)
    assert life.verdict(237.0) is Verdict.NOTHING
    assert life.verdict(237.1) is Verdict.KILL
    life.excuse(1000.0, 240.0)
    assert life.verdict(245.1) is Verdict.KILL, "it was never heard later than now"


def test_the_pause_doubles_from_a_fifth_of_a_second_to_half_a_minute(life: Lifecycle) -> None:
    pauses = []
    for _ in range(10):
        life.started(0.0)
        pauses.append(life.exited(0.0))
    assert pauses == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0])


def test_a_worker_that_fails_for_days_is_still_tried_again(life: Lifecycle) -> None:
    for _ in range(5000):
        pause = life.exited(0.0)
    assert pause == LONGEST_PAUSE
    assert life.verdict(LONGEST_PAUSE) is Verdict.START


def test_it_starts_again_when_its_pause_is_over_and_not_before(life: Lifecycle) -> None:
    life.started(0.0)
    assert life.exited(50.0) == pytest.approx(0.2)
    assert life.phase is Phase.DOWN
    assert life.verdict(50.19) is Verdict.NOTHING
    assert life.verdict(50.2) is Verdict.START


def test_a_steady_life_wipes_the_slate(life: Lifecycle) -> None:
    for _ in range(4):
        life.started(0.0)
        life.exited(0.0)
    life.started(100.0)
    life.heard(101.0)
    life.heard(101.0 + STEADY)
    assert life.exited(101.0 + STEADY + 1) == pytest.approx(0.2)
    assert life.failures == 1


@pytest.mark.parametrize("hello", [True, False])
def test_a_short_or_speechless_life_does_not(life: Lifecycle, hello: bool) -> None:
    for _ in range(4):
        life.exited(0.0)
    life.started(100.0)
    if hello:
        life.heard(101.0)
    end = 101.0 + STEADY if hello else 1000.0
    assert life.exited(end) == pytest.approx(3.2)


def test_a_second_life_is_measured_from_its_own_hello(life: Lifecycle) -> None:
    life.started(0.0)
    life.heard(1.0)
    life.exited(2.0)
    life.started(3.0)
    assert life.verdict(100.0) is Verdict.NOTHING  # its silence since the first life's hello counts for nothing
    life.heard(100.0)
    assert life.verdict(104.0) is Verdict.NOTHING
