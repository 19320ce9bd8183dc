"""Batches, hints and measures of colorization; no network."""

from __future__ import annotations

import numpy as np
import pytest

from models.colorization import hints, lab
from models.colorization.sizes import HINT_SCALE
from models.colorization.training import data, scores


def coloured(side=224, seed=0):
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (7, 7, 3), np.uint8)
    return np.repeat(np.repeat(small, side // 7, 0), side // 7, 1)


def test_a_picture_is_split_into_lightness_and_coarse_colours() -> None:
    picture = coloured()
    lightness, ab = data.split(picture)
    whole = lab.to_lab(picture)
    assert np.abs(lightness / 2.55 - whole[..., 0]).max() < 0.5
    assert ab.shape == (56, 56, 2)
    assert np.abs(ab[4, 4] - whole[16, 16, 1:]).max() < 1.5


def test_the_same_seed_draws_the_same_batch() -> None:
    pictures = np.stack([coloured(seed=seed) for seed in range(3)])
    batches = [data.draw(pictures, np.array([0, 2, 1]), 128, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    for one, same, other in zip(*batches, strict=True):
        assert (one == same).all()
        assert one.shape == other.shape
    assert batches[0].grey.shape == (3, 128, 128)
    assert batches[0].ab.shape == (3, 32, 32, 2)
    assert (batches[0].grey != batches[2].grey).any()


def test_random_hints_tell_the_truth_and_are_sometimes_absent() -> None:
    rng = np.random.default_rng(3)
    ab = np.full((32, 32, 2), (30, -50), np.int16)
    told = np.stack([data.random_hints(ab, rng) for _ in range(200)])
    is_told = told[..., 2] == 1
    assert set(np.unique(told[..., 2])) == {0, 1}
    np.testing.assert_allclose(told[is_told][:, :2] * HINT_SCALE, np.broadcast_to((30, -50), (is_told.sum(), 2)))
    assert not told[~is_told].any()
    share = is_told.mean((1, 2))
    assert np.median(share) < 0.1
    assert share.max() == 1, "now and then all is told"
    pictures = np.stack([coloured()] * 60)
    drawn = data.draw(pictures, np.arange(60), 64, rng).hints[..., 2].any((1, 2))
    assert 0.2 < drawn.mean() < 0.6


def test_hints_of_a_visitor_cover_their_place() -> None:
    given = hints.to_cells([{"x": 0.5, "y": 0.25, "colour": "#ff0000"}], 56)
    assert given[14, 28].tolist() == pytest.approx([80.1 / 110, 67.2 / 110, 1], abs=0.01)
    assert given[..., 2].sum() == 9
    assert given[13:16, 27:30, 2].all()
    corners = hints.to_cells([{"x": place, "y": place, "colour": "#808080"} for place in (0.0, 1.0)], 56)
    assert corners[..., 2].sum() == 8
    assert corners[0, 0, 2] == corners[55, 55, 2] == 1
    assert not hints.to_cells([], 56).any()


def test_the_area_under_the_curve() -> None:
    assert scores.area_under_curve(np.zeros(10)) == pytest.approx(100)
    assert scores.area_under_curve(np.full(10, 200.0)) == 0
    assert scores.area_under_curve(np.full(10, 75.0)) == pytest.approx(100 * 76 / 151)
    near_counts = scores.area_under_curve(np.array([0.0, 200.0]), np.array([3.0, 1.0]))
    assert near_counts == pytest.approx(75)


def test_colourfulness_and_psnr() -> None:
    grey = np.full((32, 32, 3), 90, np.uint8)
    assert scores.colourfulness(grey) == 0
    assert scores.colourfulness(coloured()) > scores.colourfulness((coloured() // 2 + 60).astype(np.uint8)) > 10
    assert scores.psnr(grey, grey + 5) == pytest.approx(34.15, abs=0.01)


def test_bleeding_is_colour_that_changes_where_lightness_does_not() -> None:
    lightness = np.full((64, 64), 30.0, np.float32)
    lightness[:, 32:] = 80
    at_edge = np.zeros((64, 64, 2), np.float32)
    at_edge[:, 32:] = 40
    beside = np.zeros((64, 64, 2), np.float32)
    beside[:, 44:] = 40
    assert scores.bleeding(at_edge, lightness) < 0.05
    assert scores.bleeding(beside, lightness) > 0.5
