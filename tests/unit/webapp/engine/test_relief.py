"""When demos are eased, and when they go back."""

from __future__ import annotations

from webapp.engine.relief import AFTER, BACK_AFTER, FAST, MOST, SLOW, Relief


def level_after(relief: Relief, seconds: float, turn: float, streams: int = 10, start: float = 1.0) -> int:
    """Look ten times a second for a while."""
    for tick in range(round(seconds * 10) + 1):
        relief.look(streams, turn, start + tick / 10)
    return relief.level


def test_a_fluent_machine_is_left_alone() -> None:
    assert level_after(Relief(), 60, SLOW * 0.9) == 0


def test_one_step_for_each_while_that_it_stays_slow_and_no_more_than_there_are() -> None:
    assert level_after(Relief(), AFTER - 0.2, SLOW * 2) == 0
    assert level_after(Relief(), AFTER + 0.1, SLOW * 2) == 1
    assert level_after(Relief(), 2 * AFTER + 0.2, SLOW * 2) == 2
    assert level_after(Relief(), 100, SLOW * 2) == MOST


def test_a_moment_is_no_overload() -> None:
    relief = Relief()
    for start in range(1, 20, 2):
        level_after(relief, AFTER / 2 - 0.1, SLOW * 2, start=float(start))
        level_after(relief, 0.1, SLOW * 0.9, start=start + AFTER / 2)
    assert relief.level == 0


def test_it_goes_back_step_by_step_and_not_at_the_edge() -> None:
    relief = Relief()
    relief.level = 2
    assert level_after(relief, 60, (SLOW + FAST) / 2) == 2
    assert level_after(relief, BACK_AFTER + 0.1, FAST / 2, start=100) == 1
    assert level_after(relief, BACK_AFTER + 0.1, FAST / 2, start=200) == 0


def test_one_alone_with_a_slow_model_is_not_eased() -> None:
    assert level_after(Relief(), 60, 1.0, streams=1) == 0
