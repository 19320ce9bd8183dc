"""How poses are judged: average precision on drawn people, whose joints are known."""

from __future__ import annotations

import numpy as np

from models.pose.training.drawn import draw
from models.pose.training.evaluate import Judged, average_precision, judged, similarity

STANDING = np.array(
    [
        *[(0.0, 1.60, 0.12), (0.03, 1.63, 0.1), (-0.03, 1.63, 0.1), (0.08, 1.60, 0), (-0.08, 1.60, 0)],
        *[
            (0.18, 1.40, 0),
            (-0.18, 1.40, 0),
            (0.25, 1.12, 0),
            (-0.25, 1.12, 0),
            (0.27, 0.87, 0.05),
            (-0.27, 0.87, 0.05),
        ],
        *[(0.09, 0.92, 0), (-0.09, 0.92, 0), (0.1, 0.5, 0.02), (-0.1, 0.5, 0.02), (0.1, 0.08, 0), (-0.1, 0.08, 0)],
    ]
)
"""A person of 1.75 m, in metres, y up, who faces the camera."""


def test_joints_in_their_places_are_alike_and_far_ones_are_not() -> None:
    joints = np.arange(34.0).reshape(17, 2)
    assert similarity(joints, joints, 5000) == 1
    assert similarity(joints + 500, joints, 5000) < 1e-3
    assert similarity(joints + 2, joints, 50_000) > similarity(joints + 2, joints, 500)


def test_who_finds_everybody_has_it_all_and_who_finds_nobody_nothing() -> None:
    drawn = draw(np.stack([STANDING, STANDING]), np.random.default_rng(1))
    right = judged(drawn.joints, np.array([0.9, 0.8]), drawn)
    assert average_precision([right]) == 1
    assert average_precision([judged(drawn.joints[:0], np.zeros(0), drawn)]) == 0
    assert average_precision([judged(drawn.joints + 300, np.ones(2), drawn)]) == 0
    one = average_precision([judged(drawn.joints[:1], np.ones(1), drawn)])
    assert 0.49 < one < 0.52


def test_a_ghost_costs_precision_only_where_it_is_surer() -> None:
    sure = Judged(np.array([0.9, 0.5]), np.array([[0.0], [1.0]]))
    unsure = Judged(np.array([0.9, 0.5]), np.array([[1.0], [0.0]]))
    assert average_precision([sure]) == 0.5
    assert average_precision([unsure]) == 1


def test_nobody_is_found_twice() -> None:
    twice = Judged(np.array([0.9, 0.8]), np.array([[1.0, 0.0], [0.99, 0.0]]))
    assert average_precision([twice]) < 0.52


def test_drawn_people_stand_where_their_joints_are() -> None:
    drawn = draw(np.stack([STANDING]), np.random.default_rng(2))
    assert drawn.picture.shape == (480, 640, 3)
    low, high = drawn.joints[0].min(0), drawn.joints[0].max(0)
    assert (low > 0).all()
    assert (high < (640, 480)).all()
    assert drawn.areas[0] > 2000
    same = draw(np.stack([STANDING]), np.random.default_rng(2))
    assert (same.picture == drawn.picture).all()
