"""Measures of answers about lesions, calibration, familiarity, and what the disguises do to a picture."""

from __future__ import annotations

import numpy as np
import pytest

from models.lesions import disguises
from models.lesions.calibration import Calibration, Familiarity, from_arrays, to_arrays
from models.lesions.training import fitting, scores
from tests.support.lesions import drawn

RNG = np.random.default_rng(0)


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    values, positive = RNG.integers(0, 12, 60).astype(float), RNG.random(60) < 0.3
    pairs = values[positive][:, None] - values[~positive][None]
    expected = ((pairs > 0) + 0.5 * (pairs == 0)).mean()
    assert scores.area_under_roc(values, positive) == pytest.approx(expected)
    assert scores.area_under_roc(np.arange(4.0), np.array([False, False, True, True])) == 1
    assert np.isnan(scores.area_under_roc(values, np.zeros(60, bool)))


def test_balanced_accuracy_is_of_the_classes_that_there_are() -> None:
    labels, answers = np.array([5, 5, 5, 5, 4, 4]), np.array([5, 5, 5, 4, 4, 5])
    assert scores.balanced_accuracy(answers, labels) == pytest.approx((0.75 + 0.5) / 2)
    found = scores.recalls(answers, labels)
    assert np.isnan(found[0])
    assert (found[5], found[4]) == (0.75, 0.5)


def test_the_calibration_error_by_hand() -> None:
    confidence, right = np.array([0.95, 0.95, 0.55, 0.55]), np.array([True, True, True, False])
    assert scores.expected_calibration_error(confidence, right) == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)
    assert scores.expected_calibration_error(np.ones(3), np.array([True, True, True])) == 0


def test_an_interval_draws_groups_not_pictures() -> None:
    values = np.repeat(RNG.random(50), 8)
    apart, together = np.arange(400), np.repeat(np.arange(50), 8)
    narrow, wide = (scores.interval(lambda of: float(values[of].mean()), groups) for groups in (apart, together))
    assert narrow[0] < values.mean() < narrow[1]
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])


def test_temperature_and_prior_are_found_again() -> None:
    prior = np.array([0.03, 0.05, 0.11, 0.01, 0.11, 0.68, 0.01])
    labels = RNG.choice(7, 8_000, p=prior)
    true = RNG.normal(0, 1, (8_000, 7)) + 2.5 * np.eye(7)[labels]  # each class's evidence: a Gaussian at 2.5, else at 0
    logits = 2.5 * true * 1.6  # the log-likelihood ratio, and 1.6 times too sure
    found = fitting.calibration(logits, labels, prior)
    assert found.temperature == pytest.approx(1.6, rel=0.1)
    assert found.power == pytest.approx(1, abs=0.11)
    probabilities = found.probabilities(logits)
    np.testing.assert_allclose(probabilities.sum(1), 1)
    right = probabilities.argmax(1) == labels
    assert scores.expected_calibration_error(probabilities.max(1), right) < 0.015


def test_the_answer_does_not_depend_on_how_common_a_class_is() -> None:
    calibration = Calibration(1.0, 1.0, np.array([0.01, 0.01, 0.01, 0.01, 0.05, 0.9, 0.01]))
    logits = np.array([[0, 0, 0, 0, 1.0, 0.5, 0]])
    assert calibration.answers(logits)[0] == 4
    assert calibration.probabilities(logits)[0].argmax() == 5


def clusters(count, directions):
    labels = RNG.integers(0, 7, count)
    means = np.random.default_rng(9).normal(0, 3, (7, 40))
    spread = np.random.default_rng(8).normal(0, 1, (directions, 40))
    noise = RNG.normal(0, 1, (count, directions)) @ spread + RNG.normal(0, 0.1, (count, 40))
    return (means[labels] + noise).astype(np.float32), labels


def test_the_unfamiliar_is_refused_and_the_familiar_accepted() -> None:
    features, labels = clusters(2000, 5)
    held_out, _ = clusters(1000, 5)
    found = fitting.familiarity(features, labels, held_out, directions=5)
    assert found.is_lesion(held_out).mean() == pytest.approx(0.98, abs=0.002)
    assert not found.is_lesion(held_out + RNG.normal(0, 1, held_out.shape)).any()  # outside of the directions
    fresh, _ = clusters(1000, 5)
    assert found.is_lesion(fresh).mean() > 0.9


def test_distances_are_those_of_the_covariance() -> None:
    features, labels = clusters(3000, 5)
    found = fitting.familiarity(features, labels, features, directions=39)
    centred = features - np.stack([features[labels == one].mean(0) for one in range(7)])[labels]
    inverse = np.linalg.inv(centred.T @ centred / len(centred))
    expected = np.einsum("nd,de,ne->n", centred, inverse, centred)
    nearest = found.distances(features)
    assert np.corrcoef(np.minimum(expected, 1e3), np.minimum(nearest, 1e3))[0, 1] > 0.99


def test_what_was_fitted_survives_as_arrays() -> None:
    features, labels = clusters(500, 5)
    calibration = fitting.calibration(RNG.normal(0, 1, (50, 7)), RNG.integers(0, 7, 50), np.full(7, 1 / 7))
    familiarity = fitting.familiarity(features, labels, features, directions=5)
    one, other = from_arrays(to_arrays(calibration, familiarity))
    assert one.temperature == pytest.approx(calibration.temperature)
    np.testing.assert_allclose(other.distances(features), familiarity.distances(features), rtol=1e-3)
    assert isinstance(other, Familiarity)


PICTURE, MASK = drawn(4, 1)
MASK = MASK > 0


@pytest.mark.parametrize("name", ["border", "dark_corners", "ruler", "ink", "hairs", "darken"])
def test_a_disguise_is_a_new_picture_and_always_the_same(name) -> None:
    before = PICTURE.copy()
    once, again = (getattr(disguises, name)(PICTURE) for _ in range(2))
    np.testing.assert_array_equal(PICTURE, before)
    np.testing.assert_array_equal(once, again)
    assert once.dtype == np.uint8
    assert once.shape == PICTURE.shape
    assert np.abs(once.astype(int) - PICTURE).max() > 40


def test_a_hidden_lesion_looks_like_the_skin_round_it() -> None:
    hidden = disguises.hide(PICTURE, MASK)
    assert np.abs(hidden[MASK].mean(0) - PICTURE[~MASK].mean(0)).max() < 6
    far = np.zeros_like(MASK)
    far[:10] = True
    np.testing.assert_array_equal(hidden[far], PICTURE[far])
    assert (disguises.hide(PICTURE, np.ones_like(MASK)).std((0, 1)) < 1).all()
    assert (disguises.cut_out(PICTURE, MASK)[MASK] == 0).all()


def test_dark_corners_leave_the_middle_and_a_whole_turn_leaves_everything() -> None:
    dark = disguises.dark_corners(PICTURE)
    assert (dark[[0, 0, -1, -1], [0, -1, 0, -1]] < 10).all()
    np.testing.assert_array_equal(dark[40:110, 60:140], PICTURE[40:110, 60:140])
    assert np.abs(disguises.turn(PICTURE, 360).astype(int) - PICTURE).max() <= 1
    half = disguises.turn(PICTURE, 180)
    assert np.abs(half[::-1, ::-1].astype(int) - PICTURE).max() <= 1


def test_what_is_round_a_lesion_can_be_hidden_and_the_lesion_stays() -> None:
    marked = disguises.ink(disguises.ruler(disguises.dark_corners(PICTURE)))
    left = disguises.alone(marked, MASK)
    np.testing.assert_array_equal(left[MASK], marked[MASK])
    assert left[-3:].min() > 60, "neither ruler nor dark corner is left"
    assert (disguises.without_corners(disguises.dark_corners(PICTURE))[[0, 0, -1, -1], [0, -1, 0, -1]] > 60).all()
    np.testing.assert_array_equal(disguises.without_corners(PICTURE)[40:110, 60:140], PICTURE[40:110, 60:140])


def test_hairs_are_found_and_painted_over() -> None:
    skin = np.full((150, 200, 3), (205, 160, 140), np.uint8)
    hairy = disguises.hairs(skin)
    assert (np.abs(hairy.astype(int) - skin).max(2) > 60).mean() > 0.02
    shaved = disguises.without_hairs(hairy)
    assert (np.abs(shaved.astype(int) - skin).max(2) > 60).mean() < 0.002
    np.testing.assert_array_equal(disguises.without_hairs(skin), skin)


def test_darkened_skin_is_darker_and_bluer_light_loses_most() -> None:
    share = disguises.darken(PICTURE).mean((0, 1)) / PICTURE.mean((0, 1))
    assert (share < 0.85).all()
    assert share[0] > share[1] > share[2]
