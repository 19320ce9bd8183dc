"""Train the lesion network: ``python -m models.lesions.training.train --data PACK --out RUN``.

EfficientNet-Lite0 from ImageNet, fine-tuned. Rare classes are drawn more often than they are, common ones less; what
imbalance is left is added to the logits in the loss (Menon et al., "Long-tail learning via logit adjustment", ICLR
2021), so that the network's own scores stand for a prior in which all classes are as frequent. A stopped run goes on
with ``--resume``; the same seed draws the same batches. Afterwards ``python -m models.lesions.training.keep``
calibrates the averaged weights and writes the file that the project has.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.lesions.network import HEAD, LesionNetwork, Shape, initial_weights
from models.lesions.reader import Reader
from models.lesions.training import augment, data, scores
from models.training import trainer
from models.training.training import RunError, add_running

Array = np.ndarray[Any, Any]
Tensor = Any


class Trainer(trainer.Trainer):
    """One run: network, optimizer, data, and where it stands. Raises RunError when it stands somewhere already and is
    not to go on."""

    least_rate = 0.01

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        if not options.resume and (self.record.folder / "checkpoint.npz").exists():
            raise RunError("the run has a checkpoint already: go on with --resume, or take another folder")
        with data.Pack(options.data) as pack:
            self.rows, self.tune = pack.split("fit"), pack.split("tune")
            self.pictures = data.open_pictures(pack, self.rows, self.record.folder / "fit.u8")
            self.held_out = pack.pictures(self.tune)
        self.labels = data.labels(self.rows)
        self.shape = Shape(options.height, options.height * 4 // 3)
        self.drawn = drawing_shares(self.labels, self.shape.classes, options.balance)
        self.network = LesionNetwork(self.shape, initial_weights(self.shape, options.seed), trained=True)
        self.learn(
            self.network.weights,
            learned=[name for name in self.network.weights if learns(name, options.frozen, options.depthwise)],
            share=lambda name: share_of_rate(name, options.encoder_rate),
        )

    def batch(self, step: int) -> tuple[Array, Array]:
        """Pictures and labels, rare classes more often than they are."""
        rng = np.random.default_rng((self.options.seed, step))
        classes = rng.choice(len(self.drawn), self.options.pictures, p=self.drawn)
        indices = np.array([rng.choice(np.flatnonzero(self.labels == one)) for one in classes])
        pictures = augment.batch(self.pictures, indices, self.shape.height, self.shape.width, rng)
        return pictures, classes.astype(np.int32)

    def loss(self, pictures: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy with smoothed labels and the imbalance that is left."""
        options, prior = self.options, tf.constant(np.log(self.drawn), tf.float32)
        seen = self.network(pictures, frozen=options.frozen, dropout=options.dropout, depth=options.depth)
        told = (1 - options.smoothing) * tf.one_hot(labels, self.shape.classes) + options.smoothing / 7
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(told, seen.logits + prior))

    def score(self) -> None:
        """Log how the averaged weights do on the tune part; nothing is chosen by it."""
        network = LesionNetwork(self.shape, self.network.folded(self.optimizer.mean_weights()))
        logits = Reader(network, views=1)(self.held_out).logits
        self.record.log(f"step {self.step}, tune: {scores.brief(logits, data.labels(self.tune))}")


def drawing_shares(labels: Array, classes: int, balance: float) -> Array:
    """How often each class is drawn, float (classes,): by its share to the power of 1 − balance."""
    counted = np.bincount(labels, minlength=classes).astype(np.float64)
    powered = np.where(counted, counted ** (1 - balance), 0)
    return np.asarray(np.maximum(powered / powered.sum(), 1e-9) / np.maximum(powered / powered.sum(), 1e-9).sum())


def learns(name: str, frozen: int, depthwise: bool) -> bool:
    """Whether a weight learns: none before block ``frozen``, depthwise kernels only if asked."""
    layer = name.rsplit(".", 1)[0]
    if frozen and (layer == "stem" or (layer[0].isdigit() and int(layer.split(".")[0]) < frozen)):
        return False
    return depthwise or not name.endswith("depthwise.kernel")


def share_of_rate(name: str, encoder: float) -> float:
    """The share of the learning rate: 1 for the last layer, ``encoder`` for the head, down to a fifth of that."""
    layer = name.rsplit(".", 1)[0]
    if layer == HEAD:
        return 1.0
    depth = {"stem": 0.0, "head": 1.0}.get(layer)
    if depth is None:
        depth = int(layer.split(".")[0]) / 16
    return encoder * (0.2 + 0.8 * depth)


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.lesions.training.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="ham10000.tar, or the folder that it unpacks to")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder; decoded pictures take 0.7 GB")
    parser.add_argument("--resume", action="store_true", help="go on at the run's checkpoint")
    add_running(parser)
    trainer.add_recipe(parser, steps=1650, rate=1e-3, decay=0.05, averaging=0.998, score_every=500)
    parser.add_argument("--height", type=int, default=Shape.height, help="of the pictures; they are 4 to 3")
    parser.add_argument("--pictures", type=int, default=32, help="pictures in a step")
    parser.add_argument("--balance", type=float, default=0.5, help="0 draws classes as often as they are, 1 equally")
    parser.add_argument("--encoder-rate", type=float, default=0.5, help="of the rate, for the last layer but one")
    parser.add_argument("--frozen", type=int, default=5, help="first encoder blocks that learn nothing")
    parser.add_argument("--depthwise", action="store_true", help="depthwise kernels learn too; half as fast")
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--depth", type=float, default=0.1, help="stochastic depth of the last block")
    parser.add_argument("--smoothing", type=float, default=0.05, help="of the labels")
    options = parser.parse_args(arguments)
    options.work, options.run = options.out.parent, options.out.name
    return options


if __name__ == "__main__":
    sys.exit(trainer.train(Trainer, options_from(sys.argv[1:])))
