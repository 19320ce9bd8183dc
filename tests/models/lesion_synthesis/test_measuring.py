"""The commands of made lesions on a pack that is made up: what they print, keep and write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.training.stylegan.pictures import Pictures
from models.training.synthesis import keep, measure, real, sheet
from tests.support.generators import drawn, generator

pytestmark = pytest.mark.models


def pictures(count: int = 60, side: int = 16) -> Pictures:
    random = np.random.default_rng(2)
    classes = np.arange(count) % 3
    rgb = random.integers(0, 60, (count, side, side, 3)) + 60 * classes[:, None, None, None]
    return Pictures(rgb.astype(np.uint8), classes)


def test_the_trivial_maker_has_the_means_and_the_spreads() -> None:
    found, learnt = measure.trivial(pictures(), 600), pictures()
    assert found.shape == (600, 16, 16, 3)
    assert found.mean() == pytest.approx(learnt.rgb.mean(), abs=3)
    assert found.std(0).mean() == pytest.approx(learnt.rgb.std(0).mean(), rel=0.1)


def test_what_was_computed_is_kept(tmp_path: Path) -> None:
    asked: list[int] = []

    def compute() -> Any:
        asked.append(1)
        return np.arange(3)

    for _ in range(2):
        np.testing.assert_array_equal(measure.kept(tmp_path / "work", "name", compute), [0, 1, 2])
    assert len(asked) == 1
    measure.kept(None, "name", compute)
    assert len(asked) == 2


def test_pictures_are_made_of_the_classes_asked_for() -> None:
    made = measure.made(generator(), 4, np.array([0, 1, 2, 2]))
    again = measure.made(generator(), 4, np.array([0, 1, 2, 1]))
    assert made.shape == (4, 16, 16, 3)
    np.testing.assert_array_equal(made[:3], again[:3])
    assert (made[3] != again[3]).any()


def test_weights_are_taken_over_with_their_plan(tmp_path: Path) -> None:
    weights = drawn(generator().plan)
    np.savez(tmp_path / "run.npz", **{name: array.astype(np.float16) for name, array in weights.items()})
    (tmp_path / "demo").mkdir()
    assert keep.keep(["--weights", str(tmp_path / "run.npz")], tmp_path / "demo") == 0
    assert measure.generator_in(tmp_path / "demo").plan == generator().plan


def test_real_ones_are_taken_by_turns(tmp_path: Path) -> None:
    found = pictures()
    assert found.classes is not None
    rows = real.by_turns(found.classes, 4)
    assert found.classes[rows].tolist() == [0, 1, 2] * 4
    assert len(set(rows)) == 12
    assert real.write(tmp_path, found.rgb[rows], ["a"] * 12) == (tmp_path / "real.jpg").stat().st_size
    assert (tmp_path / "real.json").exists()


def test_sheets_are_marked(tmp_path: Path) -> None:
    side = sheet.ACROSS * sheet.TILE
    found = sheet.sheet(generator(), "not real")
    assert found.shape == (side + sheet.STRIP, side, 3)
    assert found[side:].max() > 200
    along = sheet.directions(generator(), number=0, kind=1)
    assert along.shape == (6 * sheet.TILE, len(sheet.STEPS) * sheet.TILE, 3)
    middle = along[:, 3 * sheet.TILE : 4 * sheet.TILE]
    np.testing.assert_array_equal(middle[: sheet.TILE], middle[-sheet.TILE :])
