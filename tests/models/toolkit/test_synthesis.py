"""Numbers become styles and styles pictures: what the demos that make pictures share, with weights by chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from models.contract.demo import Answer, Memory, Sample
from models.contract.parameters import BadParameter, Option, check_all
from models.toolkit.devices import Device
from models.toolkit.synthesis import sheets
from models.toolkit.synthesis.declared import parameters
from models.toolkit.synthesis.demo import SHEET, SynthesisDemo
from models.toolkit.synthesis.latents import DIRECTIONS, Latents, Look, between, latents, mixed, part
from tests.support.generators import codes, generator

pytestmark = pytest.mark.models

PLAIN = Look(-1, 1.0, ())
SIDE = 16


class Made(SynthesisDemo):
    """A demo without weights of its own."""

    name, title, summary = "made", "Made", "Makes pictures."
    kinds = ("a", "b", "c")
    params = parameters(
        [Option(kind, kind) for kind in kinds],
        [("One", "The first."), ("Two", "The second.")],
        [Option("eigenfaces", "Axes")],
    )

    def load(self, device: Device) -> None:
        self._generator = generator(SIDE)
        self._latents = Latents(self._generator)
        self._codes = codes(SIDE)


@pytest.fixture(scope="module")
def demo() -> Made:
    made = Made()
    made.load(Device("cpu", 1, mixed_precision=False, xla=False))
    return made


@pytest.fixture(scope="module")
def named() -> Latents:
    return Latents(generator(SIDE))


def run(demo: Made, memory: Memory | None = None, at: float = 1.0, **changed: Any) -> Answer:
    return demo.run(Sample(None, at), check_all(demo.params, changed), memory or {})


def turns(demo: Made, count: int, every: float = 0.1, **changed: Any) -> Iterator[Answer]:
    memory: Memory = {}
    for turn in range(count):
        answer = run(demo, memory, 1.0 + every * turn, **changed)
        memory = answer.memory
        yield answer


def picture(answer: Answer) -> Any:
    return answer.layers[SHEET][: sheets.HEIGHT].astype(int)


def test_a_number_is_always_the_same_picture_and_each_is_another(named: Latents) -> None:
    np.testing.assert_array_equal(latents([7, 8])[1], latents([8])[0])
    assert len(np.unique(latents(range(200)).round(3), axis=0)) == 200
    np.testing.assert_allclose(named.styles([3, 4], PLAIN)[1], named.styles([4], PLAIN)[0], rtol=1e-3)


def test_kinds_take_turns_or_one_is_asked_for(named: Latents) -> None:
    assert named.classes([0, 1, 2, 3], -1) == pytest.approx([0, 1, 2, 0])
    assert named.classes([0, 1], 2) == pytest.approx([2, 2])
    assert Latents(generator(SIDE, classes=0)).classes([1], -1) is None
    assert not np.allclose(named.styles([5], Look(0, 1.0, ())), named.styles([5], Look(1, 1.0, ())))


def test_directions_stand_upright_on_each_other_the_longest_first(named: Latents) -> None:
    longest = np.linalg.norm(named.directions, axis=1)
    assert (np.diff(longest) <= 0).all()
    assert longest[-1] > 0
    unit = named.directions / longest[:, None]
    np.testing.assert_allclose(unit @ unit.T, np.eye(DIRECTIONS), atol=1e-4)
    pushed = named.styles([1], Look(-1, 1.0, (0.0, 2.0)))
    np.testing.assert_allclose(pushed, named.styles([1], PLAIN) + 2 * named.directions[1], rtol=1e-3)


def test_a_walk_begins_at_one_and_ends_at_the_other() -> None:
    one, other = np.zeros((1, 4), np.float32), np.ones((1, 4), np.float32)
    assert [float(between(one, other, share)[0, 0]) for share in (0, 0.5, 1)] == pytest.approx([0, 0.5, 1])


def test_a_mixture_takes_each_stage_from_whom_it_is_asked_for() -> None:
    one, other = np.zeros((1, 4), np.float32), np.ones((1, 4), np.float32)
    found = mixed(one, other, (0.0, 0.5, 1.0), [4, 8, 16, 32, 64])
    assert [float(style[0, 0]) for style in found] == [0, 0, 0.5, 1, 1]
    assert [part(side) for side in (4, 8, 16, 32, 128)] == [0, 0, 1, 2, 2]


def test_the_wall_loses_its_variety_with_truncation(demo: Made) -> None:
    *_, varied = turns(demo, 8, psi=1.0, changes=False)
    *_, alike = turns(demo, 8, psi=0.0, changes=False)
    assert varied.data["whole"]
    assert varied.data["variety"] > 1
    assert alike.data["variety"] == 0
    assert varied.data["kinds"][:4] == ["a", "b", "c", "a"]


def test_the_walk_goes_as_fast_as_it_is_asked_to(demo: Made) -> None:
    *_, still = turns(demo, 5, show="walk", first=3, speed=0.0)
    assert (still.data["begin"], still.data["end"], still.data["share"]) == (3, 4, 0)
    *_, last = turns(demo, 16, show="walk", first=9999, speed=1.0)
    assert (last.data["begin"], last.data["end"], last.data["share"]) == (0, 1, pytest.approx(0.5))
    asked = run(demo, last.memory, 3.0, show="walk", first=40)
    assert asked.data["begin"] == 40, "another picture to begin with"
    paused = run(demo, last.memory, 9000.0, show="walk", first=9999, speed=1.0)
    assert paused.data["share"] == last.data["share"], "a pause is no way"


def test_a_mixture_of_nothing_is_the_first_and_of_all_the_second(demo: Made) -> None:
    for share, which in ((0.0, 0), (1.0, 1)):
        shares: dict[str, Any] = {"coarse": share, "middle": share, "fine": share}
        shown = picture(run(demo, show="mix", first=5, second=6, **shares))
        small = shown[which * sheets.HALF : (which + 1) * sheets.HALF, : sheets.HALF]
        assert np.abs(shown[::2, sheets.HALF :: 2] - small).mean() < 12


def test_a_picture_grows_from_four_by_four(demo: Made) -> None:
    answer = run(demo, show="growth", first=5)
    assert answer.data["sides"] == [4, 8, 16]
    left = (sheets.WIDTH - 2 * sheets.THIRD) // 2
    first = picture(answer)[: sheets.THIRD, left : left + sheets.THIRD]
    pixel = sheets.THIRD // 4
    assert (first == np.repeat(np.repeat(first[::pixel, ::pixel], pixel, 0), pixel, 1)).all(), "pixels as they are"


def test_the_nearest_training_pictures_stand_below(demo: Made) -> None:
    answer = run(demo, show="nearest", first=5)
    distances = answer.data["distances"]
    assert len(distances) == 3
    assert distances == sorted(distances)
    assert answer.data["usual"] == [9.0, 6.0, 14.0]
    below = picture(answer)[sheets.HALF :]
    near = demo._codes.nearest(demo._make([5], Look(-1, 0.8, ()))[0], 3)
    assert np.abs(below[6::12, 6 : sheets.THIRD : 12] - near[0].picture).mean() < 12


def test_what_needs_no_network_walks_beside_what_does(demo: Made) -> None:
    *_, last = turns(demo, 8, show="eigenfaces", first=3, speed=1.0)
    assert (last.data["begin"], last.data["end"], last.data["share"]) == (3, 4, pytest.approx(0.7))
    first, later = (picture(run(demo, memory, 5.0, show="eigenfaces", first=3)) for memory in ({}, last.memory))
    middle = sheets.WIDTH // 2
    for half in (slice(0, middle), slice(middle, None)):
        assert np.abs(first[:288, half] - later[:288, half]).mean() > 1
    assert (first[288:, :middle] == later[288:, :middle]).all(), "axes stay"
    alike = [picture(run(demo, show="eigenfaces", first=number, psi=0.0)) for number in (1, 2)]
    assert (alike[0] == alike[1]).all(), "at psi 0 all are the mean"


@pytest.mark.parametrize("show", ["wall", "walk", "mix", "growth", "nearest", "eigenfaces"])
def test_whatever_is_shown_is_marked_and_directions_move_it(demo: Made, show: str) -> None:
    plain, pushed = (run(demo, show=show, push1=steps) for steps in (0.0, 3.0))
    strip = plain.layers[SHEET][sheets.HEIGHT :]
    assert (strip.max(2) > 200).sum() > 300, "the mark"
    np.testing.assert_array_equal(demo.render(Sample(None), plain, {}), plain.layers[SHEET])
    assert np.abs(picture(plain) - picture(pushed)).mean() > 1


@pytest.mark.parametrize(
    "wish",
    [
        {"psi": float("nan")},
        {"psi": 9},
        {"first": -1},
        {"first": 10_000},
        {"first": 10**30},
        {"second": "1"},
        {"kind": "d"},
        {"kind": ["a"]},
        {"push1": float("inf")},
        {"push3": 0},
        {"show": None},
        {"speed": True},
        {"wall": 1},
    ],
)
def test_wishes_that_mean_nothing_are_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(BadParameter):
        check_all(Made.params, wish)


@pytest.mark.parametrize("show", ["wall", "walk", "eigenfaces"])
def test_what_another_demo_remembers_is_no_obstacle(demo: Made, show: str) -> None:
    for memory in ({"show": show}, {"show": show, "way": "far", "at": [], "turn": "x", "tiles": np.zeros(3)}):
        assert run(demo, memory, show=show).data["turn"] == 0
