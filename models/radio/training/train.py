"""Train the radio student: ``python -m models.radio.training.train --data actions.tar --work … --run NAME``.

Recorded motion is put before the simulated radar, alone and in twos, with and without a wall; the student learns the
joints at each peak, and how near to the truth it will be. Subjects that are kept apart choose from which score on
somebody counts as found. A stopped run goes on at its last checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.radio import weights
from models.radio.body import centre
from models.radio.likeness import SIGMAS
from models.radio.network import JOINTS, NEAR, Shape, Student
from models.radio.training import data, evaluate, network, scores, supply
from models.training import motion, packs, trainer
from models.training.training import add_options

Array = np.ndarray[Any, Any]
Tensor = Any

_SHARE_EMPTY = 0.12
"""Of the peaks in a step, those at which there is nobody."""
_AS_WELL = 0.01
"""By what share of frames a score may do worse than the best and still count as good: 300 frames hardly tell."""
_CHECKED = 60
_ALIKE = 0.4
"""What the similarity weighs beside distances, by itself."""
_SURE = 0.1
"""What the score weighs beside the pose."""
_NARROW = 0.15
"""Metres: no box is narrower."""


class Trainer(trainer.Trainer):
    """One run: student, optimizer, scenes, and where it stands."""

    least_rate = 0.01

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        with packs.unpacked(options.data) as folder:
            clips = motion.read(folder, "train")
        self.choosing = [clip for clip in clips if clip.subject in motion.CHOOSING]
        others = [clip for clip in clips if clip.subject not in motion.CHOOSING]
        wanted = ("scenes", "still", "every", "renew", "files", "seed")
        recipe = supply.Recipe(*(getattr(options, name) for name in wanted))
        self.supply = supply.Supply(self.record.folder, others, recipe, self._say)
        first = self.supply.first
        self.record.log(f"{len(first.examples.there)} peaks, {first.examples.there.mean():.3f} with somebody")
        joints, away = first.examples.joints[first.there], first.examples.ranges[first.there]
        self.mean_pose = ((joints - centre(joints)[:, None]) * away[:, None, None]).mean(0)
        self.shape = Shape(tuple(options.channels), options.dense)
        initial = network.initial_weights(self.shape, options.seed)
        if options.after is not None:
            smaller = weights.load(options.after).student
            initial = network.grown(smaller.weights, smaller.shape, initial, self.shape)
        self.learn({name: tf.Variable(array) for name, array in initial.items()})

    def _say(self, file: int, scene: int) -> None:
        self.record.wait()
        if scene % 500 == 499:
            self.record.log(f"file {file}: {scene + 1} of {self.options.scenes} scenes")

    def batch(self, step: int) -> tuple[Array, ...]:
        """Crops at peaks, what is wanted there, and what dropout leaves."""
        rng = np.random.default_rng((self.options.seed, step))
        examples, there, empty = self.supply.at(step, rng)
        nobody = round(_SHARE_EMPTY * self.options.peaks) if len(empty) else 0
        index = np.concatenate([rng.choice(there, self.options.peaks - nobody), rng.choice(empty, nobody)])
        inputs, wanted = data.batch(examples, index, rng)
        return (*inputs, *wanted, trainer.kept(rng, (len(index), self.shape.dense), self.options.dropout))

    def loss(self, *batch: Tensor) -> Tensor:
        """``loss_of`` what the student says."""
        level, upright, places, joints, middle, away, there, dropped = batch
        inputs = (level, upright, places)
        said = network.outputs(self.weights, self.shape, inputs, dropped, half=self.options.half)
        return loss_of(said, joints, middle, away, there, self.options.alike)

    def score(self) -> None:
        """Choose the least score by what was kept apart; save; log how it does there."""
        averaged = self.optimizer.mean_weights()
        student = Student(self.shape, averaged)
        seen = {
            name: evaluate.frames_of(student, self.choosing, _CHECKED, seed=self.options.seed, **how)
            for name, how in evaluate.SETTINGS.items()
        }
        least = choose(seen["two_a_metre_apart"])
        weights.save(self.record.folder / "weights.npz", self.shape, averaged, self.mean_pose, least)
        shown = {
            name: {key: round(value, 3) for key, value in scores.figures(frames, least).items()}
            for name, frames in seen.items()
        }
        self.record.log(f"step {self.step}: kept apart {shown}, found from {least:.2f}")


def choose(frames: Sequence[scores.Frame]) -> float:
    """The score from which on somebody counts as found: both found most often, nobody invented.

    Many scores do as well, but for a frame in a hundred; the middle one of them is as far as can be from both errors.
    """
    choices = np.arange(0.04, 0.6, 0.02)
    worth = []
    for least in choices:
        found = [scores.both_placed(one, least) and (one.scores >= least).sum() <= len(one.joints) for one in frames]
        worth.append(np.mean(found))
    best = np.flatnonzero(np.array(worth) >= max(worth) - _AS_WELL)
    return float(choices[best[len(best) // 2]])


def loss_of(
    said: Tensor, joints: Tensor, middle: Tensor, away: Tensor, there: Tensor, alike_weighs: float = _ALIKE
) -> Tensor:
    """Of joints beside the centre and of the centre, where somebody is there; and of the score, which learns the OKS.

    The similarity that a pose will have is told by distances in metres, for the box of the true pose.
    """
    spread, beside = said[:, : 2 * JOINTS], said[:, 2 * JOINTS : -2]
    of_joints = tf.reduce_mean(_huber(spread - joints, 0.1), 1)
    of_middle = tf.reduce_mean(_huber(NEAR * (beside - middle), 0.05), 1)
    of_range = _huber(NEAR * (said[:, -2] - away), 0.1)
    alike = _similarity(spread, joints, NEAR * (beside - middle))
    wanted = tf.stop_gradient(there * alike)
    of_score = tf.nn.sigmoid_cross_entropy_with_logits(wanted, said[:, -1])
    # What is asked in the end is the similarity itself, once a pose is near enough for it to have a slope.
    of_pose = of_joints + 3 * of_middle + 0.3 * of_range + alike_weighs * (1 - alike)
    return tf.reduce_mean(there * of_pose + _SURE * of_score)


def _similarity(spread: Tensor, joints: Tensor, shift: Tensor) -> Tensor:
    """The OKS (n,) of poses (n, 28) with true ones, both beside their centres, which are ``shift`` (n, 2) apart."""
    true = tf.reshape(joints, (-1, JOINTS, 2))
    box = tf.reduce_max(true, 1) - tf.reduce_min(true, 1)
    area = tf.maximum(box[:, 0], _NARROW) * tf.maximum(box[:, 1], _NARROW)
    squares = tf.reduce_sum(tf.square(tf.reshape(spread, (-1, JOINTS, 2)) - true + shift[:, None]), -1)
    return tf.reduce_mean(tf.exp(-squares / (2 * area[:, None] * (2 * SIGMAS.astype(np.float32)) ** 2)), -1)


def _huber(error: Tensor, bend: float) -> Tensor:
    size = tf.abs(error)
    return tf.where(size < bend, 0.5 * size * size / bend, size - 0.5 * bend)


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the first run's of the committed weights (NOTES.md has the others)."""
    parser = argparse.ArgumentParser(prog="python -m models.radio.training.train", description=__doc__)
    add_options(parser, work="the folder of the runs", data="actions.tar")
    trainer.add_recipe(parser, steps=9000, rate=1.5e-3, decay=0.05, averaging=0.997, score_every=3000)
    parser.add_argument("--scenes", type=int, default=7000)
    parser.add_argument("--still", type=float, default=0.0, help="the share of people who stand still")
    parser.add_argument("--every", type=int, default=1, help="each so many-th moment of a scene is learnt from")
    parser.add_argument("--renew", type=int, default=0, help="steps after which new scenes come; 0: never")
    parser.add_argument("--files", type=int, default=1, help="of scenes, the last ones, that are learnt from")
    parser.add_argument("--after", type=Path, help="weights to go on from; a larger network begins as this one")
    parser.add_argument("--channels", type=int, nargs=3, default=Shape().channels, help="of the convolutions")
    parser.add_argument("--dense", type=int, default=Shape().dense, help="units of the first dense layer")
    parser.add_argument("--peaks", type=int, default=128, help="peaks in a step")
    parser.add_argument("--alike", type=float, default=_ALIKE, help="what the similarity weighs beside distances")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument(
        "--half", action="store_true", help="compute in bfloat16, where the processor has it; weights stay float32"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(trainer.train(Trainer, options_from(sys.argv[1:])))
