"""The radio demo with its networks: the visitor's pose makes the scene, and the student finds the visitor in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.contract.demo import Answer, Memory, Sample
from models.contract.parameters import check_all
from models.radio.demo import RadioDemo
from models.radio.peaks import HISTORY
from models.toolkit.poses.people import People
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> RadioDemo:
    found = loaded(RadioDemo())
    assert isinstance(found, RadioDemo)
    return found


def asked(demo: RadioDemo, memory: Memory | None = None, at: float = 1.0, **given: Any) -> Answer:
    return demo.run(Sample(demo.example().copy(), at), check_all(demo.params, given), memory or {})


@pytest.mark.parametrize("wall", [0, 7, 14])
def test_who_is_in_the_picture_is_found_behind_a_wall(demo: RadioDemo, wall: int) -> None:
    alike = []
    for farther in (0.5, 1.5, 2.5):
        data = asked(demo, wall=wall, farther=farther).data
        (person,) = data["people"]
        (said,) = data["told"]
        assert said["of"] == person["id"]
        assert np.hypot(*np.subtract(said["place"], person["place"])) < 0.5
        assert data["guess"][0]["of"] == person["id"]
        alike.append(said["error"]["oks"])
    assert np.mean(alike) > 0.45


def test_a_wall_dims_the_maps_and_at_last_hides_who_is_behind_it(demo: RadioDemo) -> None:
    bright, dim = asked(demo), asked(demo, wall=28)
    assert bright.layers["level"].shape == (64, 48)
    assert bright.layers["level"].max() > 200
    assert dim.layers["level"][12:].max() < 60
    assert dim.data["told"] == []
    assert dim.data["untrained"] == ["wall"]


def test_an_empty_picture_tells_nobody(demo: RadioDemo) -> None:
    sample = Sample(np.zeros((480, 640, 3), np.uint8), 1.0)
    for wall in (0, 3, 7):
        data = demo.run(sample, check_all(demo.params, {"wall": wall}), {}).data
        assert (data["people"], data["told"], data["guess"]) == ([], [], [])


def test_between_two_heat_maps_what_was_said_stays(demo: RadioDemo) -> None:
    first = asked(demo, at=1.0)
    soon, later = (asked(demo, first.memory, at) for at in (1.03, 1.1))
    assert soon.data["number"] == first.data["number"]
    assert soon.data["told"] == first.data["told"]
    assert later.data["number"] == first.data["number"] + 1
    np.testing.assert_array_equal(later.memory["heard"]["maps"][:-1], first.memory["heard"]["maps"][1:])
    assert len(later.memory["heard"]["maps"]) == HISTORY


def test_what_is_moved_is_told_and_seen(demo: RadioDemo) -> None:
    plain = asked(demo).data
    coarse = asked(demo, antennas=8, bandwidth=0.38, farther=3.0).data
    assert coarse["radar"]["beam"] == pytest.approx(2 * plain["radar"]["beam"], rel=0.01)
    assert coarse["radar"]["range"] > 4 * plain["radar"]["range"]
    assert coarse["untrained"] == ["antennas", "bandwidth"]
    assert coarse["people"][0]["place"][1] > plain["people"][0]["place"][1] + 1


def test_two_people_a_metre_apart_are_found(demo: RadioDemo) -> None:
    """The astronaut twice, as the pose network would tell her."""
    sample, params = Sample(demo.example(), 1.0), check_all(demo.params, {})
    (one,) = demo.predict([demo.prepare(sample, params, {})])
    beside = one.keypoints[0] * (0.25, 0.5, 1.0)
    both = np.stack([beside + np.array([shift, 0.2, 0.0]) for shift in (0.1, 0.6)])
    boxes = np.concatenate([both[:, :, :2].min(1), both[:, :, :2].max(1)], axis=1)
    pair = People(np.array([1, 2]), np.full(2, one.scores[0]), boxes, both)
    data = demo.answer(Sample(np.zeros((512, 1024, 3), np.uint8), 1.0), pair, params, {}).data
    assert sorted(said["of"] for said in data["told"]) == [1, 2]


def test_the_picture_says_what_it_is(demo: RadioDemo) -> None:
    sample, params = Sample(demo.example(), 1.0), check_all(demo.params, {"hidden": True, "guess": True})
    answer = demo.run(sample, params)
    assert answer.data["simulated"] is True
    drawn = demo.render(Sample(demo.example().copy(), 1.0), answer, params)
    assert (drawn[4:20, 10:120] > 200).any(), "the line at the top"
    assert not (drawn[30:60, 200:260] == demo.example()[30:60, 200:260]).all(), "the picture is hidden"
