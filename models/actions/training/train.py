"""Train the action network: ``python -m models.actions.training.train --data actions.tar --work … --run NAME``.

Recorded motion seen by cameras anywhere, and much that is none of the actions. The bound for saying nothing is chosen
by subjects that are kept apart; kinds of motion that are never trained on are told beside it. A stopped run goes on at
its last checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.actions import weights
from models.actions.judging import KEPT, Bounds, judged
from models.actions.network import NOTHING, ActionNet, Arrays, Shape
from models.actions.training import data, near, negatives, network, packs, scores
from models.training import trainer
from models.training.training import add_options

Array = np.ndarray[Any, Any]
Tensor = Any

FALSE_ALARMS = 0.1
"""The share of windows of other motion, of subjects kept apart, that may be taken for an action."""
_MADE = 200


class Trainer(trainer.Trainer):
    """One run: network, optimizer, clips, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        with packs.unpacked(options.data) as folder:
            clips = packs.read(folder, "train")
        self.clips = [clip for clip in clips if clip.subject not in packs.CHOOSING]
        self.choosing = [clip for clip in clips if clip.subject in packs.CHOOSING]
        self.makers = dict(negatives.TRAINED)
        self.makers |= (negatives.HANDS if options.hands else {}) | (near.KINDS if options.near else {})
        self.shape = Shape()
        initial = network.initial_weights(self.shape, options.seed) if options.after is None else learnt(options.after)
        self.learn({name: tf.Variable(array) for name, array in initial.items()})

    def batch(self, step: int) -> tuple[Array, ...]:
        """Windows, labels, and the seed of dropout and noise."""
        rng = np.random.default_rng((self.options.seed, step))
        options = self.options
        how = {"smaller": options.hands, "streamed": options.streamed, "near": options.near, "calm": options.calm}
        drawn = data.draw(self.clips, self.makers, options.windows, rng, **how)
        return (*drawn, np.array([self.options.seed, 1000 * (step + 1)], np.int32))

    def loss(self, windows: Tensor, labels: Tensor, seed: Tensor) -> Tensor:
        """Cross-entropy with smoothed labels."""
        truth = tf.one_hot(labels, NOTHING + 1) * (1 - self.options.smoothing) + self.options.smoothing / (NOTHING + 1)
        logits = network.logits(self.weights, self.shape, windows, seed)
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(truth, logits))

    def score(self) -> None:
        """Choose the bounds by what was kept apart; save; log how it does there."""
        averaged = self.optimizer.mean_weights()
        net = ActionNet(self.shape, averaged)
        seen = scores.look(net, self.choosing, 2, self.options.seed)
        far = scores.look(net, self.choosing, 2, self.options.seed, far=True)
        made = scores.look_at_made(net, self.choosing, negatives.HELD_OUT, _MADE, self.options.seed)
        bounds = choose(seen)
        weights.save(self.record.folder / "weights.npz", self.shape, averaged, bounds)
        shown = {name: round(value, 3) for name, value in scores.figures(seen, bounds).items()}
        shown |= {f"far_{name}": round(value, 3) for name, value in scores.figures(far, bounds).items()}
        shown["far_walking"] = scores.walking_said(far, bounds)["value"]
        alarms = {name: round(float((judged(one, bounds) != NOTHING).mean()), 3) for name, one in made.items()}
        self.record.log(
            f"step {self.step}: kept apart {shown}, made-up {alarms}, bounds {np.round(bounds.least, 2).tolist()}"
        )


def learnt(file: Path) -> Arrays:
    """The weights of a file that was written before, to go on learning from."""
    return weights.load(file).network.weights


def choose(seen: scores.Judged, kept: float = KEPT) -> Bounds:
    """The least bound, one for all actions, at which few enough windows of other motion are taken for an action."""
    others = seen.labels == NOTHING
    for least in np.arange(0.34, 0.96, 0.01):
        bounds = Bounds((float(least),) * NOTHING, kept)
        if (judged(seen.probabilities, bounds, seen.clips) != NOTHING)[others].mean() <= FALSE_ALARMS:
            break
    return bounds


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.actions.training.train", description=__doc__)
    add_options(parser, work="the folder of the runs", data="actions.tar")
    trainer.add_recipe(parser, steps=4000, rate=2e-3, decay=0.02, averaging=0.998, score_every=500)
    parser.add_argument("--windows", type=int, default=128, help="windows in a step")
    parser.add_argument("--after", type=Path, help="weights to go on from, instead of by chance")
    parser.add_argument("--hands", action="store_true", help="train on hands that go up or to the face, and wave less")
    parser.add_argument("--streamed", type=float, default=0.0, help="the share of windows as streams of small people")
    parser.add_argument("--near", type=float, default=0.0, help="the share of windows of people near, not shown whole")
    parser.add_argument("--calm", type=int, default=1, help="times as often as other made-up kinds calm ones are drawn")
    parser.add_argument("--smoothing", type=float, default=0.05, help="of the labels")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(trainer.train(Trainer, options_from(sys.argv[1:])))
