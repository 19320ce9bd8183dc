"""People: duplicates, coordinates, data."""

import json

import numpy as np
import pytest

from models.toolkit.poses import people
from models.toolkit.poses.people import People

BODY = np.column_stack([np.linspace(0.1, 0.3, 17), np.linspace(0.1, 0.9, 17) ** 2, np.full(17, 0.9)])
BOX = np.array([0.08, 0.0, 0.32, 0.85])


def moved(right: float) -> np.ndarray:
    return BODY + np.array((right, 0, 0))


def shifted(*shifts: float, scores: list[float] | None = None) -> People:
    keypoints = np.stack([moved(shift) for shift in shifts])
    boxes = np.stack([BOX + np.array((shift, 0, shift, 0)) for shift in shifts])
    return People(np.arange(1, len(shifts) + 1), np.array(scores or [0.5] * len(shifts)), boxes, keypoints)


def test_one_person_found_twice_is_kept_once_with_the_better_score():
    kept = people.without_duplicates(shifted(0.0, 0.005, scores=[0.3, 0.4]), 4 / 3)
    assert kept.scores.tolist() == [0.4]


def test_two_people_side_by_side_are_both_kept_best_first():
    kept = people.without_duplicates(shifted(0.0, 0.15, scores=[0.3, 0.4]), 4 / 3)
    assert kept.scores.tolist() == [0.4, 0.3]


def test_two_people_in_one_box_are_both_kept():
    pair = shifted(0.0, 0.0)
    pair.keypoints[1, :, 0] += 0.1
    assert len(people.without_duplicates(pair, 4 / 3)) == 2


def test_nobody_is_no_duplicate():
    assert len(people.without_duplicates(people.nobody(), 1.0)) == 0


def test_similarity_is_one_for_the_same_and_falls_with_distance():
    area = people.box_area(BOX)
    values = [people.similarity(BODY, moved(step), area, 1.0) for step in (0, 0.01, 0.05, 0.5)]
    assert values[0] == pytest.approx(1)
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0.01


def test_similarity_looks_at_joints_seen_in_both_alone():
    other = BODY.copy()
    other[5:, :2] += 3
    other[5:, 2] = 0.01
    assert people.similarity(BODY, other, 0.2, 1.0) == pytest.approx(1)
    other[:, 2] = 0
    assert people.similarity(BODY, other, 0.2, 1.0) == 0


def test_similarity_measures_in_true_lengths_whatever_the_frame():
    wide = people.similarity(BODY, moved(0.01), 0.2, 2.0)
    narrow = people.similarity(BODY, moved(0.02), 0.2, 1.0)
    assert wide == pytest.approx(narrow)


@pytest.mark.parametrize(
    ("other", "expected"),
    [((0, 0, 1, 1), 1.0), ((0.5, 0, 1.5, 1), 1 / 3), ((2, 2, 3, 3), 0.0), ((0.5, 0.5, 0.5, 0.5), 0)],
)
def test_overlap(other, expected):
    assert people.overlap(np.array([0.0, 0, 1, 1]), np.array(other, float)) == pytest.approx(expected)


def test_the_letterbox_is_undone_and_its_bars_are_cut_off():
    one = shifted(0.0)
    one.keypoints[0, 0, :2] = (0.5, 0.25)
    one.keypoints[0, 1, :2] = (0.5, 0.1)  # in the bar above the picture
    one.boxes[0] = (0.25, 0.0, 0.75, 1.0)
    inside = people.unboxed(one, (0.0, 0.125, 1.0, 0.75))
    np.testing.assert_allclose(inside.keypoints[0, 0, :2], (0.5, 1 / 6))
    np.testing.assert_allclose(inside.keypoints[0, 1, :2], (0.5, 0.0))
    np.testing.assert_allclose(inside.boxes[0], (0.25, 0, 0.75, 1))


def test_rows_become_people_with_x_before_y():
    rows = np.zeros((6, 56), np.float32)
    rows[2] = np.concatenate([np.arange(51), [0.1, 0.2, 0.3, 0.4, 0.9]])
    found = people.from_rows(rows, 0.5)
    assert found.scores.tolist() == pytest.approx([0.9])
    assert found.keypoints[0, 1].tolist() == [4, 3, 5]
    assert found.boxes[0].tolist() == pytest.approx([0.2, 0.1, 0.4, 0.3])


def test_what_is_told_is_what_is_heard():
    crowd = shifted(0.0, 0.2, scores=[0.3, 0.1])
    told = json.loads(json.dumps(people.told(crowd), allow_nan=False))
    heard = people.heard(told)
    assert heard.ids.tolist() == [1, 2]
    for part in ("scores", "boxes", "keypoints"):
        np.testing.assert_allclose(getattr(heard, part), getattr(crowd, part), atol=5.1e-5)
    assert len(people.heard(people.told(people.nobody()))) == 0
