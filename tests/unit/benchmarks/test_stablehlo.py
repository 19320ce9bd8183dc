"""Answers of exported networks held against TensorFlow's: the comparison itself, without a network."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.stablehlo.run import difference


def test_the_largest_difference_counts_in_parts_of_the_largest_number() -> None:
    told = [np.array([0.0, 200.0]), np.array([0.5])]
    assert difference(told, told) == 0
    assert difference([np.array([0.0, 198.0]), np.array([0.5])], told) == pytest.approx(0.01)
    assert difference([np.array([0.0, 200.0]), np.array([0.3])], told) == pytest.approx(0.2)


def test_whole_numbers_are_not_wrapped_round() -> None:
    assert difference([np.array([0], np.uint8)], [np.array([255], np.uint8)]) == pytest.approx(1)


def test_answers_of_another_number_or_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="answer is"):
        difference([np.zeros(3)], [np.zeros((1, 3))])
    with pytest.raises(ValueError, match="zip"):
        difference([np.zeros(3)], [])
