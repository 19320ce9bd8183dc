"""Faces that nobody has, with the weights that are here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.faces.demo import FacesDemo
from models.faces.training import judged
from models.toolkit.synthesis import sheets
from models.toolkit.synthesis.demo import SHEET
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> FacesDemo:
    return loaded(FacesDemo())


def shown(demo: FacesDemo, **changed: Any) -> Any:
    answer = demo.run(Sample(None, 1.0), check_all(demo.params, changed))
    return answer.layers[SHEET][: sheets.HEIGHT].astype(float), answer.data


def test_no_kind_of_people_can_be_asked_for(demo: FacesDemo) -> None:
    assert demo._generator.plan.classes == len(demo.kinds) == 0
    assert "kind" not in {param.name for param in demo.params}
    assert shown(demo)[1]["kinds"] is None


def test_a_face_is_lighter_than_what_is_around_it(demo: FacesDemo) -> None:
    """On average over a wall, along the rows of the cheeks."""
    tiles = shown(demo)[0].reshape(4, 96, 6, 96, 3).swapaxes(1, 2).reshape(24, 96, 96, 3).mean((0, 3))
    assert tiles[48:64, 30:66].mean() > tiles[:, :6].mean()


def test_the_mean_of_what_is_made_is_the_mean_of_the_training(demo: FacesDemo) -> None:
    """Near to it, at least: their distance is a small part of what faces differ by."""
    made = demo._make(list(range(64)), demo.prepare(Sample(None, 1.0), check_all(demo.params, {}), {}).look)
    apart = made.mean(0) - demo._codes.redrawn(np.zeros((1, 64)))[0]
    assert np.sqrt((apart**2).mean()) < 40


def test_axes_need_no_network(demo: FacesDemo) -> None:
    sheet, data = shown(demo, show="eigenfaces", first=3)
    left, right = sheet[:288, :288], sheet[:288, 288:]
    assert left.std() > 10
    assert np.abs(left - right).mean() > 5
    assert data["begin"] == 3


def test_nothing_made_is_a_copy(demo: FacesDemo) -> None:
    for number in range(8):
        data = shown(demo, show="nearest", first=number)[1]
        assert data["distances"][0] > data["usual"][1] / 3


def test_a_linear_judge_tells_what_is_apart() -> None:
    random = np.random.default_rng(0)
    one, other = random.standard_normal((200, 8)), random.standard_normal((200, 8)) + 2
    judge = judged.discriminant(one, other)
    assert (judge(one) > 0).mean() > 0.95
    assert (judge(other) < 0).mean() > 0.95
