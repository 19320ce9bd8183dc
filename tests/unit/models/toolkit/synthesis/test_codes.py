"""Pictures as a few numbers: redrawn, found again whichever way round, drawn by chance."""

from __future__ import annotations

import numpy as np
import pytest

from models.toolkit.synthesis.codes import Codes, turned
from models.training.synthesis import nearest
from tests.support.generators import codes


def test_a_training_picture_is_found_again() -> None:
    kept = codes()
    for row in (0, 17, 39):
        drawn = kept.redrawn(kept._kept[[row]])
        first, second, _ = kept.nearest(drawn[0], 3)
        assert first.distance < 2 < second.distance
        assert np.abs(first.picture.astype(int) - drawn[0]).max() <= 8


@pytest.mark.parametrize(("turns", "ways"), [(False, 2), (True, 8)])
def test_it_is_found_whichever_way_round_and_shown_that_way(turns: bool, ways: int) -> None:
    kept = codes(turns=turns)
    drawn = kept.redrawn(kept._kept[[7]])[0]
    assert len(turned(drawn, turns=turns)) == ways
    for way in turned(drawn, turns=turns):
        (first,) = kept.nearest(way, 1)
        assert first.distance < 2
        assert np.abs(first.picture.astype(int) - way).mean() < 3


def test_distances_are_in_levels() -> None:
    kept = codes()
    coordinates = np.zeros((1, 8), np.float32)
    kept._kept = coordinates.copy()
    coordinates[0, 0] = 10 * np.sqrt(3 * 16**2)
    assert kept._apart(coordinates)[0, 0] == pytest.approx(10)


def test_by_chance_is_the_mean_without_variety() -> None:
    kept, normal = codes(), np.random.default_rng(0).standard_normal((5, 128)).astype(np.float32)
    assert (kept.by_chance(normal, 0.0) == 128).all()
    varied = kept.by_chance(normal, 1.0).astype(float)
    assert varied.std(0).mean() > 5
    assert (kept.axis(0, 2.5) != kept.axis(0, -2.5)).any()


def test_pictures_are_compressed_to_what_is_read() -> None:
    random = np.random.default_rng(1)
    few = random.standard_normal((300, 5)) @ random.standard_normal((5, 8 * 8 * 3)) * 12 + 120
    pictures = np.clip(few, 0, 255).astype(np.uint8).reshape(-1, 8, 8, 3)
    kept, arrays = nearest.compressed(pictures, turns=False)
    assert arrays["codes"].dtype == np.int8
    assert arrays["codes"].shape == (300, 64)
    read = Codes(kept, arrays)
    assert np.abs(read.redrawn(read.of(pictures)).astype(int) - pictures).mean() < 2
    told = nearest.told(kept, arrays, pictures)
    assert 0 <= told.low <= told.typical <= told.high < 2


def test_axes_that_do_not_fit_are_refused() -> None:
    kept, arrays = codes().kept, {"mean": np.zeros(768), "axes": np.zeros((3, 7)), "spread": np.ones(3)}
    with pytest.raises(ValueError, match="do not fit"):
        Codes(kept, {**arrays, "steps": np.ones(3), "codes": np.zeros((2, 3), np.int8)})
