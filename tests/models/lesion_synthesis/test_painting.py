"""Painted lesions: shapes as they travel, where a picture's lesion is, and a lesion where it was painted."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from models.contract.demo import Sample
from models.contract.parameters import BadParameter, check_all
from models.lesion_synthesis import masks, outline, painting
from models.lesion_synthesis.demo import PAINT, LesionSynthesisDemo
from models.lesion_synthesis.training import painted
from models.toolkit.synthesis import sheets
from models.toolkit.synthesis.demo import SHEET
from models.training.stylegan.pictures import Pictures
from tests.support.demos import loaded
from tests.support.generators import generator

pytestmark = pytest.mark.models

SKIN, DARK, PALE = (220, 170, 150), (90, 50, 40), (190, 130, 110)
SHAPES = {
    "where it begins": masks.START,
    "round": masks.oval(0.5, 0.5, 0.22, 0.22),
    "off the middle": masks.oval(0.35, 0.36, 0.2, 0.18),
    "high": masks.oval(0.55, 0.5, 0.16, 0.28),
}


@pytest.fixture(scope="module")
def demo() -> LesionSynthesisDemo:
    return loaded(LesionSynthesisDemo())


def picture(mask: Any, side: int = 32, colour: tuple[int, int, int] = DARK) -> Any:
    """Skin with a lesion on it, a little noise on both."""
    found = np.where(masks.sized(mask, side)[..., None] > 0.5, np.array(colour), np.array(SKIN))
    noise = np.random.default_rng(0).normal(0, 3, found.shape)
    return np.clip(found + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_survives_its_digits(name: str) -> None:
    digits = masks.as_digits(SHAPES[name])
    assert len(digits) == masks.DIGITS
    np.testing.assert_array_equal(masks.as_mask(digits), SHAPES[name])


@pytest.mark.parametrize("side", [8, 32, 64])
def test_a_mask_keeps_its_share_at_every_side(side: int) -> None:
    assert masks.sized(masks.START, side).mean() == pytest.approx(masks.START.mean())


@pytest.mark.parametrize("side", [32, 64])
@pytest.mark.parametrize("name", SHAPES)
def test_the_outline_of_a_plain_lesion_is_found(name: str, side: int) -> None:
    seen = outline.found(picture(SHAPES[name], side))
    assert outline.overlap(seen, masks.sized(SHAPES[name], side) > 0.5) > 0.8


def test_the_pale_rest_of_a_dark_core_belongs_to_it() -> None:
    shown = picture(SHAPES["round"], 32, PALE)
    shown[14:18, 14:18] = (20, 10, 10)
    assert outline.overlap(outline.found(shown), SHAPES["round"]) > 0.75


def test_holes_belong_to_a_lesion_and_specks_do_not() -> None:
    mask = SHAPES["round"]
    shown = picture(mask)
    shown[15:17, 15:17], shown[2:4, 27:29] = SKIN, DARK
    seen = outline.found(shown)
    assert seen[16, 16]
    assert not seen[2, 28]


def test_bare_skin_breaks_nothing_and_two_bare_masks_agree() -> None:
    outline.found(np.full((32, 32, 3), 200, np.uint8))
    bare = np.zeros((32, 32), bool)
    assert outline.overlap(bare, bare) == 1
    assert outline.overlap(bare, ~bare) == 0


def test_the_sheet_has_the_shape_and_the_lesion_side_by_side() -> None:
    found = painting.sheet(masks.START, picture(masks.START))
    assert found.shape == (sheets.HEIGHT + sheets.STRIP, sheets.WIDTH, 3)
    for left in (painting.LEFT, painting.RIGHT):
        square = found[painting.TOP : painting.TOP + painting.SIDE, left : left + painting.SIDE].astype(int).sum(2)
        small = cv2.resize(square.astype(np.float32), (32, 32), interpolation=cv2.INTER_AREA)
        inside, outside = small[masks.START].mean(), small[~masks.START].mean()
        assert abs(inside - outside) > 100


def test_what_is_told_of_nothing_painted_is_no_overlap() -> None:
    told = painting.told(np.zeros((32, 32), bool), picture(masks.START))
    assert told["overlap"] is None
    assert painting.told(masks.START, picture(masks.START))["overlap"] > 0.8


@pytest.mark.parametrize("mask", ["", "f" * 255, "g" * 256, "f" * 257, None, 5])
def test_what_is_no_shape_is_refused(mask: object) -> None:
    with pytest.raises(BadParameter, match="mask must be 256 hexadecimal digits"):
        check_all(LesionSynthesisDemo.params, {"mask": mask})


def test_overlaps_are_told_with_those_of_other_masks_and_of_real_pictures() -> None:
    held = np.stack(list(SHAPES.values()) * 3)
    real = Pictures(np.stack([picture(one) for one in held]), np.arange(12) % 3, (held * 255).astype(np.uint8))
    told = painted.report(generator(32, painted=6), real, count=10)["painted"]
    assert told["n"] == 10
    assert told["real"] > 0.8
    assert 0 <= told["made"] <= 1 >= told["shuffled"] >= 0
    low, high = told["real_interval"]
    assert low <= told["real"] <= high


@pytest.mark.parametrize("name", SHAPES)
def test_a_lesion_is_made_where_it_was_painted(demo: LesionSynthesisDemo, name: str) -> None:
    """The median of eleven numbers: one may have hair, a second spot, or skin of two colours."""
    wishes = {"show": PAINT, "kind": "nv", "mask": masks.as_digits(SHAPES[name])}
    found = [
        demo.run(Sample(None, 1.0), check_all(demo.params, {**wishes, "first": number})).data for number in range(11)
    ]
    assert {one["mask"] for one in found} == {wishes["mask"]}
    assert np.median([one["overlap"] for one in found]) >= 0.7


def test_the_picture_and_the_shape_are_on_the_sheet(demo: LesionSynthesisDemo) -> None:
    answer = demo.run(Sample(None, 1.0), check_all(demo.params, {"show": PAINT, "kind": "nv"}))
    assert answer.layers[SHEET].shape == (sheets.HEIGHT + sheets.STRIP, sheets.WIDTH, 3)
    assert answer.data["kinds"] == ["nv"]
