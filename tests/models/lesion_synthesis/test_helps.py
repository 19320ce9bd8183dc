"""Whether made lesions help a classifier: the classifier, the choice, the verdict, on features that are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.lesion_synthesis.training import helps
from models.lesion_synthesis.training.linear import Problem, balanced
from models.training import measuring

pytestmark = pytest.mark.models
FOLDER = Path(helps.FOLDER)


def seen(count: int, seed: int, share: float = 0.9, spread: float = 3.0) -> helps.Seen:
    """Seven classes around middles of their own in 30 dimensions, the first far more often than the others."""
    middles = np.random.default_rng(0).standard_normal((7, 30))
    random = np.random.default_rng(seed)
    labels = np.where(random.random(count) < share, 0, random.integers(1, 7, count))
    labels[:14] = np.arange(14) % 7
    rows = middles[labels] + spread * random.standard_normal((count, 30))
    return helps.Seen(rows, labels, np.array([f"lesion {row // 2}" for row in range(count)]))


def ones(count: int, seed: int) -> helps.Seen:
    """Made pictures of the rare classes as good as real ones."""
    found = seen(count, seed, share=0.0)
    return found._replace(groups=np.full(count, ""))


def test_the_classifier_solves_its_least_squares() -> None:
    one = seen(400, 1)
    weights = balanced(one.labels, np.ones(400), 7)
    solved = Problem(one.features, one.labels, weights, 7).solved(0.1)
    share = weights / weights.sum()
    residual = (one.features @ solved.weights + solved.bias - np.eye(7)[one.labels]) * share[:, None]
    np.testing.assert_allclose(one.features.T @ residual + 0.1 * solved.weights, 0, atol=1e-9)
    np.testing.assert_allclose(residual.sum(0), 0, atol=1e-9)


def test_balanced_weights_give_every_class_the_same() -> None:
    labels = np.array([0, 0, 0, 2])
    np.testing.assert_allclose(np.bincount(labels, balanced(labels, np.array([1.0, 1, 2, 5]), 3)), [1, 0, 1])


@pytest.mark.parametrize(
    ("interval", "answer"), [((0.1, 2), "yes"), ((-2, -0.1), "no"), ((-1, 1), "open"), ((0, 1), "open")]
)
def test_the_verdict_needs_an_interval_on_one_side(interval: tuple[float, float], answer: str) -> None:
    assert helps.verdict(interval) == answer


def test_good_made_pictures_help_where_real_ones_are_few() -> None:
    found = helps.report(seen(200, 2), ones(3000, 3), seen(1500, 4, 0.5), resamples=100)
    assert found["answer"] == "yes"
    assert found["interval"][0] <= found["value"] <= found["interval"][1]
    gained = found["arms"]["with_made"]["balanced_accuracy"] - found["arms"]["weighted"]["balanced_accuracy"]
    assert found["value"] == pytest.approx(gained, abs=0.02)
    assert found["made"] == 3000


def test_made_pictures_of_nothing_do_not_help() -> None:
    made = ones(2000, 5)
    noise: Any = np.random.default_rng(6).standard_normal(made.features.shape)
    found = helps.report(seen(2000, 2, 0.7), made._replace(features=noise), seen(1500, 4, 0.5), resamples=100)
    assert found["answer"] in ("no", "open")


def test_the_page_says_what_was_measured_with_these_weights(tmp_path: Path) -> None:
    arms: dict[str, Any] = {"weighted": {"balanced_accuracy": 40.0}, "with_made": {"balanced_accuracy": 41.0}}
    told = {"answer": "open", "value": 1.0, "interval": [-1.0, 3.0], "made": 3500, "arms": arms}
    helps.write(tmp_path / "helps.json", told)
    written, kept = (json.loads(file.read_text()) for file in (tmp_path / "helps.json", helps.PAGE))
    assert written.keys() == kept.keys()
    assert kept["answer"] == helps.verdict(kept["interval"])
    assert kept["weights"] == measuring.sha256(FOLDER / "weights.npz"), "run the command again, with --keep"
