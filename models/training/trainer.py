"""The loop of the networks that are trained here with TensorFlow: batches, AdamW, checkpoints, progress, scores."""

from __future__ import annotations

import abc
import argparse
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import tensorflow as tf

from models.toolkit import devices
from models.training.optimizer import Optimizer
from models.training.training import PROGRESS_EVERY, Run, begin_with, rate_at

Array = np.ndarray[Any, Any]
Tensor = Any

_BETAS = (0.9, 0.99)


class Trainer(abc.ABC):
    """One run: weights, optimizer, what is learnt from, and where it stands.

    A kind of network says how a step's batch is drawn, what its loss is and how it scores; its ``__init__`` ends with
    ``learn``. options: as ``add_options`` of models.training.training and ``add_recipe`` declare them.
    """

    least_rate = 0.02
    """The share of the learning rate that is left at the end."""
    weights: dict[str, Any]
    optimizer: Optimizer

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Run(options)
        self.step = 0

    @abc.abstractmethod
    def batch(self, step: int) -> Sequence[Array]:
        """What the step after so many steps learns from; the same seed and step draw the same. No TensorFlow here:
        it is drawn in a thread of its own while the step before is computed."""

    @abc.abstractmethod
    def loss(self, *batch: Tensor) -> Tensor:
        """The batch's loss, a scalar; it is traced."""

    @abc.abstractmethod
    def score(self) -> None:
        """Log how the averaged weights do on what was held out; write them where that chooses what goes with them."""

    def learn(
        self,
        weights: dict[str, Any],
        *,
        learned: Collection[str] | None = None,
        decays: Callable[[str], bool] = lambda name: name.endswith("kernel"),
        share: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        """Say what learns: variables by name; ``learned``, ``decays`` and ``share`` as ``Optimizer`` takes them."""
        self.weights = weights
        self.optimizer = Optimizer(
            weights,
            weights if learned is None else learned,
            betas=_BETAS,
            decay=self.options.decay,
            decays=decays,
            averaging=self.options.averaging,
            share=share,
        )
        self._update = tf.function(self._traced_update, reduce_retracing=True)

    def run(self) -> None:
        """Train the steps that are left, with a checkpoint every few minutes, and one and scores at times and last."""
        self._begin()
        told = saved = time.monotonic()
        losses: list[float] = []
        for batch in self._batches():
            self.record.wait()
            losses.append(self._learn_from(batch))
            now = time.monotonic()
            if now - told > PROGRESS_EVERY:
                self._tell(losses, now - told)
                told, losses = now, []
            due = self.step % self.options.score_every == 0 and self.step < self.options.steps
            if due or now - saved > self.options.save_every:
                self._save()
                saved = now
            if due:
                self.score()
        self._save()
        self.score()

    def _begin(self) -> None:
        """Go on at this run's checkpoint, or begin with the averaged weights of the run to start from."""
        self.step = self.record.restore(self.weights, self.optimizer.slots, "step")
        if self.step:
            self.record.log(f"going on after step {self.step}")
        elif self.options.start:
            begin_with(self.options.start, self.weights, self.optimizer.slots)
            self.record.log(f"beginning with the weights of {self.options.start}")

    def _batches(self) -> Iterator[Sequence[Array]]:
        """Of the steps that are left, each drawn while the one before is computed."""
        with ThreadPoolExecutor(1) as pool:
            following = pool.submit(self.batch, self.step)
            for step in range(self.step + 1, self.options.steps + 1):
                ready, following = following.result(), pool.submit(self.batch, step)
                yield ready

    def _learn_from(self, batch: Sequence[Array]) -> float:
        options = self.options
        self.step += 1
        rate = rate_at(self.step, rate=options.rate, warmup=options.warmup, total=options.steps, least=self.least_rate)
        return float(self._update(*batch, np.float32(rate), np.float32(self.step)))

    def _traced_update(self, *given: Tensor) -> Tensor:
        *batch, rate, step = given
        with tf.GradientTape() as tape:
            loss = self.loss(*batch)
        found = tape.gradient(loss, [self.weights[name] for name in self.optimizer.learned])
        gradients = zip(self.optimizer.learned, found, strict=True)
        self.optimizer.apply({name: one for name, one in gradients if one is not None}, rate, step)
        return loss

    def _tell(self, losses: Sequence[float], seconds: float) -> None:
        pace = seconds / len(losses)
        done = f"step {self.step} of {self.options.steps}"
        self.record.log(f"{done}, loss {np.mean(losses):.4f}, {pace:.3f} s a step")

    def _save(self) -> None:
        self.record.save(self.weights, self.optimizer.slots, step=self.step)


def kept(rng: np.random.Generator, shape: Sequence[int], dropout: float) -> Array:
    """What dropout leaves, to multiply by: float32 of this shape, 0 or 1 / (1 - dropout)."""
    return ((rng.random(shape) >= dropout) / (1 - dropout)).astype(np.float32)


def add_recipe(
    parser: argparse.ArgumentParser, *, steps: int, rate: float, decay: float, averaging: float, score_every: int
) -> None:
    """Declare what every recipe has, with this one's defaults."""
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--decay", type=float, default=decay)
    parser.add_argument("--averaging", type=float, default=averaging)
    parser.add_argument("--score-every", type=int, default=score_every, help="steps")
    parser.add_argument("--save-every", type=float, default=180, help="seconds")


def train(trainer: Callable[[argparse.Namespace], Trainer], options: argparse.Namespace) -> int:
    """Run one on the processor; returns the exit code."""
    devices.configure("cpu", options.threads)
    tf.random.set_seed(options.seed)
    trainer(options).run()
    return 0
