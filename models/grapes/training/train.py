"""Train the grape network: ``python -m models.grapes.training.train --data flickr8k.tar --work … --run NAME``.

It learns from drawn grapes alone (``models.grapes.scene``); the photographs of Flickr8k are what some of them hang
before. Cross-entropy for inside and depth. A stopped run goes on at its last checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from models.grapes import weights
from models.grapes.finder import Finder
from models.grapes.network import GrapeNet, Shape, initial_weights
from models.grapes.training import data, scores
from models.training import flickr8k
from models.training.optimizer import Optimizer
from models.training.training import PROGRESS_EVERY, Run, add_options, rate_at

Tensor = Any

_BETAS = (0.9, 0.99)
_HELD_OUT_SEED = 7_000_001


class Trainer:
    """One run: network, optimizer, drawn pictures, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Run(options)
        photographs = flickr8k.open_pictures(options.data, options.work, "train")
        backdrops = data.some_backdrops(photographs)
        drawings = options.work / "drawn"
        self.held_out = data.drawn(drawings, "held-out", options.held_out, _HELD_OUT_SEED, backdrops, self.record.log)
        self.corpus = data.drawn(drawings, "train", options.drawn, options.seed, backdrops, self.record.log)
        self.network = GrapeNet(Shape(), initial_weights(Shape(), options.seed), trained=True)
        self.optimizer = Optimizer(
            self.network.weights,
            list(self.network.weights),
            betas=_BETAS,
            decay=options.decay,
            decays=lambda name: name.endswith("kernel"),
            averaging=options.averaging,
            share=lambda name: options.encoder_rate if name.startswith("encoder/") else 1.0,
        )
        self.step = 0
        self._update = tf.function(self._traced_update, reduce_retracing=True)

    def run(self) -> None:
        """Train the steps that are left, with a checkpoint every few minutes and held-out scores at times."""
        self.step = self.record.restore(self.network.weights, self.optimizer.slots, "step")
        told = saved = time.monotonic()
        losses: list[float] = []
        while self.step < self.options.steps:
            self.record.wait()
            losses.append(self._train())
            now = time.monotonic()
            if now - told > PROGRESS_EVERY:
                pace = (now - told) / len(losses)
                self.record.log(
                    f"step {self.step} of {self.options.steps}, loss {np.mean(losses):.4f}, {pace:.3f} s a step"
                )
                told, losses = now, []
            if now - saved > self.options.save_every:
                self._checkpoint()
                saved = now
            if self.step % self.options.score_every == 0:
                self._score()
        self._checkpoint()
        self._score()

    def _train(self) -> float:
        rng = np.random.default_rng((self.options.seed, self.step))
        indices = rng.choice(len(self.corpus.pictures), self.options.pictures, replace=False)
        batch = data.draw(self.corpus, np.sort(indices), self.options.side, rng)
        self.step += 1
        rate = rate_at(
            self.step, rate=self.options.rate, warmup=self.options.warmup, total=self.options.steps, least=0.02
        )
        loss = self._update(*batch, np.float32(rate), np.float32(self.step))
        return float(loss)

    def _traced_update(self, pictures: Tensor, inside: Tensor, depth: Tensor, rate: Tensor, step: Tensor) -> Tensor:
        truth = tf.stack([inside, depth], -1)
        with tf.GradientTape() as tape:
            logits = self.network(pictures)
            losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=truth, logits=logits)
            weight = tf.stack([tf.ones_like(inside), 0.25 + 1.5 * inside], -1)  # depth matters within berries
            loss = tf.reduce_mean(weight * losses)
        found = tape.gradient(loss, [self.network.weights[name] for name in self.optimizer.learned])
        self.optimizer.apply(dict(zip(self.optimizer.learned, found, strict=True)), rate, step)
        return loss

    def _score(self) -> None:
        """Save the averaged weights, and log how they do on drawn pictures that were held out."""
        averaged = self.optimizer.mean_weights()
        weights.save(self.record.folder / "weights.npz", self.network.shape, averaged)
        finder = Finder(GrapeNet(self.network.shape, averaged), data.SIDE)
        counts = scores.Counts()
        for picture, truth in zip(self.held_out.pictures, self.held_out.berries, strict=True):
            counts = counts + scores.compare(finder(picture), truth.astype(np.int32))
        self.record.log(f"step {self.step}: drawn, held out: {counts}")

    def _checkpoint(self) -> None:
        self.record.save(self.network.weights, self.optimizer.slots, step=self.step)


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.grapes.training.train", description=__doc__)
    add_options(parser, work="the folder of the decoded and drawn pictures (3 GB) and runs", start="not used")
    parser.add_argument("--drawn", type=int, default=1600, help="pictures to draw")
    parser.add_argument("--held-out", type=int, default=60, help="more of them, to score while training")
    parser.add_argument("--steps", type=int, default=1700)
    parser.add_argument("--pictures", type=int, default=8, help="pictures in a step")
    parser.add_argument("--side", type=int, default=256, help="side of the crops in pixels, a multiple of 16")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--encoder-rate", type=float, default=0.2, help="times the rate")
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--averaging", type=float, default=0.995)
    parser.add_argument("--score-every", type=int, default=500, help="steps")
    parser.add_argument("--save-every", type=float, default=120, help="seconds")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train; returns the exit code."""
    from models.toolkit import devices

    options = options_from(arguments)
    devices.configure("cpu", options.threads)
    Trainer(options).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
