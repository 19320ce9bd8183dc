"""Recipes of the lips compared by folds of speakers."""

from __future__ import annotations

import numpy as np
import pytest

from models.lips.training import folds, packs, scores
from models.lips.visemes import CLOSED

pytestmark = pytest.mark.models


def answer(closing: list[float]) -> scores.Answer:
    """Lips that are closed in the second ten of thirty frames, and how surely they are said to be in each ten."""
    visemes = np.repeat([0, CLOSED, 9], 10)
    opening = np.where(visemes == 9, 0.9, 0.0)
    return scores.Answer(visemes, opening, visemes, opening, np.repeat(closing, 10))


def test_each_speaker_is_left_out_once_and_those_reported_on_never_heard() -> None:
    speakers = [f"dr{i}-xxx{i}" for i in range(10)]
    _, _, reported = packs.parted(speakers)
    out = []
    for fold in range(folds.FOLDS):
        trained, held = folds.parted(speakers, fold)
        assert sorted([*trained, *held, *reported]) == speakers
        out += held
    assert sorted([*out, *reported]) == speakers


def test_a_fold_closes_lips_from_the_bound_that_suits_the_others() -> None:
    clear, faint = answer([0.1, 0.8, 0.1]), answer([0.1, 0.4, 0.1])
    assert folds.figures([[clear], [clear]])["figures"]["closure_f1"] == 1
    found = folds.figures([[answer([0.5, 0.8, 0.1])], [faint]])
    assert found["figures"]["closure_f1"] < 1
    assert (found["closures"], found["sentences"]) == (2, 2)


def test_average_precision_needs_no_bound() -> None:
    assert folds.average_precision([answer([0.1, 0.2, 0.1])]) == 1
    assert folds.average_precision([answer([0.3, 0.2, 0.1])]) < 0.6
    assert folds.average_precision([answer([0, 0, 0])._replace(visemes=np.zeros(30, int))]) == 0
