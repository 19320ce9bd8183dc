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
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.lesions.network import HEAD, LesionNetwork, Shape, initial_weights
from models.lesions.reader import Reader
from models.lesions.training import augment, data, scores
from models.training.optimizer import Optimizer
from models.training.training import PROGRESS_EVERY, Run, RunError, begin_with, rate_at

Array = np.ndarray[Any, Any]
Tensor = Any

_BETAS = (0.9, 0.99)


class Trainer:
    """One run: network, optimizer, data, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Run(options)
        with data.Pack(options.data) as pack:
            self.rows, self.tune = pack.split("fit"), pack.split("tune")
            self.pictures = data.open_pictures(pack, self.rows, self.record.folder / "fit.u8")
            self.held_out = pack.pictures(self.tune)
        self.labels = data.labels(self.rows)
        self.shape = Shape(options.height, options.height * 4 // 3)
        self.drawn = drawing_shares(self.labels, self.shape.classes, options.balance)
        self.network = LesionNetwork(self.shape, initial_weights(self.shape, options.seed), trained=True)
        self.optimizer = self._optimizer()
        self.step = 0
        self._update = tf.function(self._traced_update, reduce_retracing=True)

    def _optimizer(self) -> Optimizer:
        """AdamW; depthwise kernels and the first blocks stay as they are, early layers learn more slowly."""
        options, names = self.options, self.network.weights
        return Optimizer(
            names,
            [name for name in names if learns(name, options.frozen, options.depthwise)],
            betas=_BETAS,
            decay=options.decay,
            decays=lambda name: name.endswith(".kernel"),
            averaging=options.averaging,
            share=lambda name: share_of_rate(name, options.encoder_rate),
        )

    def run(self) -> None:
        """Train the steps that are left, with a checkpoint every few minutes."""
        self._resume()
        told = saved = time.monotonic()
        losses: list[float] = []
        with ThreadPoolExecutor(1) as pool:
            following = pool.submit(self._batch, self.step)
            while self.step < self.options.steps:
                self.record.wait()
                following = self._train(pool, following, losses)
                now = time.monotonic()
                if now - told > PROGRESS_EVERY:
                    self._tell(losses, now - told)
                    told, losses = now, []
                if now - saved > self.options.save_every:
                    self._checkpoint()
                    saved = now
                if self.step % self.options.score_every == 0:
                    self._score()
        self._checkpoint()

    def _train(self, pool: ThreadPoolExecutor, following: Future[Any], losses: list[float]) -> Future[Any]:
        """One step with the batch that is ready; the next one is made meanwhile."""
        pictures, labels = following.result()
        following = pool.submit(self._batch, self.step + 1)
        self.step += 1
        rate = rate_at(
            self.step, rate=self.options.rate, warmup=self.options.warmup, total=self.options.steps, least=0.01
        )
        losses.append(float(self._update(pictures, labels, np.float32(rate), np.float32(self.step))))
        return following

    def _batch(self, step: int) -> tuple[Array, Array]:
        rng = np.random.default_rng((self.options.seed, step))
        classes = rng.choice(len(self.drawn), self.options.pictures, p=self.drawn)
        indices = np.array([rng.choice(np.flatnonzero(self.labels == one)) for one in classes])
        pictures = augment.batch(self.pictures, indices, self.shape.height, self.shape.width, rng)
        return pictures, classes.astype(np.int32)

    def _traced_update(self, pictures: Tensor, labels: Tensor, rate: Tensor, step: Tensor) -> Tensor:
        options, prior = self.options, tf.constant(np.log(self.drawn), tf.float32)
        learned = [self.network.weights[name] for name in self.optimizer.learned]
        with tf.GradientTape() as tape:
            seen = self.network(pictures, frozen=options.frozen, dropout=options.dropout, depth=options.depth)
            told = (1 - options.smoothing) * tf.one_hot(labels, self.shape.classes) + options.smoothing / 7
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(told, seen.logits + prior))
        gradients = dict(zip(self.optimizer.learned, tape.gradient(loss, learned), strict=True))
        self.optimizer.apply(gradients, rate, step)
        return loss

    def _tell(self, losses: list[float], seconds: float) -> None:
        done = f"step {self.step} of {self.options.steps}"
        self.record.log(f"{done}, loss {np.mean(losses):.4f}, {seconds / len(losses):.3f} s a step")

    def _score(self) -> None:
        """Log how the averaged weights do on the tune part; nothing is chosen by it."""
        network = LesionNetwork(self.shape, self.network.folded(self.optimizer.mean_weights()))
        logits = Reader(network, views=1)(self.held_out).logits
        self.record.log(f"step {self.step}, tune: {scores.brief(logits, data.labels(self.tune))}")

    def _checkpoint(self) -> None:
        self.record.save(self.network.weights, self.optimizer.slots, step=self.step)

    def _resume(self) -> None:
        """Go on at this run's checkpoint, or begin with the averaged weights of the run to start from."""
        if not self.options.resume and (self.record.folder / "checkpoint.npz").exists():
            raise RunError("the run has a checkpoint already: go on with --resume, or take another folder")
        self.step = self.record.restore(self.network.weights, self.optimizer.slots, "step")
        if self.step:
            self.record.log(f"going on after step {self.step}")
        elif self.options.start:
            begin_with(self.options.start, self.network.weights, self.optimizer.slots)
            self.record.log(f"beginning with the weights of {self.options.start}")


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
    parser.add_argument("--start", type=Path, help="another run's checkpoint to start from")
    parser.add_argument("--steps", type=int, default=1650)
    parser.add_argument("--height", type=int, default=Shape.height, help="of the pictures; they are 4 to 3")
    parser.add_argument("--pictures", type=int, default=32, help="pictures in a step")
    parser.add_argument("--balance", type=float, default=0.5, help="0 draws classes as often as they are, 1 equally")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--encoder-rate", type=float, default=0.5, help="of the rate, for the last layer but one")
    parser.add_argument("--frozen", type=int, default=5, help="first encoder blocks that learn nothing")
    parser.add_argument("--depthwise", action="store_true", help="depthwise kernels learn too; half as fast")
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--depth", type=float, default=0.1, help="stochastic depth of the last block")
    parser.add_argument("--smoothing", type=float, default=0.05, help="of the labels")
    parser.add_argument("--averaging", type=float, default=0.998)
    parser.add_argument("--score-every", type=int, default=500, help="steps")
    parser.add_argument("--save-every", type=float, default=180, help="seconds")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause-file", type=Path, help="training waits while this file exists")
    options = parser.parse_args(arguments)
    options.work, options.run = options.out.parent, options.out.name
    return options


def main(arguments: Sequence[str]) -> int:
    """Train; returns the exit code."""
    from models.toolkit import devices

    options = options_from(arguments)
    devices.configure("cpu", options.threads)
    tf.random.set_seed(options.seed)
    Trainer(options).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
