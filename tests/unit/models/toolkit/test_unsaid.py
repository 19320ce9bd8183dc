"""Words that are not said: the list itself, and that names in either language keep to it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from models.captioning import weights
from models.captioning.portuguese import translated
from models.toolkit.unsaid import CAPTION_WORDS, IMAGENET, PRIMATES, STEMS, may_be_said, numbers

NAMES = Path("models/features/words.pt-BR.tsv")


def names() -> list[tuple[int, str, str]]:
    rows = [line.split("\t") for line in NAMES.read_text(encoding="utf-8").splitlines()]
    return [(int(number), english, portuguese) for number, english, portuguese in rows]


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w']+", text.lower()))


def test_ranges() -> None:
    assert numbers(["7-9 23", "1"]) == {1, 7, 8, 9, 23}


def test_every_class_has_a_name_of_its_own() -> None:
    rows = names()
    assert [number for number, _, _ in rows] == list(range(1000))
    assert all(english.strip() and portuguese.strip() for _, english, portuguese in rows)
    same = [portuguese for _, _, portuguese in rows]
    assert {name for name in same if same.count(name) > 1} == {"míssil"}  # as in English


def test_all_apes_monkeys_and_lemurs_are_on_the_list() -> None:
    rows = names()
    assert (rows[365][1], rows[384][1]) == ("orangutan", "indri")
    assert set(range(365, 385)) <= IMAGENET


def test_no_name_off_the_list_has_a_word_that_insults() -> None:
    found = [row for row in names() if row[0] not in IMAGENET and words(f"{row[1]} {row[2]}") & set(STEMS)]
    assert found == []


def test_most_names_are_said() -> None:
    assert len(IMAGENET) < 120


def test_captions_words_are_in_the_vocabulary_and_none_insults_in_portuguese_alone() -> None:
    with np.load(weights.FILE, allow_pickle=False) as arrays:
        vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")[4:]
    assert PRIMATES & set(vocabulary) == {"monkey"}
    assert len(CAPTION_WORDS & set(vocabulary)) > 60
    said = set(vocabulary) - CAPTION_WORDS
    assert {word for word in said if words(translated(word)) & set(STEMS)} == set()


def test_one_word_is_enough() -> None:
    assert not may_be_said(["a", "monkey", "in", "a", "tree"], CAPTION_WORDS)
    assert may_be_said(["a", "person", "in", "a", "tree"], CAPTION_WORDS)
