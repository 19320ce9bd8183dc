"""Train the colorization network: ``python -m models.colorization.training.train --data … --work … --run NAME``.

Soft cross-entropy over ab bins with rebalancing (Zhang, Isola and Efros, ECCV 2016), random colour hints in part of
the pictures (Zhang et al., SIGGRAPH 2017). A stopped run goes on at its last checkpoint; another run may start from
its weights (``--start``), to train on at another picture size. The same seed draws the same batches.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.colorization import bins, weights
from models.colorization.network import Colorizer, Shape, initial_weights
from models.colorization.training import data, evaluate, kinds, packs
from models.training import flickr8k, trainer
from models.training.training import add_options

Array = np.ndarray[Any, Any]
Tensor = Any

_STATISTICS = ("mean", "variance")


class Trainer(trainer.Trainer):
    """One run: network, optimizer, data, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        self.pictures = flickr8k.open_pictures(options.data, options.work, "train")
        self.dev = flickr8k.open_pictures(options.data, options.work, "dev")[: options.dev]
        self.prior = data.prior(self.pictures)
        self.drawn: Array | data.Joined = self.pictures
        self.faces = options.faces is not None
        if self.faces:
            self._add_faces()
        self.rebalancing = tf.constant(bins.rebalancing(self.prior, options.mixing, options.power))
        shape = Shape()
        # folded weights have no batch norms left: what is begun with them learns kernels and biases alone
        begun = weights.arrays(options.begin_with) if options.begin_with else initial_weights(shape, options.seed)
        self.network = Colorizer(shape, begun, trained=True)
        self.learn(
            self.network.weights,
            learned=[name for name in self.network.weights if name.rsplit("/", 1)[-1] not in _STATISTICS],
            decays=lambda name: name.endswith("kernel") and not name.startswith("encoder/"),
            share=lambda name: options.encoder_rate if name.startswith("encoder/") else 1.0,
        )

    def _add_faces(self) -> None:
        """Faces as part of each batch, every tone as often."""
        options = self.options
        faces = packs.read(options.faces, "train", side=packs.FACE_SIDE).pictures
        first = len(self.pictures)
        self.tones = [first + indices for indices in kinds.by_tone(faces).values()]
        self.drawn = data.Joined(self.pictures, faces)
        self.prior = (1 - options.face_share) * self.prior + options.face_share * data.prior(faces)

    def batch(self, step: int) -> tuple[Array, ...]:
        """Grey pictures, hints, and their colours as shares of bins."""
        rng = np.random.default_rng((self.options.seed, step))
        drawn = data.draw(self.drawn, self._indices(step), self.options.side, rng)
        soft = bins.soft_encode(drawn.ab)
        return drawn.grey, drawn.hints, soft.bins, soft.shares

    def _indices(self, step: int) -> Array:
        """The pictures of a step: each epoch is a new order of all photographs, faces are drawn beside them."""
        of_faces = round(self.options.pictures * self.options.face_share) if self.faces else 0
        size, count = self.options.pictures - of_faces, len(self.pictures)
        each = count // size
        order = np.random.default_rng((self.options.seed, 1, step // each)).permutation(count)
        rng = np.random.default_rng((self.options.seed, 2, step))
        faces = [rng.choice(self.tones[rng.integers(len(self.tones))]) for _ in range(of_faces)]
        return np.append(np.sort(order[step % each * size :][:size]), np.array(faces, int))

    def loss(self, grey: Tensor, hints: Tensor, chosen: Tensor, shares: Tensor) -> Tensor:
        """Soft cross-entropy, rare colours weighing more."""
        lightness = tf.cast(grey, tf.float32) / 2.55
        weight = tf.reduce_sum(shares * tf.gather(self.rebalancing, chosen), -1)  # (B, n, n)
        logits = self.network(lightness, hints, frozen=self.options.frozen, training=True)
        told = tf.reduce_sum(shares * tf.gather(logits, chosen, batch_dims=3), -1)
        return tf.reduce_mean(weight * (tf.reduce_logsumexp(logits, -1) - told))

    def score(self) -> None:
        """Save the averaged weights, folded, and log how they do on some dev pictures."""
        folded = self.network.folded(self.optimizer.mean_weights())
        weights.save(self.record.folder / "weights.npz", self.network.shape, folded, self.prior)
        painter = evaluate.Predictor(Colorizer(self.network.shape, folded), self.prior)
        for decoding in evaluate.DECODINGS:
            self.record.log(f"step {self.step}: {evaluate.score(painter, self.dev, self.prior, decoding)}")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the plain recipe."""
    parser = argparse.ArgumentParser(prog="python -m models.colorization.training.train", description=__doc__)
    add_options(parser, work="the folder of the decoded pictures (1 GB) and runs")
    trainer.add_recipe(parser, steps=6000, rate=2e-3, decay=0.01, averaging=0.998, score_every=1000)
    parser.add_argument("--faces", type=Path, help="faces.tar, to be trained on too")
    parser.add_argument("--face-share", type=float, default=0.35, help="of each step's pictures, every tone as often")
    parser.add_argument("--begin-with", type=Path, help="a weights.npz to begin with")
    parser.add_argument("--pictures", type=int, default=16, help="pictures in a step")
    parser.add_argument("--side", type=int, default=128, help="side of the crops in pixels, a multiple of 32")
    parser.add_argument("--encoder-rate", type=float, default=0.1, help="times the rate")
    parser.add_argument("--frozen", type=int, default=5, help="first encoder blocks that learn nothing")
    parser.add_argument("--mixing", type=float, default=0.5, help="share of the uniform distribution in rebalancing")
    parser.add_argument("--power", type=float, default=0.5, help="of the rebalancing: 1 is the paper's, 0 is none")
    parser.add_argument("--dev", type=int, default=200, help="dev pictures scored while training")
    parser.add_argument("--bfloat16", action="store_true", help="matrix products in bfloat16, where that is faster")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train; returns the exit code."""
    options = options_from(arguments)
    if options.bfloat16:
        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    return trainer.train(Trainer, options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
