"""Train the grape network: ``python -m models.grapes.training.train --data flickr8k.tar --work … --run NAME``.

It learns from drawn grapes alone (``models.grapes.scene``); the photographs of Flickr8k are what some of them hang
before. Cross-entropy for inside and depth. A stopped run goes on at its last checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.grapes import scene, weights
from models.grapes.finder import Finder
from models.grapes.network import GrapeNet, Shape, initial_weights
from models.grapes.training import data, scores
from models.training import flickr8k, trainer
from models.training.training import add_options

Tensor = Any

_HELD_OUT_SEED = 7_000_001


class Trainer(trainer.Trainer):
    """One run: network, optimizer, drawn pictures, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        photographs = flickr8k.open_pictures(options.data, options.work, "train")
        backdrops = data.some_backdrops(photographs)
        drawings = options.work / "drawn"
        wishes = scene.Wishes() if options.second_rows else scene.Wishes(second=0, shade=0.0)

        def drawn(name: str, count: int, seed: int) -> data.Corpus:
            named = f"{name}-second" if options.second_rows else name
            return data.drawn(drawings, named, count, seed, backdrops, self.record.log, wishes)

        self.held_out = drawn("held-out", options.held_out, _HELD_OUT_SEED)
        self.corpus = drawn("train", options.drawn, options.seed)
        begun = weights.arrays(options.begin_with) if options.begin_with else initial_weights(Shape(), options.seed)
        self.network = GrapeNet(Shape(), begun, trained=True)
        self.learn(
            self.network.weights, share=lambda name: options.encoder_rate if name.startswith("encoder/") else 1.0
        )

    def batch(self, step: int) -> data.Batch:
        """Crops of drawn pictures, and where berries are in them."""
        rng = np.random.default_rng((self.options.seed, step))
        indices = rng.choice(len(self.corpus.pictures), self.options.pictures, replace=False)
        return data.draw(self.corpus, np.sort(indices), self.options.side, rng)

    def loss(self, pictures: Tensor, inside: Tensor, depth: Tensor) -> Tensor:
        """Cross-entropy of inside and, mostly within berries, of depth."""
        losses = tf.nn.sigmoid_cross_entropy_with_logits(tf.stack([inside, depth], -1), self.network(pictures))
        return tf.reduce_mean(tf.stack([tf.ones_like(inside), 0.25 + 1.5 * inside], -1) * losses)

    def score(self) -> None:
        """Save the averaged weights, and log how they do on drawn pictures that were held out."""
        averaged = self.optimizer.mean_weights()
        weights.save(self.record.folder / "weights.npz", self.network.shape, averaged)
        finder = Finder(GrapeNet(self.network.shape, averaged), data.SIDE)
        counts = scores.Counts()
        for picture, truth in zip(self.held_out.pictures, self.held_out.berries, strict=True):
            counts = counts + scores.compare(finder(picture), truth.astype(np.int32))
        self.record.log(f"step {self.step}: drawn, held out: {counts}")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.grapes.training.train", description=__doc__)
    add_options(parser, work="the folder of the decoded and drawn pictures (3 GB) and runs")
    trainer.add_recipe(parser, steps=1700, rate=1.5e-3, decay=0.01, averaging=0.995, score_every=500)
    parser.add_argument("--begin-with", type=Path, help="a weights.npz to begin with")
    parser.add_argument("--second-rows", action="store_true", help="draw second rows, too, and uneven light")
    parser.add_argument("--drawn", type=int, default=1600, help="pictures to draw")
    parser.add_argument("--held-out", type=int, default=60, help="more of them, to score while training")
    parser.add_argument("--pictures", type=int, default=8, help="pictures in a step")
    parser.add_argument("--side", type=int, default=256, help="side of the crops in pixels, a multiple of 16")
    parser.add_argument("--encoder-rate", type=float, default=0.2, help="times the rate")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(trainer.train(Trainer, options_from(sys.argv[1:])))
