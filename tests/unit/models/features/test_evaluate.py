"""What counts as the truth of a photograph, and how first words are judged by it."""

from __future__ import annotations

import numpy as np

from models.captioning.pictured import truth
from models.captioning.things import things
from models.features.training.evaluate import mean_recall

KNOWN = [thing for thing in things() if thing.imagenet]


def test_a_thing_is_there_when_three_of_five_name_it_and_nobody_another() -> None:
    dog = ["A dog runs.", "a brown puppy", "The dog is wet", "An animal", "it jumps"]
    found = truth(dog, KNOWN)
    assert found is not None
    assert found.name == "dog"
    assert truth(dog[:1] + dog[3:], KNOWN) is None
    assert truth([*dog[:4], "it jumps after a ball"], KNOWN) is None
    assert truth(["a man walks"] * 5, KNOWN) is None


def test_each_thing_counts_the_same() -> None:
    things_ = np.array([0] * 98 + [1, 1])
    assert mean_recall(things_, things_ == 0) == 0.5
    assert mean_recall(things_, np.ones(100, bool)) == 1
