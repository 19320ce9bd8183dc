"""Captions as words and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

PAD, START, END, UNKNOWN = range(4)
SPECIAL = ("<pad>", "<start>", "<end>", "<unknown>")

_PUNCTUATION = "\"'`.,;:!?()[]{}#&*-_/\\"


def words_of(caption: str) -> list[str]:
    """A caption's words in lower case without punctuation; "t-shirt" and "'s" stay as they are."""
    found = []
    for part in caption.lower().split():
        word = part if part == "'s" else part.strip(_PUNCTUATION)
        if word:
            found.append(word)
    return found


@dataclass(frozen=True)
class Vocabulary:
    """The words that can be written. ``words[i]`` is token i; the first four are SPECIAL."""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.words[: len(SPECIAL)] != SPECIAL or len(set(self.words)) != len(self.words):
            raise ValueError("a vocabulary starts with the special tokens and names each word once")

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: token for token, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, words: Sequence[str], length: int) -> Array:
        """START, the words, END, then PAD: (length,) int32. A longer caption is cut off and has no END."""
        tokens = [START, *(self._numbers.get(word, UNKNOWN) for word in words), END][:length]
        return np.array(tokens + [PAD] * (length - len(tokens)), np.int32)

    def tokens_of(self, words: Iterable[str]) -> list[int]:
        """Those of the words that it has, as tokens."""
        return [self._numbers[word] for word in words if word in self._numbers]

    def decode(self, tokens: Iterable[int]) -> list[str]:
        """The words up to END; START, PAD and UNKNOWN are left out."""
        found = []
        for token in tokens:
            if token == END:
                break
            if token not in (PAD, START, UNKNOWN):
                found.append(self.words[token])
        return found


def build(captions: Iterable[Sequence[str]], least: int = 5) -> Vocabulary:
    """The words seen ``least`` times or more, the commonest first, equals by the alphabet."""
    counts = Counter(word for caption in captions for word in caption)
    kept = sorted((word for word, count in counts.items() if count >= least), key=lambda word: (-counts[word], word))
    return Vocabulary(SPECIAL + tuple(kept))
