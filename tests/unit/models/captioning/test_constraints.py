"""Beam search with demands and forbidden words, against trying every caption."""

from __future__ import annotations

import numpy as np
import pytest

from models.captioning.constraints import Wishes, constraints_of
from models.captioning.decoding import beam_search
from models.captioning.tokens import END
from tests.unit.models.captioning.test_decoding import Model, caption_of, every_caption

WISHES = (
    Wishes(),
    Wishes(demanded=(frozenset({4}),)),
    Wishes(demanded=(frozenset({4}), frozenset({5, 6}))),
    Wishes(forbidden=frozenset({5})),
    Wishes(demanded=(frozenset({5, 6}),), forbidden=frozenset({5})),
    Wishes(demanded=(frozenset({4}), frozenset({5, 6})), once=frozenset({1})),
)


def allowed(caption: tuple[int, ...], wishes: Wishes) -> bool:
    times = [sum(token in words for token in caption) for words in wishes.demanded]
    is_once = all(times[place] == 1 for place in wishes.once)
    return not wishes.forbidden & set(caption) and all(times) and is_once


@pytest.mark.parametrize("length", [3, 4])
def test_a_wide_beam_finds_the_best_captions_that_keep_to_the_wishes(length) -> None:
    model = Model(pictures=len(WISHES), seed=length)
    everything = list(every_caption(length))
    limits = constraints_of(WISHES)
    width = len(everything)
    beams = beam_search(model.step(limits.states * width), len(WISHES), width, length=length, constraints=limits)
    for picture, wishes in enumerate(WISHES):
        kept = [caption for caption in everything if allowed(caption, wishes)]
        expected = sorted(kept, key=lambda caption: -model.score(picture, caption))
        found = [caption_of(tokens) for tokens in beams.tokens[picture]][: len(expected)]
        assert found == expected, wishes
        assert (beams.log_probs[picture, len(expected) :] < -1e8).all()


def test_a_narrow_beam_meets_demands_too() -> None:
    model = Model(pictures=40, seed=9)
    limits = constraints_of([Wishes(demanded=(frozenset({4}), frozenset({6})))] * 40)
    plain = beam_search(model.step(2), 40, 2, length=12, reward=-1.0)
    steered = beam_search(model.step(limits.states * 2), 40, 2, length=12, reward=-1.0, constraints=limits)
    met = [[{4, 6} <= set(tokens) for tokens in beams.tokens[:, 0]] for beams in (plain, steered)]
    assert sum(met[0]) < 20
    assert all(met[1])
    assert all(END in tokens for tokens in steered.tokens[:, 0])


def test_a_demand_for_what_is_forbidden_is_dropped() -> None:
    limits = constraints_of([Wishes(demanded=(frozenset({4}),), forbidden=frozenset({4}))])
    assert limits.states == 1
    beams = beam_search(Model(pictures=1, seed=3).step(3), 1, 3, length=4, constraints=limits)
    assert 4 not in beams.tokens[0, 0]


@pytest.mark.parametrize("reward", [0.0, 0.4])
def test_stopping_early_does_not_change_the_best(reward) -> None:
    model, length, width = Model(pictures=60, seed=10), 8, 3
    whole = beam_search(model.step(width), 60, width, length=length, reward=reward)
    steps = []

    def counted(picture, enough):
        alone = Model(pictures=1, seed=10)
        alone.log_probs = lambda _, words: model.log_probs(picture, words)  # type: ignore[assignment]
        beams = beam_search(alone.step(width), 1, width, length=length, reward=reward, enough=enough)
        steps.append(beams.tokens.shape[2])
        return beams

    for picture in range(60):
        for enough in (1, 2, 3):
            early = counted(picture, enough)
            for row in range(enough):
                assert caption_of(early.tokens[0, row]) == caption_of(whole.tokens[picture, row])
    by_enough = np.array(steps).reshape(60, 3).mean(0)
    assert by_enough[0] < by_enough[1] <= by_enough[2]


def test_sources_tell_which_row_each_word_was_chosen_from() -> None:
    """Going back from row to row through what each step was given leads through the caption's own words."""
    model, given = Model(pictures=5, seed=11), []
    inner = model.step(3)

    def step(tokens, parents):
        given.append((tokens.copy(), parents.copy()))
        return inner(tokens, parents)

    beams = beam_search(step, 5, 3, length=5)
    for picture in range(5):
        for row in range(3):
            caption = caption_of(beams.tokens[picture, row])
            source = beams.sources[picture, row, len(caption) - 1]
            for position in range(len(caption) - 1, 0, -1):
                tokens, parents = given[position]
                assert tokens[picture, source] == caption[position - 1]
                source = parents[picture, source]
                assert source == beams.sources[picture, row, position - 1]


def test_only_what_can_still_become_a_caption_is_gone_on_with() -> None:
    """One row at first, none for captions that have ended or that cannot overtake those wanted."""
    model, counts = Model(pictures=1, seed=10), []
    inner = model.step(3)

    def step(tokens, parents):
        counts.append(tokens.shape[1])
        return inner(tokens, parents)

    beam_search(step, 1, 3, length=8, enough=1)
    assert counts[0] == 1
    assert max(counts) > min(counts[1:])
