"""From maps to berries and bunches and back, and how they are counted against a truth."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.grapes.instances import Grapes, bunches_of, find, mean_radius, targets
from models.grapes.telling import matched
from models.grapes.training.scores import Counts, compare, interval


def discs(places: list[tuple[int, int]], radius: int = 9, side: int = 128) -> np.ndarray:
    """Berries as discs, later ones before earlier ones."""
    ids = np.zeros((side, side), np.uint16)
    for number, place in enumerate(places, start=1):
        mask = np.zeros_like(ids, np.uint8)
        cv2.circle(mask, place, radius, 1, -1)
        ids[mask > 0] = number
    return ids


def cluster() -> np.ndarray:
    return discs([(30 + 15 * column, 30 + 15 * row) for row in range(4) for column in range(4)])


def test_depth_is_one_in_the_middle_and_low_at_the_edge() -> None:
    inside, depth = targets(discs([(40, 40), (56, 40)]))
    assert depth[40, 40] == pytest.approx(1, abs=0.25)
    assert depth[40, 56] == pytest.approx(1, abs=0.25)
    assert depth[40, 47:50].max() < 0.35  # where the two touch
    assert np.array_equal(depth > 0, (inside > 0) & (depth > 0))


def test_perfect_maps_give_the_berries_back() -> None:
    true = cluster()
    found = find(*targets(true))
    assert matched(found, true.astype(np.int32)) == 16
    assert found.max() == 16


def test_an_empty_picture_has_no_berries_and_no_bunches() -> None:
    nothing = np.zeros((64, 64), np.float32)
    assert find(nothing, nothing).max() == 0
    assert bunches_of(np.zeros((64, 64), np.int32)).max() == 0
    assert mean_radius(np.zeros((4, 4), np.int32)) == 0


def test_close_berries_are_a_bunch_and_a_few_are_none() -> None:
    true = cluster().astype(np.int32)
    assert bunches_of(true).max() == 1
    assert bunches_of(discs([(20, 20), (100, 100)]).astype(np.int32)).max() == 0


def test_two_clusters_are_two_bunches() -> None:
    one = [(20 + 14 * column, 20 + 14 * row) for row in range(3) for column in range(2)]
    other = [(x + 65, y + 50) for x, y in one]
    assert bunches_of(discs(one + other, radius=8).astype(np.int32)).max() == 2


def test_a_perfect_answer_scores_one() -> None:
    true = cluster().astype(np.int32)
    counts = compare(Grapes(true, bunches_of(true)), true)
    assert (counts.berry_f1, counts.foreground_iou, counts.bunch_f1) == (1, 1, 1)


def test_half_of_the_berries_found_is_two_thirds() -> None:
    true = discs([(20 + 25 * number, 30) for number in range(4)]).astype(np.int32)
    half = np.where(true <= 2, true, 0)
    counts = compare(Grapes(half, bunches_of(half)), true)
    assert counts.berry_f1 == pytest.approx(2 * 2 / (2 + 4))


def test_a_berry_a_third_covered_twice_is_not_matched() -> None:
    true = discs([(40, 40)], radius=10).astype(np.int32)
    beside = discs([(52, 40)], radius=10).astype(np.int32)
    assert matched(beside, true) == 0


def test_the_interval_holds_the_score_and_keeps_groups_together() -> None:
    each = [Counts(berries_matched=m, berries_told=10, berries_true=10) for m in (9, 8, 2, 1)]
    low, high = interval(each, ["a", "a", "b", "b"], "berry_f1", draws=200)
    assert low == pytest.approx(0.15)
    assert high == pytest.approx(0.85)
