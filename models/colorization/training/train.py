"""Train the colorization network: ``python -m models.colorization.training.train --data … --work … --run NAME``.

Soft cross-entropy over ab bins with rebalancing (Zhang, Isola and Efros, ECCV 2016), random colour hints in part of
the pictures (Zhang et al., SIGGRAPH 2017). A stopped run goes on at its last checkpoint; another run may start from
its weights (``--start``), to train on at another picture size. The same seed draws the same batches.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.colorization import bins, weights
from models.colorization.network import Colorizer, Shape, initial_weights
from models.colorization.training import data, evaluate, kinds, packs
from models.training import flickr8k
from models.training.optimizer import Optimizer
from models.training.training import PROGRESS_EVERY, Run, add_options, begin_with, rate_at

Array = np.ndarray[Any, Any]
Tensor = Any

_BETAS = (0.9, 0.99)
_STATISTICS = ("mean", "variance")


class Trainer:
    """One run: network, optimizer, data, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Run(options)
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
        self.optimizer = self._optimizer()
        self.step = 0
        self._update = tf.function(self._traced_update, reduce_retracing=True)

    def _optimizer(self) -> Optimizer:
        """AdamW with a rate of its own for the encoder, whose kernels do not decay."""
        options, weights = self.options, self.network.weights
        return Optimizer(
            weights,
            [name for name in weights if name.rsplit("/", 1)[-1] not in _STATISTICS],
            betas=_BETAS,
            decay=options.decay,
            decays=lambda name: name.endswith("kernel") and not name.startswith("encoder/"),
            averaging=options.averaging,
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

    def run(self) -> None:
        """Train the steps that are left, with a checkpoint every few minutes and the dev scores at times."""
        self._resume()
        told = saved = time.monotonic()
        losses: list[float] = []
        while self.step < self.options.steps:
            self.record.wait()
            losses.append(self._train())
            now = time.monotonic()
            if now - told > PROGRESS_EVERY:
                pace = (now - told) / len(losses)
                done = f"step {self.step} of {self.options.steps}"
                self.record.log(f"{done}, loss {np.mean(losses):.4f}, {pace:.3f} s a step")
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
        indices = self._indices(self.step)
        batch = data.draw(self.drawn, indices, self.options.side, rng)
        soft = bins.soft_encode(batch.ab)
        self.step += 1
        loss = self._update(
            batch.grey, batch.hints, soft.bins, soft.shares, np.float32(self._rate(self.step)), np.float32(self.step)
        )
        return float(loss)

    def _indices(self, step: int) -> Array:
        """The pictures of a step: each epoch is a new order of all photographs, faces are drawn beside them."""
        of_faces = round(self.options.pictures * self.options.face_share) if self.faces else 0
        size, count = self.options.pictures - of_faces, len(self.pictures)
        each = count // size
        order = np.random.default_rng((self.options.seed, 1, step // each)).permutation(count)
        rng = np.random.default_rng((self.options.seed, 2, step))
        faces = [rng.choice(self.tones[rng.integers(len(self.tones))]) for _ in range(of_faces)]
        return np.append(np.sort(order[step % each * size :][:size]), np.array(faces, int))

    def _traced_update(
        self, grey: Tensor, hints: Tensor, chosen: Tensor, shares: Tensor, rate: Tensor, step: Tensor
    ) -> Tensor:
        lightness = tf.cast(grey, tf.float32) / 2.55
        weight = tf.reduce_sum(shares * tf.gather(self.rebalancing, chosen), -1)  # (B, n, n)
        with tf.GradientTape() as tape:
            logits = self.network(lightness, hints, frozen=self.options.frozen, training=True)
            told = tf.reduce_sum(shares * tf.gather(logits, chosen, batch_dims=3), -1)
            loss = tf.reduce_mean(weight * (tf.reduce_logsumexp(logits, -1) - told))
        found = tape.gradient(loss, [self.network.weights[name] for name in self.optimizer.learned])
        gradients = zip(self.optimizer.learned, found, strict=True)
        self.optimizer.apply({name: gradient for name, gradient in gradients if gradient is not None}, rate, step)
        return loss

    def _rate(self, step: int) -> float:
        options = self.options
        return rate_at(step, rate=options.rate, warmup=options.warmup, total=options.steps, least=0.02)

    def _score(self) -> None:
        """Save the averaged weights, folded, and log how they do on some dev pictures."""
        folded = self.network.folded(self.optimizer.mean_weights())
        weights.save(self.record.folder / "weights.npz", self.network.shape, folded, self.prior)
        painter = evaluate.Predictor(Colorizer(self.network.shape, folded), self.prior)
        for decoding in evaluate.DECODINGS:
            self.record.log(f"step {self.step}: {evaluate.score(painter, self.dev, self.prior, decoding)}")

    def _checkpoint(self) -> None:
        self.record.save(self.network.weights, self.optimizer.slots, step=self.step)

    def _resume(self) -> None:
        """Go on at this run's checkpoint, or begin with the averaged weights of the run to start from."""
        self.step = self.record.restore(self.network.weights, self.optimizer.slots, "step")
        if self.step:
            self.record.log(f"going on after step {self.step}")
        elif self.options.start:
            begin_with(self.options.start, self.network.weights, self.optimizer.slots)
            self.record.log(f"beginning with the weights of {self.options.start}")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the plain recipe."""
    parser = argparse.ArgumentParser(prog="python -m models.colorization.training.train", description=__doc__)
    work = "the folder of the decoded pictures (1 GB) and runs"
    add_options(parser, work=work, start="another run's checkpoint to start from")
    parser.add_argument("--faces", type=Path, help="faces.tar, to be trained on too")
    parser.add_argument("--face-share", type=float, default=0.35, help="of each step's pictures, every tone as often")
    parser.add_argument("--begin-with", type=Path, help="a weights.npz to begin with")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--pictures", type=int, default=16, help="pictures in a step")
    parser.add_argument("--side", type=int, default=128, help="side of the crops in pixels, a multiple of 32")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--encoder-rate", type=float, default=0.1, help="times the rate")
    parser.add_argument("--frozen", type=int, default=5, help="first encoder blocks that learn nothing")
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--averaging", type=float, default=0.998)
    parser.add_argument("--mixing", type=float, default=0.5, help="share of the uniform distribution in rebalancing")
    parser.add_argument("--power", type=float, default=0.5, help="of the rebalancing: 1 is the paper's, 0 is none")
    parser.add_argument("--dev", type=int, default=200, help="dev pictures scored while training")
    parser.add_argument("--score-every", type=int, default=1000, help="steps")
    parser.add_argument("--save-every", type=float, default=180, help="seconds")
    parser.add_argument("--bfloat16", action="store_true", help="matrix products in bfloat16, where that is faster")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train; returns the exit code."""
    from models.toolkit import devices

    options = options_from(arguments)
    devices.configure("cpu", options.threads)
    if options.bfloat16:
        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    Trainer(options).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
