"""Going down a loss by its slope, and standing still anywhere on the way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from models.toolkit.descent import Descent, ahead, anew, descend, told

BOTTOM, STEEPNESS = np.array([100.0, 200.0, 30.0]), np.array([1.0, 20.0, 0.1])


def bowl(x: np.ndarray) -> tuple[float, np.ndarray]:
    return float((STEEPNESS * (x - BOTTOM) ** 2).sum()), 2 * STEEPNESS * (x - BOTTOM)


def test_the_descent_finds_the_bottom_of_a_bowl() -> None:
    found = descend(bowl, np.array([10.0, 10.0, 250.0]), 60)
    assert np.abs(found - BOTTOM).max() < 0.5


def test_the_descent_never_goes_up_and_stays_a_picture() -> None:
    seen = []

    def slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        seen.append(x)
        return float(x.sum()), np.ones_like(x)

    assert (descend(slope, np.full(4, 3.0), 20) == 0).all()
    assert min(x.min() for x in seen) == 0


def looks(state: Descent, count: int, keep: int = 3) -> list[Descent]:
    passed = []
    for _ in range(count):
        looked = ahead(state)
        state = told(state, looked, *bowl(looked.there), keep)
        passed.append(state)
    return passed


def test_the_first_look_is_at_the_start_and_each_step_goes_down() -> None:
    passed = looks(Descent(np.array([10.0, 10.0, 250.0])), 40)
    assert (passed[0].x == [10, 10, 250]).all()
    assert passed[0].steps == 0
    for before, after in pairwise(passed):
        assert after.loss < before.loss if after.steps > before.steps else after.halved == before.halved + 1
    assert passed[-1].loss < passed[0].loss / 1000


@pytest.mark.parametrize("keep", [1, 3])
def test_no_more_is_remembered_than_asked_for(keep: int) -> None:
    passed = looks(Descent(np.array([10.0, 10.0, 250.0])), 20, keep)
    assert max(len(state.pairs) for state in passed) == keep


def test_another_loss_goes_on_from_the_same_place() -> None:
    state = looks(Descent(np.array([10.0, 10.0, 250.0])), 6)[-1]
    again = anew(state)
    assert (ahead(again).there == state.x).all()
    assert (again.steps, again.pairs) == (state.steps, ())


def test_where_nothing_is_lower_it_is_stuck() -> None:
    state = Descent(np.array([5.0, 5.0]), 1.0, np.array([1.0, 1.0]))
    for _ in range(12):
        assert not state.stuck
        state = told(state, ahead(state), 2.0, np.array([1.0, 1.0]))
    assert state.stuck
    assert (state.x == 5).all()
