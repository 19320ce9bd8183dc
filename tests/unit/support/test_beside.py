"""The bound that the visitor beside an attack holds the server to."""

from __future__ import annotations

import pytest

from tests.support.beside import Waited, judge

QUIET = [0.001] * 200
BUSY = [0.001] * 150 + [0.2] * 50


def waited(waits: list[float], lags: list[float]) -> Waited:
    with pytest.raises(Waited) as caught:
        judge(waits, lags)
    return caught.value


def test_what_is_within_the_bounds_is_well() -> None:
    judge([0.02] * 500, QUIET)
    judge([0.2] * 500, [])
    judge([0.02] * 495 + [0.9] * 5, QUIET)
    judge([0.02, 0.9], QUIET)


@pytest.mark.parametrize("lags", [QUIET, BUSY, []], ids=["quiet", "busy", "unknown"])
@pytest.mark.parametrize("count", [2, 10, 99, 100, 1000])
def test_a_server_that_blocks_for_half_a_second_fails(count: int, lags: list[float]) -> None:
    """However few frames there were, and however busy the machine was."""
    waited([0.5] * count, lags)
    waited([0.02] * (9 * count) + [0.5] * max(2, count), lags)


def test_one_far_too_long_wait_is_one_too_many() -> None:
    waited([0.02] * 10_000 + [1.01], QUIET)
    waited([0.02] * 10_000 + [1.3], BUSY)


def test_a_machine_that_is_late_by_itself_is_allowed_for() -> None:
    late = [0.02] * 100
    judge([0.3] * 500, late)
    waited([0.34] * 500, late)


def test_only_a_machine_that_stalled_is_a_reason_to_try_again() -> None:
    assert waited([0.6] * 200, BUSY).may_be_the_machine
    assert not waited([0.6] * 200, QUIET).may_be_the_machine
    assert not waited([0.6] * 200, []).may_be_the_machine
