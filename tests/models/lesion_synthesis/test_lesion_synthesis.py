"""Lesions that nobody has, with the weights that are here: kinds look like themselves, numbers name pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.lesion_synthesis.demo import KINDS, LesionSynthesisDemo
from models.toolkit.synthesis import sheets
from models.toolkit.synthesis.demo import SHEET
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> LesionSynthesisDemo:
    return loaded(LesionSynthesisDemo())


def shown(demo: LesionSynthesisDemo, **changed: Any) -> Any:
    return demo.run(Sample(None, 1.0), check_all(demo.params, changed)).layers[SHEET][: sheets.HEIGHT].astype(float)


def test_the_weights_are_of_its_kinds(demo: LesionSynthesisDemo) -> None:
    assert demo._generator.plan.classes == len(KINDS) == len(demo.kinds)


def test_a_lesion_is_darker_than_the_skin_around_it(demo: LesionSynthesisDemo) -> None:
    """Of the naevi at least, of which there are most."""
    tiles = shown(demo, kind="nv").reshape(4, 96, 6, 96, 3).swapaxes(1, 2).reshape(24, 96, 96, 3)
    middle, rim = tiles[:, 36:60, 36:60].mean((1, 2, 3)), tiles[:, :8].mean((1, 2, 3))
    assert (middle < rim).mean() >= 0.75


def test_kinds_differ_more_than_chance_explains(demo: LesionSynthesisDemo) -> None:
    means = [shown(demo, kind=kind).reshape(4, 96, 6, 96, 3).mean((0, 2)) for kind in ("nv", "vasc")]
    assert np.abs(means[0] - means[1]).mean() > 3
