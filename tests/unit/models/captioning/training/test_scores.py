"""BLEU and CIDEr against values worked out by hand, and against what must hold for any captions."""

from __future__ import annotations

import math

import pytest

from models.captioning.training.scores import Cider, Rarity, bleu, ngrams

DOG = ["a", "dog", "runs", "on", "the", "grass"]
CAT = ["a", "cat", "sleeps", "in", "the", "sun"]


def test_ngrams_are_counted() -> None:
    assert ngrams(["a", "b", "a", "b"], 2) == {("a", "b"): 2, ("b", "a"): 1}
    assert not ngrams(["a"], 2)


def test_equal_captions_are_perfect() -> None:
    assert bleu([DOG, CAT], [[CAT, DOG], [CAT]]) == pytest.approx((1, 1, 1, 1))


def test_bleu_counts_a_word_as_often_as_one_reference_has_it() -> None:
    # Papineni's example: seven times "the", twice in a reference, so 2/7; no two-word run matches.
    caption = ["the", "the", "the", "the", "the", "the", "the"]
    references = [["the", "cat", "is", "on", "the", "mat"], ["there", "is", "a", "cat", "on", "the", "mat"]]
    assert bleu([caption], [references]) == pytest.approx((2 / 7, 0, 0, 0))


def test_bleu_by_hand() -> None:
    caption = ["a", "dog", "runs", "on", "grass"]
    # words 5 of 5; pairs: "a dog", "dog runs", "runs on" of 4; triples 2 of 3; fours 1 of 2; 5 words against 6
    brevity = math.exp(1 - 6 / 5)
    means = [1.0, (3 / 4) ** (1 / 2), (3 / 4 * 2 / 3) ** (1 / 3), (3 / 4 * 2 / 3 * 1 / 2) ** (1 / 4)]
    assert bleu([caption], [[DOG]]) == pytest.approx([brevity * mean for mean in means])


def test_bleu_takes_the_nearest_reference_length() -> None:
    caption = ["a", "dog", "runs"]
    assert bleu([caption], [[["a", "dog", "runs"], DOG]])[0] == pytest.approx(1)
    # As near to 2 words as to 4: the shorter counts, so nothing is taken off.
    assert bleu([caption], [[["a", "dog"], ["a", "dog", "runs", "fast"]]])[0] == pytest.approx(1)
    assert bleu([caption], [[DOG]])[0] == pytest.approx(math.exp(1 - 6 / 3))


def test_no_words_score_nothing() -> None:
    assert bleu([[]], [[DOG]]) == (0, 0, 0, 0)
    assert Cider([[DOG], [CAT]]).scores([[], []]) == [0, 0]


def test_a_corpus_is_more_than_the_mean_of_its_captions() -> None:
    both = bleu([DOG, ["zebra"]], [[DOG], [["horse"]]])
    assert both[0] == pytest.approx(6 / 7)


def test_rarity_counts_pictures_not_captions() -> None:
    rarity = Rarity([[["a", "dog"], ["a", "dog"]], [["a", "cat"]], [["a", "bird"]]])
    assert rarity[("a",)] == pytest.approx(0)
    assert rarity[("dog",)] == pytest.approx(math.log(3))
    assert rarity[("never", "seen")] == pytest.approx(math.log(3))


def test_cider_of_the_only_reference_is_ten() -> None:
    # All orders agree wholly, except that of order one "a" and "the" are in both pictures and weigh nothing.
    assert Cider([[DOG], [CAT]]).scores([DOG, CAT]) == pytest.approx([10, 10])
    assert Cider([[DOG], [CAT]]).scores([CAT, DOG]) == pytest.approx([0, 0])


def test_cider_by_hand() -> None:
    cider = Cider([[["red", "dog"]], [["blue", "cat"]]])
    # Single words: the vectors (red, dog) and (red, cat) share red: 1 / (√2 · √2). No pair is shared.
    assert cider.score(0, ["red", "cat"]) == pytest.approx(10 * (1 / 2) / 4)
    # Clipped: red twice counts once against (red, dog), but makes the caption's vector longer.
    assert cider.score(0, ["red", "red"]) == pytest.approx(10 * (1 / (2 * math.sqrt(2))) / 4)
    # One word less: the word's cosine is 1 / √2, times exp(-1 / 72).
    assert cider.score(0, ["dog"]) == pytest.approx(10 * math.exp(-1 / 72) / math.sqrt(2) / 4)


def test_cider_is_the_mean_over_the_references() -> None:
    cider = Cider([[DOG, CAT], [["blue", "sky"]]])
    assert cider.score(0, DOG) == pytest.approx(
        (10 + Cider([[CAT], [["blue", "sky"]]], cider.rarity).score(0, DOG)) / 2
    )
