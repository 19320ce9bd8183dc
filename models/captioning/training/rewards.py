"""How good drawn captions are, judged by several processes: what self-critical training learns from."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.captioning import tokens
from models.captioning.training.scores import ORDERS, Cider, Words, bleu_counts, bleu_of

Array = np.ndarray[Any, Any]


class Jury:
    """CIDEr of captions, plus ``bleu`` times a smoothed BLEU-4 of each alone.

    references: of each training picture. processes: that judge side by side; they start at once.
    """

    def __init__(
        self, references: Sequence[Sequence[Words]], vocabulary: tokens.Vocabulary, bleu: float, processes: int
    ) -> None:
        self._processes = processes
        self._pool = multiprocessing.get_context("spawn").Pool(processes, _join, (references, vocabulary, bleu))

    def __call__(self, pictures: Array, drawn: Array) -> Array:
        """pictures (B,) indices, drawn (B, C, T) tokens without START → (B, C) float32."""
        parts = np.array_split(np.arange(len(pictures)), self._processes)
        found = self._pool.starmap(_judge, [(pictures[rows], drawn[rows]) for rows in parts])
        return np.concatenate(found)


def ended(references: Sequence[Sequence[Words]]) -> list[list[list[str]]]:
    """References with their end as a last word.

    Were it not counted, self-critical training would end captions anywhere: "a dog runs in a".
    """
    return [[[*words, tokens.SPECIAL[tokens.END]] for words in many] for many in references]


class Member:
    """What judges, in each process of a jury."""

    def __init__(self, references: Sequence[Sequence[Words]], vocabulary: tokens.Vocabulary, bleu: float = 0.0) -> None:
        whole = ended(references)
        self._cider, self._vocabulary, self._share = Cider(whole), vocabulary, bleu
        self._references = whole

    def score(self, picture: int, caption: Array) -> float:
        words = self._vocabulary.decode(caption) + ([tokens.SPECIAL[tokens.END]] if tokens.END in caption else [])
        found = self._cider.score(picture, words)
        return found + self._share * self._bleu(picture, words) if self._share else found

    def _bleu(self, picture: int, words: Words) -> float:
        """BLEU-4 of one caption, one n-gram added to those of two and more words (Lin and Och, COLING 2004)."""
        counts = bleu_counts([words], [self._references[picture]])[0]
        counts[1:ORDERS] += 1
        counts[ORDERS + 1 : 2 * ORDERS] += 1
        return bleu_of(counts)[-1]


_member: Member
"""This process's, in those of a jury."""


def _join(references: Sequence[Sequence[Words]], vocabulary: tokens.Vocabulary, bleu: float) -> None:
    global _member
    _member = Member(references, vocabulary, bleu)


def _judge(pictures: Array, drawn: Array) -> Array:
    scores = [[_member.score(int(picture), one) for one in many] for picture, many in zip(pictures, drawn, strict=True)]
    return np.array(scores, np.float32)
