"""Streams in which an action ends, and how long it goes on being said."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.actions import weights
from models.actions.history import EVERY, SPAN
from models.actions.judging import Bounds
from models.actions.network import NOTHING
from models.actions.training import holding, negatives, scores
from models.actions.training.packs import Clip
from tests.support.people import PERSON


def walker(frames: int = 120) -> np.ndarray:
    """Somebody who travels a metre a second across what a camera in front sees: (frames, 17, 3)."""
    clip = np.repeat(PERSON[None], frames, axis=0).copy()
    return clip + np.arange(frames)[:, None, None] / 30 * (1, 0, 0)


def turned(clip: np.ndarray, angle: float) -> np.ndarray:
    """The same, turned about where it begins, and elsewhere."""
    x, y, z = np.moveaxis(clip, -1, 0)
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.stack([cosine * x + sine * z + 3, y, cosine * z - sine * x - 2], -1)


@pytest.mark.parametrize("angle", [0.0, 1.0, 3.0])
def test_what_comes_after_begins_where_the_first_left_off(angle: float) -> None:
    first = walker(60)
    joined = holding.then(first, turned(walker(60), angle))
    assert joined.shape == (120, 17, 3)
    np.testing.assert_array_equal(joined[:60], first.astype(np.float32))
    assert np.linalg.norm(np.diff(joined, axis=0), axis=-1).max() < 0.1, "nobody jumps"
    np.testing.assert_allclose(joined[80] - joined[79], np.repeat([[1 / 30, 0, 0]], 17, axis=0), atol=1e-5)


def test_made_up_motion_lasts_as_long_as_asked_and_does_not_jump() -> None:
    still = holding.made(negatives.still, PERSON, 7, np.random.default_rng(1))
    assert 8 < len(still) / 30 < 11
    assert np.linalg.norm(np.diff(still, axis=0), axis=-1).max() < 0.03


def test_actions_are_broken_off_and_followed_for_a_while() -> None:
    other = Clip(np.repeat(PERSON[None], 40, axis=0), NOTHING, "made", "s0")
    clips = [Clip(walker(120), 0, "made", "s0"), Clip(walker(50), 0, "made", "s0"), other]
    for by_standing in (True, False):
        streams = holding.ended(clips, np.random.default_rng(0), by_standing=by_standing)
        assert streams.at == [pytest.approx(89 / 30)], "the shorter one leaves no window before its end"
        assert len(streams.clips[0].joints) == 90 + holding.AFTER * 30


def test_how_long_an_ended_action_is_said() -> None:
    times = SPAN + EVERY * np.arange(10)
    streams = holding.Ended([Clip(walker(), 0, "made", "s0")], [float(times[4])])
    means = np.zeros((10, 7))
    means[:6, 0], means[6:8, 0] = 0.9, 0.3
    means[:, NOTHING] = 1 - means.sum(1)
    seen = scores.Judged(means, np.zeros(10, int), np.ones(10, int), np.array(["made/s0"] * 10))

    def lasted(kept: float) -> np.ndarray:
        return holding.lasted(seen, Bounds((0.5,) * NOTHING, kept), streams)

    assert lasted(math.inf)[0] == pytest.approx(EVERY)
    assert lasted(0.5)[0] == pytest.approx(3 * EVERY)
    assert np.isnan(holding.lasted(seen, Bounds((0.95,) * NOTHING), streams)[0]), "it was not being said"


def test_costs_are_told_of_both_ways_to_judge() -> None:
    clips = [Clip(walker(120), 0, "made", "s0"), Clip(np.repeat(PERSON[None], 60, axis=0), NOTHING, "made", "s0")]
    trained = weights.load()
    looked = holding.look(trained.network, clips).smoothed()
    found = holding.costs(looked, trained.bounds, looked, Bounds(trained.bounds.least, math.inf))
    assert set(found) == {"then_standing", "then_other", "still", "talking", "sitting"}
    for name in ("still", "talking", "sitting"):
        assert 0 <= found[name]["before"] <= found[name]["taken"] <= 1, "holding says more, never less"
