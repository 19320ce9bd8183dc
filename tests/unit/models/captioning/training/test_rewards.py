"""What self-critical training learns from."""

from __future__ import annotations

import numpy as np
import pytest

from models.captioning import tokens
from models.captioning.training import rewards
from models.captioning.training.scores import Cider, bleu

REFERENCES = [
    [["a", "red", "dog", "runs"], ["the", "red", "dog", "runs", "fast"]],
    [["a", "blue", "cat", "sleeps"], ["a", "cat", "is", "blue"]],
    [["two", "men", "sit"], ["men", "on", "a", "bench"]],
]
VOCABULARY = tokens.build([word for many in REFERENCES for one in many for word in one] for _ in range(5))


def said(*captions: str) -> np.ndarray:
    return np.array([VOCABULARY.encode(caption.split(), 8)[1:] for caption in captions])


def test_a_caption_that_stops_anywhere_is_worth_less() -> None:
    references = [[["a", "red", "dog"]], [["a", "blue", "dog"]]]
    cider = Cider(rewards.ended(references))
    assert cider.score(0, ["a", "red", "dog", "<end>"]) == pytest.approx(10)
    assert cider.score(0, ["a", "red", "dog"]) < 9
    assert references == [[["a", "red", "dog"]], [["a", "blue", "dog"]]]


def test_a_jury_gives_each_caption_the_score_of_its_picture() -> None:
    jury = rewards.Jury(REFERENCES, VOCABULARY, bleu=0.0, processes=2)
    captions = [("a red dog runs", "a cat"), ("two men sit", "a blue cat sleeps"), ("men", "two men sit")]
    pictures = np.array([0, 1, 2])
    scores = jury(pictures, np.stack([said(*many) for many in captions]))
    assert scores.shape == (3, 2)
    assert scores.dtype == np.float32
    cider = Cider(rewards.ended(REFERENCES))
    for picture, many in zip(pictures, captions, strict=True):
        expected = [cider.score(picture, [*caption.split(), "<end>"]) for caption in many]
        np.testing.assert_allclose(scores[picture], expected, rtol=1e-5)
    assert scores[0, 0] > scores[0, 1]


def test_a_caption_that_was_cut_off_has_no_end() -> None:
    member = rewards.Member(REFERENCES, VOCABULARY, bleu=0.0)
    whole = said("a red dog runs")[0]
    cut = np.where(whole == tokens.END, tokens.PAD, whole)
    assert member.score(0, whole) > member.score(0, cut)


def test_bleu_counts_beside_cider() -> None:
    """Of a caption that is one of the references all n-grams match: BLEU is 1, smoothed or not."""
    plain, both = (rewards.Member(REFERENCES, VOCABULARY, bleu=share) for share in (0.0, 0.5))
    same, other = said("a red dog runs", "the dog")
    assert both.score(0, same) - plain.score(0, same) == pytest.approx(0.5)
    gain = both.score(0, other) - plain.score(0, other)
    # "the dog <end>": words 3 of 3; pairs 1 of 3 with one more each; triples 1 of 2; fours 1 of 1; 3 words against 5
    assert gain == pytest.approx(0.5 * np.exp(1 - 5 / 3) * (1 * 1 / 3 * 1 / 2 * 1) ** (1 / 4))
    assert gain < 0.5 * bleu([["the", "dog", "<end>"]], [rewards.ended(REFERENCES)[0]])[0]
