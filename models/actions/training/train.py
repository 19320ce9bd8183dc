"""Train the action network: ``python -m models.actions.training.train --data actions.tar --work … --run NAME``.

Recorded motion seen by cameras anywhere, and much that is none of the actions. The bound for saying nothing is chosen
by subjects that are kept apart; kinds of motion that are never trained on are
told beside it. A stopped run goes on at its last checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from models.actions import weights
from models.actions.judging import Bounds, judged
from models.actions.network import NOTHING, ActionNet, Shape
from models.actions.training import data, negatives, network, packs, scores
from models.training.optimizer import Optimizer
from models.training.training import PROGRESS_EVERY, Run, add_options, rate_at

Tensor = Any

_BETAS = (0.9, 0.99)
FALSE_ALARMS = 0.1
"""The share of windows of other motion, of subjects kept apart, that may be taken for an action."""
_MADE = 200


class Trainer:
    """One run: network, optimizer, clips, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Run(options)
        with packs.unpacked(options.data) as folder:
            clips = packs.read(folder, "train")
        self.clips = [clip for clip in clips if clip.subject not in packs.CHOOSING]
        self.choosing = [clip for clip in clips if clip.subject in packs.CHOOSING]
        self.shape = Shape()
        self.weights = {
            name: tf.Variable(array) for name, array in network.initial_weights(self.shape, options.seed).items()
        }
        self.optimizer = Optimizer(
            self.weights,
            list(self.weights),
            betas=_BETAS,
            decay=options.decay,
            decays=lambda name: name.endswith("kernel"),
            averaging=options.averaging,
        )
        self.step = 0
        self._update = tf.function(self._traced_update)

    def run(self) -> None:
        """Train the steps that are left, with a checkpoint and scores at times."""
        self.step = self.record.restore(self.weights, self.optimizer.slots, "step")
        told = time.monotonic()
        losses: list[float] = []
        while self.step < self.options.steps:
            self.record.wait()
            losses.append(self._train())
            if time.monotonic() - told > PROGRESS_EVERY:
                self.record.log(f"step {self.step} of {self.options.steps}, loss {np.mean(losses):.4f}")
                told, losses = time.monotonic(), []
            if self.step % self.options.score_every == 0 or self.step == self.options.steps:
                self.record.save(self.weights, self.optimizer.slots, step=self.step)
                self._score()

    def _train(self) -> float:
        rng = np.random.default_rng((self.options.seed, self.step))
        windows, labels = data.draw(self.clips, negatives.TRAINED, self.options.windows, rng)
        self.step += 1
        rate = rate_at(
            self.step, rate=self.options.rate, warmup=self.options.warmup, total=self.options.steps, least=0.02
        )
        seed = np.array([self.options.seed, 1000 * self.step], np.int32)
        return float(self._update(windows, labels, seed, np.float32(rate), np.float32(self.step)))

    def _traced_update(self, windows: Tensor, labels: Tensor, seed: Tensor, rate: Tensor, step: Tensor) -> Tensor:
        truth = tf.one_hot(labels, NOTHING + 1) * (1 - self.options.smoothing) + self.options.smoothing / (NOTHING + 1)
        with tf.GradientTape() as tape:
            logits = network.logits(self.weights, self.shape, windows, seed)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(truth, logits))
        found = tape.gradient(loss, [self.weights[name] for name in self.optimizer.learned])
        self.optimizer.apply(dict(zip(self.optimizer.learned, found, strict=True)), rate, step)
        return loss

    def _score(self) -> None:
        """Choose the bounds by what was kept apart; save; log how it does there."""
        averaged = self.optimizer.mean_weights()
        net = ActionNet(self.shape, averaged)
        seen = scores.look(net, self.choosing, 2, self.options.seed)
        made = scores.look_at_made(net, self.choosing, negatives.HELD_OUT, _MADE, self.options.seed)
        bounds = choose(seen)
        weights.save(self.record.folder / "weights.npz", self.shape, averaged, bounds)
        shown = {name: round(value, 3) for name, value in scores.figures(seen, bounds).items()}
        alarms = {name: round(float((judged(one, bounds) != NOTHING).mean()), 3) for name, one in made.items()}
        self.record.log(
            f"step {self.step}: kept apart {shown}, made-up {alarms}, bounds {np.round(bounds.least, 2).tolist()}"
        )


def choose(seen: scores.Judged) -> Bounds:
    """The least bound, one for all actions, at which few enough windows of other motion are taken for an action."""
    others = seen.probabilities[seen.labels == NOTHING]
    for least in np.arange(0.34, 0.96, 0.01):
        bounds = Bounds((float(least),) * NOTHING)
        if (judged(others, bounds) != NOTHING).mean() <= FALSE_ALARMS:
            break
    return bounds


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.actions.training.train", description=__doc__)
    add_options(parser, work="the folder of the runs", start="not used")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--windows", type=int, default=128, help="windows in a step")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--decay", type=float, default=0.02)
    parser.add_argument("--averaging", type=float, default=0.998)
    parser.add_argument("--smoothing", type=float, default=0.05, help="of the labels")
    parser.add_argument("--score-every", type=int, default=500, help="steps")
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
