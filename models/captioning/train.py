"""Train the captioning network without a GPU: ``python -m models.captioning.train --data … --work … --run NAME``.

The encoder stays as it is, and what it sees is computed once; ``tune`` trains it too and makes better captions.

First with cross-entropy, then, as a run of its own that starts from another's weights (``--start``), on CIDEr
itself: self-critical training (Rennie et al., CVPR 2017), each sample judged against the mean of the picture's
other samples (Luo, 2020). A stopped run goes on at its last epoch; the same seed gives the same run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from models.captioning import decoding, judge, tokens, weights
from models.captioning.architecture import Shape, initial_weights
from models.captioning.batches import Batch, TrainingSet
from models.captioning.data import VIEWS
from models.captioning.decoding import BEAM, REWARD
from models.captioning.network import Captioner, Dropout
from models.captioning.rewards import Member
from models.captioning.writer import Writer
from models.flickr8k import CAPTIONS, DataError
from models.optimizer import Optimizer
from models.training import PROGRESS_EVERY, Run, add_options, rate_at

Array = np.ndarray[Any, Any]
Tensor = Any

_BETAS = (0.9, 0.98)


class Trainer:
    """One run: network, optimizer, data, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Run(options)
        self.set = TrainingSet(options.data, options.work, options.views, options.positions)
        self.network = self._network()
        learned = self.network.weights
        self.optimizer = Optimizer(
            learned, learned, betas=_BETAS, decay=options.decay, decays=_is_kernel, averaging=options.averaging,
        )  # fmt: skip
        self.epoch = self._done = 0
        # Samples take the captions' place: each picture comes once.
        self._size = (options.pictures, CAPTIONS if options.reinforce else options.captions)
        self.steps_an_epoch = self.set.steps(*self._size)
        self.writer = Writer(self.network)
        self.mean = Captioner(self.network.shape, self.optimizer.mean_weights())
        self.mean_writer = Writer(self.mean)
        self.jury = Member(self.set.references, self.set.vocabulary) if options.reinforce else None
        self._update = tf.function(self._traced_update, reduce_retracing=True)

    def _network(self) -> Captioner:
        options = self.options
        if options.start:
            network, vocabulary = weights.load(options.start)
            if vocabulary != self.set.vocabulary:
                raise DataError("the weights to start from have another vocabulary")
            return network
        shape = Shape(
            vocabulary=len(self.set.vocabulary), width=options.width, layers=options.layers, inner=4 * options.width,
            encoders=options.encoders, middle=options.middle, classes=options.classes, positions=options.positions,
            bag=options.bag > 0,
        )  # fmt: skip
        return Captioner(shape, initial_weights(shape, options.seed))

    def run(self) -> None:
        """Train the epochs that are left, with a checkpoint and the dev scores after each."""
        self._resume()
        references = judge.references_of(self.set.corpus, self.set.corpus.dev)
        views = [judge.dev_sights(self.options.work, self.set.corpus)]
        while self.epoch < self.options.epochs:
            loss = self._train_epoch()
            self.epoch += 1
            self.record.save(self.network.weights, self.optimizer.slots, epoch=self.epoch)
            for name, mean in self.optimizer.mean_weights().items():
                self.mean.weights[name].assign(mean)
            self.mean_writer.refresh()
            line = f"epoch {self.epoch}: loss {loss:.4f}"
            for label, width, reward in (("greedy", 1, 0.0), ("beam", BEAM, self.options.reward)):
                captions = judge.captions_of(self.mean_writer, self.set.vocabulary, views, width, reward)
                line += f"; {label} {judge.score(captions, references)}"
            self.record.log(line)
            file = self.record.folder / f"epoch-{self.epoch:02d}.npz"
            weights.save(file, self.network.shape, self.optimizer.mean_weights(), self.set.vocabulary)

    def _train_epoch(self) -> float:
        rng = np.random.default_rng((self.options.seed, self.epoch))
        losses: list[float] = []
        started = told = time.monotonic()
        for batch in self.set.batches(*self._size, rng, self.options.word_dropout):
            self.record.wait()
            losses.append(self._reinforce(batch, rng) if self.jury else self._imitate(batch))
            if time.monotonic() - told > PROGRESS_EVERY:
                told = time.monotonic()
                recent = sum(losses[-50:]) / len(losses[-50:])
                done = f"{len(losses)} of {self.steps_an_epoch}"
                self.record.log(f"epoch {self.epoch + 1}: step {done}, loss {recent:.4f}, {told - started:.0f} s")
        return sum(losses) / len(losses)

    def _imitate(self, batch: Batch) -> float:
        """One step of cross-entropy. Returns the loss."""
        weight = np.ones(batch.tokens.shape[1:3], np.float32)
        return self._step(batch, weight, self.options.smoothing)

    def _reinforce(self, batch: Batch, rng: np.random.Generator) -> float:
        """One step towards what scores better than the picture's other samples. Returns minus the mean CIDEr."""
        assert self.jury is not None
        samples = self.options.samples
        self.writer.refresh()
        step = self.writer.stepper(self.writer.look(batch.sights))
        length = self.network.shape.positions
        heat = self.options.temperature
        drawn = decoding.sample(step, len(batch.pictures), samples, rng, length=length, temperature=heat).tokens
        scores = np.array([
            [self.jury.score(picture, caption) for caption in many]
            for picture, many in zip(batch.pictures, drawn, strict=True)
        ])  # fmt: skip
        others = (scores.sum(1, keepdims=True) - scores) / (samples - 1)
        start = np.full((*drawn.shape[:2], 1), tokens.START, np.int32)
        sequence = np.concatenate([start, drawn], 2)
        batch = batch._replace(tokens=np.stack([sequence, sequence]))
        self._step(batch, (scores - others).astype(np.float32), 0.0)
        return -float(scores.mean())

    def _step(self, batch: Batch, weight: Array, smoothing: float) -> float:
        self._done += 1
        step = self._done
        bags = self.set.bags[batch.pictures if self.options.bag else batch.pictures[:0]]
        arguments = (*batch.sights, batch.tokens, weight, bags)
        tensors = [tf.constant(array) for array in arguments]
        numbers = (tf.constant(smoothing, tf.float32), tf.constant(self._rate(step), tf.float32), tf.constant(step))
        return float(self._update(*tensors, *numbers))

    def _traced_update(
        self, top: Tensor, middle: Tensor, logits: Tensor, words: Tensor, weight: Tensor, bags: Tensor,
        smoothing: Tensor, rate: Tensor, step: Tensor,
    ) -> Tensor:  # fmt: skip
        """words (2, B, C, T): what the network reads and what it should say; weight (B, C) of each caption.

        bags (B, vocabulary): the words that each picture's captions have, when they are a second task.
        """
        dropout = Dropout(self.options.dropout, (self.options.seed, step))
        with tf.GradientTape() as tape:
            top, middle, logits = (tf.cast(x, tf.float32) for x in (top, middle, logits))
            memory = self.network.memory(top, middle, logits, dropout)
            hidden = self.network.hidden(memory, words[0, :, :, :-1], dropout)
            targets = words[1, :, :, 1:]
            told = (targets != tokens.PAD) & (targets != tokens.UNKNOWN)
            scale = tf.boolean_mask(tf.broadcast_to(weight[..., None], tf.shape(targets)), told)
            logits = self.network.logits(tf.boolean_mask(hidden, told)) / self.options.temperature
            log_probs = tf.nn.log_softmax(logits)  # (words, vocabulary)
            said = tf.gather(log_probs, tf.boolean_mask(targets, told), batch_dims=1)
            each = (1 - smoothing) * said + smoothing * tf.reduce_mean(log_probs, 1)
            loss = -tf.reduce_mean(scale * each)
            if self.options.bag:
                bag = tf.nn.log_softmax(self.network.bag(memory))
                loss -= self.options.bag * tf.reduce_mean(tf.reduce_sum(bags * bag, 1))
        names = list(self.network.weights)
        variables = [self.network.weights[name] for name in names]
        gradients = tape.gradient(loss, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        self.optimizer.apply(dict(zip(names, gradients, strict=True)), rate, tf.cast(step, tf.float32))
        return loss

    def _rate(self, step: int) -> float:
        options = self.options
        total = self.steps_an_epoch * options.epochs
        return rate_at(step, rate=options.rate, warmup=options.warmup, total=total, least=0.05)

    def _resume(self) -> None:
        """Go on at the checkpoint, if there is one."""
        self.epoch = self.record.restore(self.network.weights, self.optimizer.slots, "epoch")
        self._done = self.epoch * self.steps_an_epoch
        if self.epoch:
            self.record.log(f"going on after epoch {self.epoch}")


def _is_kernel(name: str) -> bool:
    return name.endswith("kernel")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the plain recipe."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.train", description=__doc__)
    add_options(parser, work="the folder of the features; runs go into it", start="weights to start from (npz)")
    parser.add_argument("--reinforce", action="store_true", help="self-critical training on CIDEr")
    parser.add_argument("--samples", type=int, default=5, help="captions drawn for each picture")
    parser.add_argument(
        "--temperature", type=float, default=1.0,
        help="with --reinforce: of the policy; below 1 what label smoothing gave to every word is not drawn",
    )  # fmt: skip
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--pictures", type=int, default=24, help="pictures in a step")
    parser.add_argument("--captions", type=int, default=5, choices=range(1, CAPTIONS + 1), help="of each picture")
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--warmup", type=int, default=500, help="steps")
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--word-dropout", type=float, default=0.0)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--averaging", type=float, default=0.0, help="0.998: the mean of some 500 steps' weights")
    parser.add_argument("--views", type=int, default=2, choices=range(1, VIEWS + 1))
    parser.add_argument("--middle", action="store_true", help="look at the 14 × 14 features too")
    parser.add_argument("--classes", action="store_true", help="look at the ImageNet classes too")
    parser.add_argument("--bag", type=float, default=0.0, help="weight of the words in no order as a second task")
    parser.add_argument("--encoders", type=int, default=0, help="self-attention layers over the features")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--positions", type=int, default=21)
    parser.add_argument("--reward", type=float, default=REWARD, help="of the beam search, for each word")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train; returns the exit code."""
    from models import devices

    options = options_from(arguments)
    devices.configure("cpu", options.threads)
    Trainer(options).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
