"""Distances of made pictures from real ones, where they can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.synthesis import distances

RANDOM = np.random.default_rng(3)


def test_the_distance_of_two_normal_distributions() -> None:
    """Means 3 apart in one of two features, deviations 1 and 2 in the other: 9 + 1."""
    one = RANDOM.standard_normal((60_000, 2))
    other = RANDOM.standard_normal((60_000, 2)) * (1, 2) + (3, 0)
    assert distances.frechet(one, other) == pytest.approx(10, abs=0.2)
    assert distances.frechet(one, one) == pytest.approx(0, abs=1e-3)


def test_its_interval_holds_it_though_drawing_anew_makes_it_larger() -> None:
    one, other = RANDOM.standard_normal((2, 200, 20))
    value, (low, high) = distances.frechet_interval(one, other + 0.3, 30)
    assert low < value < high
    assert distances.frechet_interval(one, other, 0)[1] == [distances.frechet(one, other)] * 2


def test_the_kernel_distance_is_none_between_pictures_of_one_kind_however_few() -> None:
    one, other = RANDOM.standard_normal((2, 600, 10))
    value, (low, high) = distances.kernel_interval(one, other)
    assert low < value < high
    assert abs(value) < 0.02
    further, _ = distances.kernel_interval(one, other + 1)
    assert further > 0.5


def test_more_features_than_pictures_are_no_obstacle() -> None:
    one, other = RANDOM.standard_normal((2, 8, 30))
    assert np.isfinite(distances.frechet(one, other))
