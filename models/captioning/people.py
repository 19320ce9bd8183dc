"""Man, woman, boy or girl: said where the network is sure enough of it, and "a person" or "a child" where it guesses.

The decoder gives every next word a probability. What counts is the chosen word's share among its siblings, the words
that differ in sex and age alone, given the same beginning of the sentence. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SURE = 0.85
"""The share among its siblings from which on a word is said: on the dev pictures nine of ten such words then name a sex
that a person named too (training/guessing.py)."""

MALE = frozenset({"man", "boy", "guy", "gentleman", "men", "boys", "guys"})
FEMALE = frozenset({"woman", "girl", "lady", "women", "girls", "ladies"})
CHILDREN = frozenset({"boy", "girl", "child", "kid", "boys", "girls", "children", "kids"})
ONE = ("man", "woman", "boy", "girl", "guy", "lady", "gentleman", "child", "kid")
MANY = ("men", "women", "boys", "girls", "guys", "ladies", "children", "kids")
SIBLINGS = ONE + MANY
"""The words that the shares are of, in the order of their probabilities. Each is a sibling of those of its number."""
GENDERED = MALE | FEMALE

_YOUNG = frozenset({"little", "young", "small"})
_DETERMINERS = frozenset({"a", "an", "the", "one", "another"})
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight")
_HIS = {"his": "their", "him": "them", "he": "they", "himself": "themselves"}
_HERS = {"her": "their", "she": "they", "herself": "themselves"}
_AFTER_OBJECT = frozenset({"in", "on", "at", "with", "and", "by", "from", "to", "down", "up", "while", "as", "is", "."})
_AFTER_THEY = {"is": "are", "has": "have", "was": "were", "does": "do"}


@dataclass(frozen=True)
class Word:
    """A word to be said, and the place in the network's own sentence that it comes from."""

    text: str
    place: int


def share_of(word: str, log_probs: Array) -> float:
    """A word's share among its siblings. log_probs (len(SIBLINGS),): of the word that was chosen there."""
    return _share(frozenset({word}), word, log_probs)


def _share(words: frozenset[str], near: str, log_probs: Array) -> float:
    """What several siblings of ``near`` have together."""
    row = ONE if near in ONE else MANY
    masses: Mapping[str, float] = dict(zip(SIBLINGS, np.exp(log_probs - log_probs.max()).tolist(), strict=True))
    return sum(masses[word] for word in row if word in words) / max(sum(masses[word] for word in row), 1e-30)


def neutral(words: Sequence[str], log_probs: Array, sure: float = SURE) -> list[Word]:
    """A sentence that names sex and age only where they are sure enough.

    log_probs (len(words), len(SIBLINGS)): at each word's place, the siblings' log-probabilities.
    """
    found = [Word(word, place) for place, word in enumerate(words)]
    guessed = {
        place: _general(word, words[max(0, place - 2) : place], log_probs[place], sure)
        for place, word in enumerate(words)
        if word in GENDERED and share_of(word, log_probs[place]) < sure
    }
    if not guessed:
        return found
    kept = {word for place, word in enumerate(words) if word in GENDERED and place not in guessed}
    dropped = {words[place] for place in guessed}
    found = [Word(guessed.get(one.place, one.text), one.place) for one in found]
    found = list(_without_pronouns(found, dropped, kept))
    found = list(_without_young(found, set(guessed)))
    return list(_with_articles(_joined(found, set(guessed))))


def _general(word: str, before: Sequence[str], log_probs: Array, sure: float) -> str:
    """What to say instead of a word that is a guess."""
    is_young = word in CHILDREN and bool(_YOUNG & set(before))
    is_child = is_young or _share(CHILDREN, word, log_probs) >= sure
    return ("child" if is_child else "person") if word in ONE else ("children" if is_child else "people")


def _without_pronouns(words: Sequence[Word], dropped: set[str], kept: set[str]) -> Iterator[Word]:
    """His and her become their where nobody is named any more whom they could mean."""
    changed: dict[str, str] = {}
    for sex, pronouns in ((MALE, _HIS), (FEMALE, _HERS)):
        changed |= pronouns if dropped & sex and not kept & sex else {}
    is_they = False
    for index, word in enumerate(words):
        following = words[index + 1].text if index + 1 < len(words) else "."
        text = changed.get(word.text, word.text)
        if word.text == "her" and text == "their" and following in _AFTER_OBJECT:
            text = "them"
        yield Word(_AFTER_THEY.get(text, text) if is_they else text, word.place)
        is_they = text == "they"


def _without_young(words: Sequence[Word], guessed: set[int]) -> Iterator[Word]:
    """A young child is a child."""
    for index, word in enumerate(words):
        near = words[index + 1 : index + 3]
        heads = [one.text for one in near if one.place in guessed]
        if not (word.text in _YOUNG and heads and heads[0] in {"child", "children"}):
            yield word


def _joined(words: Sequence[Word], guessed: set[int]) -> list[Word]:
    """ "A person and a woman" are two people, and so are two persons. Whoever stands alone stays as is."""
    for middle in range(1, len(words) - 1):
        if words[middle].text != "and":
            continue
        first, second = _before(words, middle), _after(words, middle)
        if first is None or second is None or not {first.head, second.head} & guessed:
            continue
        kinds = {_kind(words[first.at].text), _kind(words[second.at].text)}
        if kinds == {"adult"} or (kinds == {"child"} and len(kinds) == 1):
            total = first.number + second.number
            is_counted = first.number and second.number and total <= len(_NUMBERS)
            noun = Word("people" if kinds == {"adult"} else "children", first.head)
            counted = [Word(_NUMBERS[total - 1], words[first.start].place)] if is_counted else []
            return [*words[: first.start], *counted, noun, *words[second.at + 1 :]]
    return list(words)


@dataclass(frozen=True)
class _Phrase:
    """ "two young men": where it starts and where its noun is, the noun's own place, and how many, 0 unknown."""

    start: int
    at: int
    head: int
    number: int


def _before(words: Sequence[Word], middle: int) -> _Phrase | None:
    return _phrase(words, middle - 1) if _kind(words[middle - 1].text) else None


def _after(words: Sequence[Word], middle: int) -> _Phrase | None:
    for at in range(middle + 1, min(middle + 4, len(words))):
        if _kind(words[at].text):
            phrase = _phrase(words, at)
            return phrase if phrase is not None and phrase.start == middle + 1 else None
    return None


def _phrase(words: Sequence[Word], at: int) -> _Phrase | None:
    """The phrase that a noun ends: its determiner or number is at most two adjectives away."""
    for start in range(at - 1, max(-1, at - 4), -1):
        text = words[start].text
        if text in _DETERMINERS:
            return _Phrase(start, at, words[at].place, 1)
        if text in _NUMBERS:
            return _Phrase(start, at, words[at].place, _NUMBERS.index(text) + 1)
    is_bare = words[at].text in {"people", "children", *MANY}
    return _Phrase(at, at, words[at].place, 0) if is_bare else None


def _kind(word: str) -> str:
    if word in CHILDREN:
        return "child"
    return "adult" if word in GENDERED or word in {"person", "people"} else ""


def _with_articles(words: Sequence[Word]) -> Iterator[Word]:
    """A or an, by the word that follows now."""
    for index, word in enumerate(words):
        following = words[index + 1].text if index + 1 < len(words) else ""
        if word.text in {"a", "an"}:
            yield Word(article(following), word.place)
        else:
            yield word


def article(following: str) -> str:
    """The indefinite article before a word: by its sound, as far as captions' words go."""
    is_consonant = following.startswith(("uni", "use", "one", "eu"))
    return "an" if following[:1] in set("aeiou") and not is_consonant else "a"
