"""People who stand still: made-up sway and breath about a pose, and as the demo's camera would have them."""

from __future__ import annotations

import numpy as np

from models.radio import body
from models.radio.body import as_camera, centre
from models.radio.peaks import HISTORY
from models.radio.scene import HEIGHT
from models.radio.training import data
from models.radio.training.scenes import draw
from models.radio.training.standing import held, lifted
from models.training.motion import Clip
from tests.support.people import PERSON

TOWARDS = PERSON * (1, 1, -1)
"""As the radar has somebody who faces it."""


def walking(frames: int = 60) -> Clip:
    """Somebody who walks a metre a second to the side."""
    steps = np.arange(frames)[:, None, None] / 30 * np.array([1, 0, 0])
    return Clip((PERSON + steps).astype(np.float32), 6, "made", "walks")


def test_who_stands_still_sways_a_little_and_slowly() -> None:
    rng = np.random.default_rng(0)
    moved, jumped = [], []
    for _ in range(60):
        joints = held(TOWARDS, 40, rng)
        assert joints.shape == (40, 17, 3)
        moved.append(np.abs(joints - TOWARDS).max())
        jumped.append(np.abs(np.diff(joints, axis=0)).max())
    assert 0.1 < np.mean(np.array(moved) == 0) < 0.4  # as a photograph
    assert 0.002 < np.median(moved) < 0.02
    assert max(moved) < 0.03
    assert max(jumped) < 0.01


def test_ankles_sway_less_than_heads() -> None:
    rng = np.random.default_rng(1)
    away = np.mean([np.abs(held(TOWARDS, 30, rng) - TOWARDS).max((0, 2)) for _ in range(20)], axis=0)
    assert away[15:].max() < 0.2 * away[:5].min()


def test_the_camera_has_somebody_much_as_they_are() -> None:
    rng = np.random.default_rng(2)
    found = [lifted(held(TOWARDS, HISTORY, rng), rng) for _ in range(30)]
    seen = [points for points in found if points is not None]
    assert len(seen) > 20
    true = body.keypoints(TOWARDS)
    for points in seen:
        assert points.shape == (HISTORY, 14, 3)
        beside = (points - centre(points)[:, None])[-1] - (true - centre(true))
        assert np.abs(beside[:, :2]).mean() < 0.15
        assert points[-1, 2, 0] > points[-1, 3, 0]  # the left shoulder is at the radar's right


def test_a_share_of_people_stands_still() -> None:
    for share, least, most in ((0.0, 1.0, 1.6), (1.0, 0.0, 0.3)):
        rng = np.random.default_rng(3)
        people = np.stack([draw([walking()], 14, rng, wall=0.0, still=share).people[0] for _ in range(12)])
        went = np.linalg.norm(centre(people)[:, -1] - centre(people)[:, 0], axis=-1)
        assert ((went >= least) & (went <= most)).all()
        assert np.isfinite(as_camera(people)).all()
        np.testing.assert_allclose(people[:, -1, :, 1].min(1), -HEIGHT, atol=0.1)


def test_the_same_seed_draws_the_same_people_who_stand() -> None:
    one, other = (draw([walking()], HISTORY, np.random.default_rng(5), wall=7.0, still=0.5) for _ in range(2))
    np.testing.assert_array_equal(one.maps, other.maps)
    np.testing.assert_array_equal(one.people, other.people)


def test_each_third_moment_of_a_scene_is_learnt_from() -> None:
    whole, third = (data.make([walking()], 2, np.random.default_rng(6), every=every) for every in (1, 3))
    assert 0 < len(third.there) < len(whole.there)
    assert {*third.bearings} < {*whole.bearings}
