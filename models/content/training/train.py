"""Train the network of stills: ``python -m models.content.training.train --data flickr8k.tar --work … --run NAME``.

It learns from cards drawn onto Flickr8k's training photographs: cross-entropy in each cell of the map, where more than
half is card or none is. A stopped run goes on at its last checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from models.content import weights
from models.content.network import CardNet, Shape
from models.content.training import data
from models.content.training.network import initial, logits
from models.training import flickr8k, trainer
from models.training.training import add_options

Tensor = Any
Array = np.ndarray[Any, Any]

_HELD_OUT_SEED = 7_000_003
_SCORED = 1000
"""Stills by which a run is followed."""
_HELD_OUT = 400
"""Of the training photographs; the hour by which the rules' numbers are chosen is drawn on them as well."""


class Trainer(trainer.Trainer):
    """One run: network, optimizer, photographs to draw upon, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        photographs = flickr8k.open_pictures(options.data, options.work, "train")
        self.photographs, last = photographs[:-_HELD_OUT], photographs[-_HELD_OUT:]
        self.held_out = data.batch(last, _SCORED, np.random.default_rng(_HELD_OUT_SEED))
        self.pool = data.pool(options.work, self.photographs, options.drawn, options.seed)
        self.shape = Shape()
        self.learn(initial(self.shape, options.seed))

    def batch(self, step: int) -> Sequence[Array]:
        """Stills, and how much of each cell is card."""
        return data.some(self.pool, self.options.stills, np.random.default_rng((self.options.seed, step)))

    def loss(self, pictures: Tensor, cells: Tensor) -> Tensor:
        """Cross-entropy; cells that are partly card count for nothing, the likeliest of a still for more."""
        found = logits(self.shape, self.weights, pictures)
        told = tf.cast(cells > 0.5, tf.float32)
        counts = tf.cast((cells > 0.5) | (cells == 0), tf.float32)
        losses = tf.nn.sigmoid_cross_entropy_with_logits(told, found)
        each = tf.reduce_sum(losses * counts * (1 + 3 * told), (1, 2)) / 40
        any_card = tf.cast(tf.reduce_max(cells, (1, 2)) > 0, tf.float32)
        likeliest = tf.nn.sigmoid_cross_entropy_with_logits(any_card, tf.reduce_max(found, (1, 2)))
        return tf.reduce_mean(each + likeliest)

    def score(self) -> None:
        """Save the averaged weights, and log how they do on photographs that were held out of training."""
        averaged = self.optimizer.mean_weights()
        weights.save(self.record.folder / "weights.npz", self.shape, averaged)
        pictures, cells = self.held_out
        network = CardNet(self.shape, averaged)
        found = np.concatenate([network(some).reshape(len(some), -1).max(1) for some in np.array_split(pictures, 10)])
        shown = cells.reshape(len(cells), -1).max(1) > 0
        told = found >= 0.5
        hit, false = told[shown].mean(), told[~shown].mean()
        self.record.log(f"step {self.step}: held out: {hit:.3f} of the cards found, {false:.3f} false alarms")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.content.training.train", description=__doc__)
    add_options(parser, work="the folder of the decoded pictures (900 MB) and runs")
    trainer.add_recipe(parser, steps=2800, rate=3e-3, decay=0.01, averaging=0.998, score_every=500)
    parser.add_argument("--drawn", type=int, default=32_000, help="stills to draw")
    parser.add_argument("--stills", type=int, default=32, help="stills in a step")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(trainer.train(Trainer, options_from(sys.argv[1:])))
