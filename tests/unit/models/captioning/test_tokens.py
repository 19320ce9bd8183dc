"""Captions as words and numbers."""

from __future__ import annotations

import pytest

from models.captioning import tokens
from models.captioning.tokens import END, PAD, START, UNKNOWN, Vocabulary, build, words_of


def test_words_lose_case_and_punctuation() -> None:
    assert words_of('A black dog , and a "tri-colored" dog !') == [
        "a",
        "black",
        "dog",
        "and",
        "a",
        "tri-colored",
        "dog",
    ]
    assert words_of("A boy in a T-shirt 's sleeve.") == ["a", "boy", "in", "a", "t-shirt", "'s", "sleeve"]
    assert words_of(" - . ' ") == []


def test_a_vocabulary_holds_what_is_frequent_enough() -> None:
    captions = [["a", "dog"], ["a", "dog"], ["a", "cat"]]
    assert build(captions, least=2).words == (*tokens.SPECIAL, "a", "dog")
    assert build(captions, least=1).words == (*tokens.SPECIAL, "a", "dog", "cat")
    assert len(build(captions, least=4)) == len(tokens.SPECIAL)


def test_equally_frequent_words_stand_in_alphabetical_order() -> None:
    assert build([["b", "c", "a"]], least=1).words[4:] == ("a", "b", "c")


def test_captions_there_and_back() -> None:
    vocabulary = build([["a", "dog", "runs"]], least=1)
    encoded = vocabulary.encode(["a", "dog"], 6)
    assert encoded.tolist() == [START, 4, 5, END, PAD, PAD]
    assert vocabulary.decode(encoded) == ["a", "dog"]
    assert vocabulary.encode(["a", "zebra"], 4).tolist() == [START, 4, UNKNOWN, END]


def test_a_long_caption_is_cut_and_does_not_end() -> None:
    vocabulary = build([["a", "dog", "runs"]], least=1)
    assert vocabulary.encode(["a", "dog", "runs"], 3).tolist() == [START, 4, 5]


def test_what_follows_the_end_is_not_read() -> None:
    vocabulary = build([["a", "dog"]], least=1)
    assert vocabulary.decode([4, END, 5]) == ["a"]
    assert vocabulary.decode([]) == []


@pytest.mark.parametrize("words", [(), ("a", "b"), (*tokens.SPECIAL, "a", "a")])
def test_a_wrong_vocabulary_is_refused(words) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        Vocabulary(words)
