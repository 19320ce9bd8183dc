"""The words of a picture's captions in no order."""

from __future__ import annotations

import numpy as np
import pytest

from models.captioning.tokens import END, START, UNKNOWN
from models.captioning.training.bags import bags_of

A, DOG, FRISBEE = UNKNOWN + 1, UNKNOWN + 2, UNKNOWN + 3


def test_what_all_pictures_have_counts_for_nothing_and_what_one_has_for_most() -> None:
    captions = np.array(
        [
            [[START, A, DOG, END], [START, A, FRISBEE, END]],
            [[START, A, DOG, END], [START, A, DOG, END]],
            [[START, A, END, 0], [START, UNKNOWN, END, 0]],
        ]
    )
    bags = bags_of(captions, FRISBEE + 1)
    assert bags.dtype == np.float32
    assert (bags[:, : UNKNOWN + 1] == 0).all()
    assert (bags[:, A] == 0).all()
    np.testing.assert_allclose(bags[:2].sum(1), 1, rtol=1e-6)
    # one caption in two tells of the dog, which two pictures of three have, and one of the frisbee, which one has
    assert bags[0, FRISBEE] / bags[0, DOG] == pytest.approx(np.log(3) / np.log(3 / 2))
    assert bags[2].sum() == 0
