"""BLEU-1 to BLEU-4 and CIDEr on the dev split: ``python -m models.captioning.evaluate --data … --work …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.captioning import data, decoding, features, tokens, weights
from models.captioning.features import Sights
from models.captioning.network import Cache, Captioner
from models.captioning.scores import Cider, Words, bleu

Array = np.ndarray[Any, Any]
Tensor = Any

BATCH = 100
BEAM = 3
REWARD = 0.5


class Scores(NamedTuple):
    """BLEU-1 to BLEU-4 and CIDEr of many captions, and their mean number of words."""

    bleu: tuple[float, ...]
    cider: float
    words: float

    def __str__(self) -> str:
        bleus = "/".join(f"{value:.3f}" for value in self.bleu)
        return f"BLEU-1..4 {bleus} CIDEr {self.cider:.3f} ({self.words:.1f} words)"


class Writer:
    """The network's functions as one traced graph each, for decoding in batches."""

    def __init__(self, network: Captioner) -> None:
        self.network = network
        heads, depth = network.shape.heads, network.shape.width // network.shape.heads
        look = tf.TensorSpec((None, heads, None, depth))
        cache = tf.TensorSpec((None, None, heads, None, depth))
        layers = network.shape.layers
        whole = tf.TensorSpec((None, None), tf.int32)
        self._look = tf.function(
            lambda *sights: network.look(network.memory(*(tf.cast(x, tf.float32) for x in sights)))
        )
        self._advance = tf.function(
            self._traced_step,
            input_signature=([Cache(look, look)] * layers, [Cache(cache, cache)] * layers, whole, whole,
                             tf.TensorSpec((), tf.int32)),
        )  # fmt: skip

    def stepper(self, sights: Sights, width: int) -> decoding.Step:
        """A step function for decoding ``width`` captions of each picture."""
        looks = self._look(*sights)
        caches = self.network.empty_caches(len(sights.top), width)
        position = 0

        def step(chosen: Array, parents: Array) -> Array:
            nonlocal caches, position
            log_probs, caches, _ = self._advance(looks, caches, chosen, parents.astype(np.int32), np.int32(position))
            position += 1
            return np.asarray(log_probs.numpy())

        return step

    def beams(self, sights: Sights, width: int = BEAM, reward: float = REWARD) -> decoding.Beams:
        """The best captions of each picture."""
        length = self.network.shape.positions
        return decoding.beam_search(self.stepper(sights, width), len(sights.top), width, length=length, reward=reward)

    def _traced_step(
        self, looks: list[Cache], caches: list[Cache], chosen: Tensor, parents: Tensor, position: Tensor
    ) -> tuple[Tensor, list[Cache], Tensor]:
        ordered = [Cache(*(tf.gather(array, parents, batch_dims=1) for array in cache)) for cache in caches]
        logits, longer, attention = self.network.step(looks, ordered, chosen, position)
        return tf.nn.log_softmax(logits), longer, attention


def dev_sights(work: Path, corpus: data.Corpus, view: int = 0) -> Sights:
    """The dev pictures' features in one view. Raises data.DataError when they are not computed yet."""
    whole = features.open_view(work, view, len(corpus.names))
    return Sights(*(array[len(corpus.train) :] for array in whole))


def dev_references(corpus: data.Corpus) -> list[list[Words]]:
    """Five references for each dev picture, as words."""
    return [[tokens.words_of(caption) for caption in corpus.captions[name]] for name in corpus.dev]


def captions_of(
    writer: Writer, vocabulary: tokens.Vocabulary, sights: Sights, width: int = BEAM, reward: float = REWARD
) -> list[list[str]]:
    """The best caption of each picture, as words."""
    found = []
    for first in range(0, len(sights.top), BATCH):
        beams = writer.beams(sights.rows(slice(first, first + BATCH)), width, reward)
        found += [vocabulary.decode(best) for best in beams.tokens[:, 0]]
    return found


def score(captions: Sequence[Words], references: Sequence[Sequence[Words]]) -> Scores:
    """Every score of one caption a picture."""
    cider = Cider(references).scores(captions)
    words = sum(map(len, captions)) / len(captions)
    return Scores(bleu(captions, references), sum(cider) / len(cider), words)


def main(arguments: Sequence[str]) -> int:
    """Print the scores; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar")
    parser.add_argument("--work", type=Path, required=True, help="the folder of the features")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--beam", type=int, default=BEAM)
    parser.add_argument("--reward", type=float, default=REWARD, help="log-probability that each word is worth")
    parser.add_argument("--show", type=int, default=0, help="print the captions of the first pictures")
    options = parser.parse_args(arguments)

    network, vocabulary = weights.load(options.weights)
    writer = Writer(network)
    corpus = data.read_corpus(options.data)
    references = dev_references(corpus)
    sights = dev_sights(options.work, corpus)
    greedy = captions_of(writer, vocabulary, sights, 1, 0.0)
    beam = captions_of(writer, vocabulary, sights, options.beam, options.reward)
    mirrored = captions_of(writer, vocabulary, dev_sights(options.work, corpus, 1), options.beam, options.reward)
    agreement = score(mirrored, [[caption] for caption in beam])
    lines = [f"dev split, {len(corpus.dev)} pictures, {data.CAPTIONS} references each"]
    lines += [
        f"greedy: {score(greedy, references)}",
        f"beam {options.beam}, reward {options.reward}: {score(beam, references)}",
    ]
    lines += [
        f"mirrored pictures: {score(mirrored, references)}; CIDEr against the upright ones' {agreement.cider:.3f}"
    ]
    lines += [f"{name}: {' '.join(caption)}" for name, caption in zip(corpus.dev[: options.show], beam, strict=False)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
