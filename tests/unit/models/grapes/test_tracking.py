"""Bunches keep their numbers over a pan, and each is counted once."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.grapes import tracking
from models.grapes.training.identities import best_pairs, compare
from models.toolkit.memory import pack, unpack


def box(x: float, y: float = 0.3, size: float = 0.2) -> np.ndarray:
    return np.array([x, y, x + size, y + size])


def pan(
    speed: float, frames: int = 30, missing: frozenset[int] = frozenset()
) -> tuple[tracking.Memory, list[list[int]]]:
    """Two bunches that pass the window; in the frames of ``missing`` the first is not found."""
    memory, told = tracking.Memory(), []
    for frame in range(frames):
        boxes = [box(0.6 - speed * frame / 10), box(0.25 - speed * frame / 10, 0.6)]
        if frame in missing:
            boxes = boxes[1:]
        memory, numbers = tracking.follow(memory, boxes, [20] * len(boxes), frame / 10)
        told.append(numbers)
    return memory, told


def test_numbers_stay_while_the_camera_moves() -> None:
    memory, told = pan(0.15)
    assert {tuple(numbers) for numbers in told} == {(1, 2)}
    assert memory.counted == 2


def test_a_bunch_that_is_not_found_for_a_moment_keeps_its_number() -> None:
    memory, told = pan(0.15, missing=frozenset({10, 11, 12, 13}))
    assert told[14] == told[9]
    assert memory.counted == 2


def test_what_flickers_is_not_counted() -> None:
    memory = tracking.Memory()
    for frame in range(40):
        boxes = [box(0.1)] + ([box(0.7)] if frame % 20 == 0 else [])
        memory, _ = tracking.follow(memory, boxes, [10] * len(boxes), frame / 10)
    assert memory.counted == 1


def test_a_bunch_that_left_is_forgotten_but_stays_counted() -> None:
    memory, _ = pan(0.1, frames=10)
    memory, numbers = tracking.follow(memory, [], [], 10.0)
    assert (memory.tracks, numbers) == ((), [])
    assert memory.counted == 2


def test_what_is_remembered_goes_on_as_if_nothing_had_happened() -> None:
    memory, _ = pan(0.15, frames=10)
    back = tracking.memory_of(unpack("grapes", pack("grapes", tracking.remembered(memory))))
    boxes = [box(0.45), box(0.1, 0.6)]
    assert tracking.follow(back, boxes, [20, 20], 1.0)[1] == tracking.follow(memory, boxes, [20, 20], 1.0)[1] == [1, 2]
    assert (back.counted, back.next_id) == (2, 3)


@pytest.mark.parametrize("told", [{}, {"next": 1}, {"id": [1, 2], "seen": [0.0]}, {"id": "no"}])
def test_what_cannot_be_read_is_an_empty_memory(told: dict[str, object]) -> None:
    assert tracking.memory_of(told) == tracking.Memory()


def test_boxes_are_fractions_of_the_picture() -> None:
    bunches = np.zeros((50, 100), np.int32)
    bunches[10:20, 30:50] = 1
    assert tracking.boxes_of(bunches)[0] == pytest.approx([0.3, 0.2, 0.5, 0.4])


def test_identities_are_perfect_whatever_the_numbers_are() -> None:
    true = [{1: box(0.1), 2: box(0.6)}] * 5
    told = [{7: box(0.6), 9: box(0.1)}] * 5
    assert compare(told, true).f1 == 1


def test_a_number_that_changes_half_way_costs_half() -> None:
    true = [{1: box(0.1)}] * 10
    told = [{1 if frame < 5 else 2: box(0.1)} for frame in range(10)]
    assert compare(told, true).f1 == pytest.approx(0.5)


@pytest.mark.parametrize("shape", [(3, 3), (4, 6), (6, 4), (1, 5)])
def test_the_best_pairs_are_as_good_as_all_that_can_be_tried(shape: tuple[int, int]) -> None:
    gain = np.random.default_rng(sum(shape)).integers(0, 9, shape).astype(float)
    wide = gain if shape[0] <= shape[1] else gain.T
    rows, columns = wide.shape
    best = max(
        sum(wide[row, chosen[row]] for row in range(rows)) for chosen in itertools.permutations(range(columns), rows)
    )
    assert sum(gain[row, column] for row, column in best_pairs(gain)) == best
