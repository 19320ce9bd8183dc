"""How good captions are: those of many pictures against what people wrote, and how sure such a figure is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.captioning import tokens
from models.captioning.constraints import Wishes, constraints_of
from models.captioning.decoding import BEAM, REWARD
from models.captioning.sights import Sights
from models.captioning.training.scores import Cider, Rarity, Words, bleu_counts, bleu_of
from models.training import flickr8k

if TYPE_CHECKING:
    from models.captioning.writer import Writer

Array = np.ndarray[Any, Any]

Written = tuple[list[str], Array]
"""A caption's words, and what was watched at each of them."""

BATCH = 100
_RESAMPLED = 2000


class Scores(NamedTuple):
    """BLEU-1 to BLEU-4 and CIDEr of many captions, and their mean number of words."""

    bleu: tuple[float, ...]
    cider: float
    words: float

    def __str__(self) -> str:
        bleus = "/".join(f"{value:.3f}" for value in self.bleu)
        return f"BLEU-1..4 {bleus} CIDEr {self.cider:.3f} ({self.words:.1f} words)"


class Intervals(NamedTuple):
    """Where 95 % of the scores lie when the pictures are drawn anew from the same ones (the bootstrap, Efron, 1979)."""

    bleu: tuple[float, float]
    """Of BLEU-4."""
    cider: tuple[float, float]


def references_of(corpus: flickr8k.Corpus, names: Sequence[str]) -> list[list[Words]]:
    """Five references for each picture, as words."""
    return [[tokens.words_of(caption) for caption in corpus.captions[name]] for name in names]


def commonest(corpus: flickr8k.Corpus) -> list[str]:
    """The caption, as words, that people wrote most often of the training pictures."""
    written: Counter[tuple[str, ...]] = Counter(
        words for name in corpus.train for words in map(_tuple, corpus.captions[name])
    )
    return list(max(written.items(), key=lambda item: (item[1], item[0]))[0])


def _tuple(caption: str) -> tuple[str, ...]:
    return tuple(tokens.words_of(caption))


def written_of(
    writer: Writer,
    vocabulary: tokens.Vocabulary,
    views: Sequence[Sights],
    width: int = BEAM,
    reward: float = REWARD,
    wishes: Sequence[Wishes] = (),
) -> list[Written]:
    """The best caption of each picture, seen in one view or more, as words; with wishes, one that keeps to them.

    Each comes with the log-probabilities of the writer's watched words at each of its own, (words, W).
    """
    found = []
    for first in range(0, len(views[0].top), BATCH):
        rows = [sights.rows(slice(first, first + BATCH)) for sights in views]
        looks = writer.look(Sights(*(np.concatenate(kind) for kind in zip(*rows, strict=True))))
        limits = constraints_of(wishes[first : first + BATCH]) if wishes else None
        beams, _, watched = writer.beams(looks, width, reward, views=len(views), constraints=limits, enough=1)
        best = [vocabulary.decode(tokens) for tokens in beams.tokens[:, 0]]
        found += [(words, own[: len(words)]) for words, own in zip(best, watched[:, 0], strict=True)]
    return found


def score(captions: Sequence[Words], references: Sequence[Sequence[Words]], rarity: Rarity | None = None) -> Scores:
    """Every score of one caption a picture. rarity: of n-grams among other pictures, where these are few."""
    cider = Cider(references, rarity).scores(captions)
    words = sum(map(len, captions)) / len(captions)
    return Scores(bleu_of(bleu_counts(captions, references).sum(0)), sum(cider) / len(cider), words)


def intervals(
    captions: Sequence[Words], references: Sequence[Sequence[Words]], rarity: Rarity | None = None, seed: int = 1
) -> Intervals:
    """How far BLEU-4 and CIDEr would lie from what ``score`` says, had other such pictures been chosen."""
    counts, cider = bleu_counts(captions, references), np.array(Cider(references, rarity).scores(captions))
    drawn = np.random.default_rng(seed).integers(0, len(captions), (_RESAMPLED, len(captions)))
    bleus = [bleu_of(counts[rows].sum(0))[-1] for rows in drawn]
    return Intervals(_middle(np.array(bleus)), _middle(cider[drawn].mean(1)))


def _middle(values: Array) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
