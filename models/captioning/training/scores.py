"""How good captions are: BLEU and CIDEr against several references each, as the COCO caption evaluation counts.

A caption is a sequence of words. Scores are on the papers' scales: BLEU 0..1, CIDEr 0..10 (1.0 is good).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Words = Sequence[str]
Ngrams = Counter[tuple[str, ...]]

ORDERS = 4
_SIGMA = 6.0


def ngrams(words: Words, order: int) -> Ngrams:
    """How often each run of ``order`` words occurs."""
    return Counter(tuple(words[i : i + order]) for i in range(len(words) - order + 1))


def bleu(captions: Sequence[Words], references: Sequence[Sequence[Words]]) -> tuple[float, ...]:
    """BLEU-1 to BLEU-4 of a whole corpus (Papineni et al., ACL 2002)."""
    return bleu_of(bleu_counts(captions, references).sum(0))


def bleu_counts(captions: Sequence[Words], references: Sequence[Sequence[Words]]) -> Array:
    """What BLEU counts, for each picture: (P, 2 · ORDERS + 2) int64, which ``bleu_of`` takes summed up.

    The n-grams that one of the references has too, as often as it has them, and all n-grams, of each order; the
    caption's length, and of the references' lengths the one nearest to it, the shorter of two that are equally near.
    """
    rows = []
    for caption, many in zip(captions, references, strict=True):
        matched, total = [], []
        for order in range(1, ORDERS + 1):
            most: Ngrams = Counter()
            for one in many:
                most |= ngrams(one, order)
            matched.append((ngrams(caption, order) & most).total())
            total.append(max(0, len(caption) - order + 1))
        nearest = min((abs(len(one) - len(caption)), len(one)) for one in many)[1]
        rows.append([*matched, *total, len(caption), nearest])
    return np.array(rows, np.int64)


def bleu_of(counts: Array) -> tuple[float, ...]:
    """BLEU-1 to BLEU-4 from the sum of ``bleu_counts``."""
    matched, total = counts[:ORDERS].tolist(), counts[ORDERS : 2 * ORDERS].tolist()
    return tuple(_geometric_means(matched, total, int(counts[-2]), int(counts[-1])))


def _geometric_means(matched: Sequence[int], total: Sequence[int], length: int, nearest: int) -> Iterator[float]:
    """The mean precision up to each order, times the brevity penalty."""
    brevity = 1.0 if length >= nearest else math.exp(1 - nearest / length) if length else 0.0
    logarithm = 0.0
    for order, (hits, count) in enumerate(zip(matched, total, strict=True), 1):
        logarithm += math.log(hits / count) if hits else -math.inf
        yield brevity * math.exp(logarithm / order)


class Cider:
    """CIDEr-D (Vedantam, Zitnick and Parikh, CVPR 2015), the variant that the COCO evaluation calls CIDEr.

    references: five or so captions of each picture. How rare an n-gram is follows from the number of pictures
    whose references have it; ``rarity`` of another Cider may be given instead.
    """

    def __init__(self, references: Sequence[Sequence[Words]], rarity: Rarity | None = None) -> None:
        self.rarity = rarity or Rarity(references)
        self._vectors = [[_Vector(one, self.rarity) for one in many] for many in references]

    def scores(self, captions: Sequence[Words]) -> list[float]:
        """One score for each picture's caption, in the order of the references."""
        return [self.score(index, caption) for index, caption in enumerate(captions)]

    def score(self, index: int, caption: Words) -> float:
        """The score of a caption for the picture ``index``."""
        vector = _Vector(caption, self.rarity)
        many = self._vectors[index]
        return 10 * sum(vector.similarity(one) for one in many) / len(many)


class Rarity:
    """The inverse document frequency of n-grams; a document is all references of one picture."""

    def __init__(self, references: Sequence[Sequence[Words]]) -> None:
        self._documents: Counter[tuple[str, ...]] = Counter()
        for many in references:
            self._documents.update({gram for one in many for order in range(ORDERS) for gram in ngrams(one, order + 1)})
        self._log_count = math.log(len(references))

    def __getitem__(self, gram: tuple[str, ...]) -> float:
        return self._log_count - math.log(max(1, self._documents[gram]))


class _Vector:
    """A caption's n-grams weighted by their rarity."""

    def __init__(self, words: Words, rarity: Rarity) -> None:
        self._length = len(words)
        self._weights: list[Mapping[tuple[str, ...], float]] = []
        self._norms: list[float] = []
        for order in range(1, ORDERS + 1):
            weights = {gram: count * rarity[gram] for gram, count in ngrams(words, order).items()}
            self._weights.append(weights)
            self._norms.append(math.sqrt(sum(weight * weight for weight in weights.values())))

    def similarity(self, reference: _Vector) -> float:
        """The mean clipped cosine over the orders, less for another length."""
        delta = self._length - reference._length
        total = 0.0
        for order in range(ORDERS):
            norms = self._norms[order] * reference._norms[order]
            if norms:
                theirs = reference._weights[order]
                shared = (
                    min(weight, theirs.get(gram, 0.0)) * theirs.get(gram, 0.0)
                    for gram, weight in self._weights[order].items()
                )
                total += sum(shared) / norms
        return total / ORDERS * math.exp(-delta * delta / (2 * _SIGMA * _SIGMA))
