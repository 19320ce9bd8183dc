"""Beam search against trying every caption, with a network of a few numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.captioning.decoding import beam_search, sample
from models.captioning.tokens import END, PAD, START, UNKNOWN

WORDS = (4, 5, 6)
VOCABULARY = 7


class Model:
    """A network whose next word depends on all words before: fixed random logits for each caption so far."""

    def __init__(self, pictures: int, seed: int) -> None:
        self.pictures, self.seed = pictures, seed

    def log_probs(self, picture: int, words: tuple[int, ...]) -> np.ndarray:
        logits = np.random.default_rng((self.seed, picture, *words)).normal(0, 2, VOCABULARY)
        return logits - np.log(np.exp(logits).sum())

    def step(self, width: int):
        """The step function, of at most ``width`` rows; it keeps the words so far as the real one keeps its caches."""
        history = np.zeros((self.pictures, width, 0), np.int32)

        def step(tokens, parents):
            nonlocal history
            assert tokens.shape == parents.shape
            assert len(tokens) == self.pictures
            assert 1 <= tokens.shape[1] <= width
            assert tokens.dtype == np.int32
            ordered = np.take_along_axis(history, parents[..., None], 1)
            history = np.concatenate([ordered, tokens[..., None]], 2)
            return np.array(
                [[self.log_probs(picture, tuple(words[1:])) for words in many] for picture, many in enumerate(history)]
            )

        return step

    def score(self, picture: int, caption: tuple[int, ...]) -> float:
        return sum(self.log_probs(picture, caption[:i])[word] for i, word in enumerate(caption))


def every_caption(length: int):
    """Captions that end within ``length`` tokens, and those cut off there."""
    for count in range(length):
        yield from ((*words, END) for words in itertools.product(WORDS, repeat=count))
    yield from itertools.product(WORDS, repeat=length)


def caption_of(tokens: np.ndarray) -> tuple[int, ...]:
    return tuple(int(token) for token in tokens if token != PAD)


@pytest.mark.parametrize("reward", [0.0, 0.7, -0.7])
@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_wide_beam_finds_what_trying_everything_finds(length, reward) -> None:
    model = Model(pictures=3, seed=length)
    everything = list(every_caption(length))
    beams = beam_search(model.step(len(everything)), 3, len(everything), length=length, reward=reward)
    for picture in range(3):

        def rank(caption, picture=picture):
            return model.score(picture, caption) + reward * sum(word != END for word in caption)

        expected = sorted(everything, key=rank, reverse=True)
        assert [caption_of(tokens) for tokens in beams.tokens[picture]] == expected
        np.testing.assert_allclose(beams.scores[picture], [rank(caption) for caption in expected], atol=1e-4)
        log_probs = [model.score(picture, caption) for caption in expected]
        np.testing.assert_allclose(beams.log_probs[picture], log_probs, atol=1e-4)


def test_a_beam_of_one_is_greedy() -> None:
    model = Model(pictures=8, seed=3)
    beams = beam_search(model.step(1), 8, 1, length=6)
    for picture in range(8):
        words: tuple[int, ...] = ()
        while len(words) < 6 and END not in words:
            best = max((END, *WORDS), key=lambda token: model.log_probs(picture, words)[token])
            words += (best,)
        assert caption_of(beams.tokens[picture, 0]) == words


def test_a_narrow_beam_keeps_the_best_of_each_step() -> None:
    """Beam search written plainly, for one picture."""
    model, width, length = Model(pictures=20, seed=4), 3, 5
    beams = beam_search(model.step(width), 20, width, length=length)
    for picture in range(20):
        kept: list[tuple[tuple[int, ...], float]] = [((), 0.0)]
        for _ in range(length):
            longer = [(words, score) for words, score in kept if END in words]
            for words, score in ((words, score) for words, score in kept if END not in words):
                log_probs = model.log_probs(picture, words)
                longer += [((*words, token), score + log_probs[token]) for token in (END, *WORDS)]
            kept = sorted(longer, key=lambda one: -one[1])[:width]
        assert [caption_of(tokens) for tokens in beams.tokens[picture]] == [words for words, _ in kept]


def test_one_picture_does_not_change_another() -> None:
    model = Model(pictures=5, seed=5)
    together = beam_search(model.step(3), 5, 3, length=5)
    alone = beam_search(Model(pictures=1, seed=5).step(3), 1, 3, length=5)
    length = alone.tokens.shape[2]
    np.testing.assert_array_equal(together.tokens[0, :, :length], alone.tokens[0])
    assert (together.tokens[0, :, length:] == PAD).all()


def test_a_reward_makes_captions_longer() -> None:
    model = Model(pictures=30, seed=6)
    lengths = [
        np.mean(
            [
                len(caption_of(tokens))
                for tokens in beam_search(model.step(4), 30, 4, length=6, reward=reward).tokens[:, 0]
            ]
        )
        for reward in (-1.0, 0.0, 1.0, 5.0)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[1] < lengths[2]
    assert lengths[3] == 6


def test_only_words_are_written() -> None:
    def step(tokens, parents):
        log_probs = np.full((*tokens.shape, VOCABULARY), -10.0)
        log_probs[..., [PAD, START, UNKNOWN]] = 0.0
        return log_probs

    beams = beam_search(step, 2, 2, length=3)
    assert not np.isin(beams.tokens, [START, UNKNOWN]).any()
    drawn = sample(step, 2, 50, np.random.default_rng(0), length=3).tokens
    assert not np.isin(drawn, [START, UNKNOWN]).any()


def test_samples_are_drawn_as_often_as_they_are_probable() -> None:
    model, count = Model(pictures=1, seed=7), 4000
    drawn = sample(model.step(count), 1, count, np.random.default_rng(1), length=3).tokens
    captions = [caption_of(tokens) for tokens in drawn[0]]
    assert set(captions) <= set(every_caption(3))
    allowed = [END, *WORDS]
    first = np.exp(model.log_probs(0, ())[allowed])
    for token, share in zip(allowed, first / first.sum(), strict=True):
        seen = sum(caption[0] == token for caption in captions) / count
        assert seen == pytest.approx(share, abs=0.03)


def test_samples_end_once() -> None:
    model = Model(pictures=4, seed=8)
    drawn = sample(model.step(50), 4, 50, np.random.default_rng(2), length=6).tokens
    assert drawn.shape[:2] == (4, 50)
    for tokens in drawn.reshape(-1, drawn.shape[2]):
        if END in tokens:
            assert (tokens[list(tokens).index(END) + 1 :] == PAD).all()
    assert (drawn == END).any()
