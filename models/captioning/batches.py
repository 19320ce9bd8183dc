"""What one step of training sees: pictures in random views, each with all its captions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models import flickr8k
from models.captioning import data, features, tokens
from models.captioning.features import Sights

Array = np.ndarray[Any, Any]

_ALIKE = 20
"""Batches' worth of pictures that are sorted by length together."""


class Batch(NamedTuple):
    """One step's pictures and their captions."""

    pictures: Array
    """(B,) indices among the training pictures."""
    sights: Sights
    tokens: Array
    """(2, B, C, T) int32 from START on: what the network reads, some words hidden, and what it should say."""


class TrainingSet:
    """The training pictures' features in several views, and their captions."""

    def __init__(self, archive: Path, work: Path, views: int, positions: int) -> None:
        self.corpus = flickr8k.read_corpus(archive)
        names = self.corpus.train
        self.references = [[tokens.words_of(caption) for caption in self.corpus.captions[name]] for name in names]
        self.vocabulary = tokens.build(words for many in self.references for words in many)
        encode = self.vocabulary.encode
        self.tokens = np.array([[encode(words, positions + 1) for words in many] for many in self.references])
        self.bags = bags_of(self.tokens, len(self.vocabulary))
        self._views = [self._open(work, view) for view in range(views)]

    def _open(self, work: Path, view: int) -> Sights:
        count = len(self.corpus.names) if view < data.DEV_VIEWS else len(self.corpus.train)
        return features.open_view(work, view, count)

    def batches(self, size: int, captions: int, rng: np.random.Generator, word_dropout: float) -> Iterator[Batch]:
        """One epoch: every picture 5 // captions times, in random views, each time with other captions.

        word_dropout: the share of the words that the network reads as UNKNOWN; it has to say them all the same.
        """
        shuffled = rng.permuted(np.tile(np.arange(flickr8k.CAPTIONS), (len(self.tokens), 1)), axis=1)
        groups = flickr8k.CAPTIONS // captions
        lengths = np.take_along_axis((self.tokens != tokens.PAD).sum(-1), shuffled, 1)[:, : groups * captions]
        longest = lengths.reshape(-1, captions).max(1)  # of each picture's first group, second group, …
        for chosen in batches_of_alike(longest, size, rng):
            pictures, group = chosen // groups, chosen % groups
            columns = group[:, None] * captions + np.arange(captions)
            said = self.tokens[pictures[:, None], shuffled[pictures[:, None], columns]]  # (B, C, T)
            said = said[..., : int((said != tokens.PAD).sum(-1).max())]
            hidden = (rng.random(said.shape) < word_dropout) & (said > tokens.UNKNOWN)
            views = rng.integers(0, len(self._views), size)
            yield Batch(
                pictures, self._sights(pictures, views), np.stack([np.where(hidden, tokens.UNKNOWN, said), said])
            )

    def steps(self, size: int, captions: int) -> int:
        """How many batches one epoch has."""
        return len(self.tokens) * (flickr8k.CAPTIONS // captions) // size

    def _sights(self, pictures: Array, views: Array) -> Sights:
        rows = [[kind[row] for kind in self._views[view]] for row, view in zip(pictures, views, strict=True)]
        return Sights(*(np.stack(kind) for kind in zip(*rows, strict=True)))


def bags_of(captions: Array, vocabulary: int) -> Array:
    """What share each word has in what a picture's captions (P, C, T) tell: (P, vocabulary) float32, rows sum to 1.

    A word counts by how many of the captions have it and how rare it is among the pictures, so that "a" counts
    for little and "frisbee" for much.
    """
    pictures = len(captions)
    counts = np.zeros((pictures, vocabulary), np.float32)
    for column in captions.swapaxes(0, 1):
        had = np.zeros((pictures, vocabulary), bool)
        np.put_along_axis(had, column, True, axis=1)
        counts += had
    counts[:, : tokens.UNKNOWN + 1] = 0
    rarity = np.log(pictures / np.maximum(1, (counts > 0).sum(0)))
    weighted = counts * rarity.astype(np.float32)
    return np.asarray(weighted / np.maximum(weighted.sum(1, keepdims=True), 1e-9))


def batches_of_alike(lengths: Array, size: int, rng: np.random.Generator) -> list[Array]:
    """Indices in random batches of ``size``; those in a batch are alike in length, so that little is padded.

    What is left after the last full batch waits for another epoch.
    """
    order = rng.permutation(len(lengths))
    chunk = size * _ALIKE
    parts = [order[first : first + chunk] for first in range(0, len(order), chunk)]
    order = np.concatenate([part[np.argsort(lengths[part], kind="stable")] for part in parts])
    batches = [order[first : first + size] for first in range(0, len(order) - size + 1, size)]
    return [batches[index] for index in rng.permutation(len(batches))]
