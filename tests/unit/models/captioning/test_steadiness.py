"""When a caption changes and when it stands: frames as lists of captions with scores, and a clock of numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models.captioning.description import Caption
from models.captioning.steadiness import MARGIN, SEVERAL, Standing, standing_in, steady
from models.contract.demo import Memory
from models.toolkit import memory as codec

MAN, DOG, TREE = "a man smiles", "a dog runs", "a tree stands"


def frame(**scores: float) -> list[Caption]:
    names = {"man": MAN, "dog": DOG, "tree": TREE}
    captions = [Caption(tuple(names[name].split()), score, score) for name, score in scores.items()]
    return sorted(captions, key=lambda caption: -caption.score)


class Stream:
    """Plays frames at so many a second and keeps what was shown."""

    def __init__(self, every: float = 1.0, rate: float = 8.0, *, dreaming: bool = False) -> None:
        self.every, self.rate, self.dreaming = every, rate, dreaming
        self.memory: Memory = {}
        self.now, self.shown, self.changes = 100.0, list[Any](), list[Any]()

    def play(self, captions, frames=1, key="k"):
        for _ in range(frames):
            shown, is_new, self.memory = steady(
                captions, self.memory, self.now, self.every, key, dreaming=self.dreaming
            )
            self.shown.append(shown.text)
            if is_new:
                self.changes.append(self.now)
            self.now += 1 / self.rate
        return self


def test_the_first_frame_shows_its_best() -> None:
    stream = Stream().play(frame(man=-5, dog=-6))
    assert stream.shown == [MAN]
    assert len(stream.changes) == 1


def test_flicker_between_two_that_are_nearly_equal_changes_nothing() -> None:
    stream = Stream().play(frame(man=-5, dog=-6))
    for index in range(100):
        stream.play(frame(man=-5 - 0.2 * (index % 2), dog=-5.1))
    assert set(stream.shown) == {MAN}


def test_one_odd_frame_changes_nothing() -> None:
    stream = Stream().play(frame(man=-5, dog=-8), 20).play(frame(dog=-2, tree=-9)).play(frame(man=-5, dog=-8), 20)
    assert set(stream.shown) == {MAN}


def test_another_scene_changes_the_caption_soon_but_not_at_once() -> None:
    stream = Stream().play(frame(man=-5, tree=-8), 20)
    cut = stream.now
    stream.play(frame(dog=-4, tree=-9), 20)
    assert stream.shown[-1] == DOG
    (_, changed) = stream.changes
    assert SEVERAL - 1 <= round((changed - cut) * stream.rate) <= 8


@pytest.mark.parametrize("every", [1.0, 3.0])
def test_a_caption_stands_at_least_so_long(every) -> None:
    stream = Stream(every)
    for index in range(200):
        best = (MAN, DOG, TREE)[index // 5 % 3]
        stream.play([Caption(tuple(best.split()), -2, -2), Caption(("something", "else"), -9, -9)])
    assert len(stream.changes) > 3
    assert min(np.diff(stream.changes)) >= every


def test_clearly_better_means_by_the_margin() -> None:
    below = Stream().play(frame(man=-5, dog=-6), 20).play(frame(man=-5, dog=-5 + MARGIN - 0.05), 60)
    assert below.shown[-1] == MAN
    above = Stream().play(frame(man=-5, dog=-6), 20).play(frame(man=-5, dog=-5 + MARGIN + 0.05), 60)
    assert above.shown[-1] == DOG


def test_a_caption_that_is_not_in_the_beam_any_more_keeps_its_words() -> None:
    stream = Stream().play(frame(man=-5, dog=-6), 10)
    shown, is_new, _ = steady(frame(dog=-5.2, tree=-7), stream.memory, stream.now, 1.0, "k")
    assert (shown.text, is_new, shown.attention) == (MAN, False, None)
    assert shown.probability == pytest.approx(math.exp(-5))


def test_other_settings_and_a_long_pause_start_anew() -> None:
    stream = Stream().play(frame(man=-5, dog=-6), 10).play(frame(dog=-7, tree=-9), key="other")
    assert stream.shown[-1] == DOG
    stream.now += 60
    assert stream.play(frame(tree=-9, man=-10), key="other").shown[-1] == TREE


def test_dreams_follow_one_another() -> None:
    stream = Stream(2.0, dreaming=True)
    for index in range(40):
        stream.play([Caption(("dream", str(index)), -30.0, -30.0)])
    assert [round(gap, 2) for gap in np.diff(stream.changes)] == [2.0, 2.0]
    assert len(set(stream.shown)) == 3


def test_a_memory_stays_small_and_comes_back_as_it_was() -> None:
    rng, stream = np.random.default_rng(1), Stream()
    for _ in range(300):
        stream.play([Caption(("word",) * int(length), -9.0, -9.0) for length in rng.choice(40, 3, replace=False)])
    blob = codec.pack("captioning", stream.memory)
    assert len(blob) < 5000
    assert standing_in(codec.unpack("captioning", blob)) == standing_in(stream.memory)
    assert standing_in({}) == Standing()


def test_a_caption_that_must_not_be_said_any_more_is_gone_at_once() -> None:
    """Somebody walks into the picture of a cow."""
    stream = Stream().play(frame(tree=-5, dog=-6), 20)
    shown, is_new, memory = steady(
        frame(man=-9), stream.memory, stream.now, 10.0, "k", unsaid=frozenset({"tree", "dog"})
    )
    assert (shown.text, is_new) == (MAN, True)
    assert set(standing_in(memory).candidates) == {MAN}
