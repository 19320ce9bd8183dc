"""What a stream does to joints: made-up frames, errors of small people, and the pose demo's steadying."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.actions.training import streams
from models.actions.training.cameras import FAR, NEAR, Cameras, projected, streamed_by
from models.actions.windows import LENGTH, RATE
from models.toolkit.poses import tracking
from tests.support.people import PERSON

LARGE = (0.0, 0.0)


def walking(moments: int = LENGTH) -> np.ndarray:
    """Somebody who travels a metre a second, the ankles to and fro: (moments, 17, 3)."""
    clip = np.repeat(PERSON[None], moments, axis=0).copy()
    swing = 0.3 * np.sin(np.arange(moments) / RATE * 2 * np.pi)
    clip[:, :, 0] += np.arange(moments)[:, None] / RATE
    clip[:, 15, 0] += swing
    clip[:, 16, 0] -= swing
    return clip


def flat(moments: int = LENGTH) -> tuple[np.ndarray, np.ndarray]:
    places = walking(moments)[None, :, :, :2].astype(np.float32)
    return places, np.ones(places.shape[:3], bool)


def test_it_steadies_as_the_pose_demo_does() -> None:
    rng = np.random.default_rng(2)
    places, seen = flat()
    places = places + 0.02 * rng.normal(size=places.shape)
    seen = rng.random(seen.shape) > 0.1
    mine = streams.steadied(places, seen, 0.1, np.array([0.5]))[0]
    corners = np.array([[0.0, 0.0], [0.5, 0.5]])
    track = None
    for moment in range(LENGTH):
        points = np.concatenate([places[0, moment], corners])
        now = tracking.Track(1, moment * 0.1, 1.0, points, np.zeros_like(points), np.where(seen[0, moment], 1.0, 0.0))
        track = now if track is None else replace(tracking.steadied(track, now, 1.0), visible=now.visible)
        np.testing.assert_allclose(mine[moment], track.points[:17], atol=1e-6)


@pytest.mark.parametrize("rate", streams.RATES)
def test_the_last_frame_is_the_last_moment_at_any_rate(rate: float) -> None:
    places, seen = flat()
    stream = streams.streamed(places, seen, RATE, rate, LARGE, np.random.default_rng(0), warm=streams.WARM)
    assert stream.times[-1] == pytest.approx((LENGTH - 1) / RATE)
    assert stream.times[0] <= 0
    np.testing.assert_allclose(np.diff(stream.times), 1 / rate)
    assert np.abs(stream.places[0, -1, 0] - places[0, -1, 0]).max() < 0.15, "behind by what the steadying costs"


def test_small_people_are_seen_with_their_legs_together_and_trembling() -> None:
    places, seen = (np.repeat(part, 50, axis=0) for part in flat())
    parts = [streams.streamed(places, seen, RATE, 15, (how, how), np.random.default_rng(0)) for how in (0, 0.5, 1)]
    apart = [float(np.abs(one.places[:, :, 15, 0] - one.places[:, :, 16, 0]).mean()) for one in parts]
    tremble = [float(np.abs(np.diff(one.places[:, :, 5, 1], axis=1)).mean()) for one in parts]
    assert apart[0] > 1.3 * apart[1] > 1.3 * apart[2]
    assert tremble[0] < tremble[1] < tremble[2]


@pytest.mark.parametrize("cameras", [NEAR, FAR])
def test_windows_come_out_of_streams_whole(cameras: Cameras) -> None:
    joints = np.repeat(walking()[None], 20, axis=0).astype(np.float32)
    inside = np.ones(joints.shape[:2], bool)
    window, again = (streamed_by(joints, inside, np.random.default_rng(3), cameras) for _ in range(2))
    assert window.places.shape == (20, LENGTH, 17, 2)
    assert np.isfinite(window.places).all()
    assert window.seen[:, :, 5].mean() > 0.7
    np.testing.assert_array_equal(window.places, again.places)


def test_a_far_camera_looks_down() -> None:
    joints = np.repeat(walking()[None], 200, axis=0).astype(np.float32)
    tall = [
        float(np.ptp(projected(joints, np.random.default_rng(0), one)[:, 0, :, 1], axis=1).mean())
        for one in (NEAR, FAR)
    ]
    assert tall[1] < 0.95 * tall[0]
