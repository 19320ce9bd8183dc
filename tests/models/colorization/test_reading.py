"""How logits are read: the mean of the colours, held back near white, kept where the network is sure."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from models.colorization import bins
from models.colorization.decoding import HELD_BACK, NEAR_WHITE
from models.colorization.reading import read

pytestmark = pytest.mark.models

BLUE = (20.0, -50.0)
COUNT = len(bins.centres())


def logits_of(colour, *, sure: bool):
    """(1, 1, 2, bins): the same for two places; unsure is half as probable as all other colours together."""
    chosen = int(np.square(bins.centres() - colour).sum(-1).argmin())
    found = np.zeros((1, 1, 2, COUNT), np.float32)
    found[..., chosen] = 25.0 if sure else np.log((COUNT - 1) / 2)
    return tf.constant(found)


def lightness_of(first: float, second: float):
    return tf.constant(np.repeat([[[first, second]]], 4, axis=2).repeat(4, axis=1).astype(np.float32))


def read_at(logits, first: float, second: float):
    return read(logits, lightness_of(first, second), tf.zeros(COUNT), tf.constant(1.0))


def test_a_colour_that_is_unsure_is_held_back_near_white_and_nowhere_else() -> None:
    logits = logits_of(BLUE, sure=False)
    middle = read_at(logits, 20, NEAR_WHITE[0]).ab.numpy()[0, 0]
    np.testing.assert_allclose(middle[0], middle[1], rtol=1e-5)
    assert np.linalg.norm(middle[0]) > 10, "a third of it is blue"
    bright = read_at(logits, sum(NEAR_WHITE) / 2, 100).ab.numpy()[0, 0]
    np.testing.assert_allclose(bright[0], middle[0] * (1 + HELD_BACK) / 2, rtol=1e-4)
    np.testing.assert_allclose(bright[1], middle[0] * HELD_BACK, rtol=1e-4)


def test_a_colour_that_is_sure_is_kept() -> None:
    seen = read_at(logits_of(BLUE, sure=True), 20, 100)
    np.testing.assert_allclose(seen.ab.numpy()[0, 0], [BLUE, BLUE], atol=0.1)
    assert seen.unsure.numpy().max() < 0.01


def test_doubt_is_the_entropy_of_what_the_network_thinks_whatever_is_made_of_it() -> None:
    even = read(tf.zeros((1, 1, 2, COUNT)), lightness_of(30, 90), tf.range(COUNT, dtype=tf.float32), tf.constant(0.5))
    np.testing.assert_allclose(even.unsure, 1.0, rtol=1e-5)
    np.testing.assert_allclose(even.probabilities, 1 / COUNT, rtol=1e-4)
