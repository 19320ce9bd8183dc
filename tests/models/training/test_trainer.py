"""The loop that every training here has, on a line to be fitted."""

from __future__ import annotations

import argparse

import numpy as np
import pytest
import tensorflow as tf

from models.training import trainer
from models.training.training import RunError, add_options
from tests.support.training import stops

pytestmark = pytest.mark.models


class Line(trainer.Trainer):
    """y = 3 x + 1, by eight points a step."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        self.drawn: list[int] = []
        self.scored: list[int] = []
        names = ("kernel", "bias", "still")
        self.learn({name: tf.Variable(0.0) for name in names}, learned=("kernel", "bias", "still"))

    def batch(self, step):
        self.drawn.append(step)
        x = np.random.default_rng((self.options.seed, step)).normal(size=8).astype(np.float32)
        return x, 3 * x + 1

    def loss(self, x, y):
        return tf.reduce_mean(tf.square(self.weights["kernel"] * x + self.weights["bias"] - y))

    def score(self):
        self.scored.append(self.step)
        self.record.log(f"step {self.step}: scored")


def begun(folder, run="a", *more):
    parser = argparse.ArgumentParser()
    add_options(parser, work="")
    trainer.add_recipe(parser, steps=12, rate=0.1, decay=0.01, averaging=0.9, score_every=4)
    given = ["--data", "none", "--work", str(folder), "--run", run, "--warmup", "2", *more]
    return Line(parser.parse_args(given))


def state(one):
    with np.load(one.record.folder / "checkpoint.npz") as arrays:
        return {name: arrays[name].copy() for name in arrays.files}


def test_it_learns_scores_at_times_and_at_the_end_and_keeps_a_checkpoint(tmp_path) -> None:
    line = begun(tmp_path, "a", "--steps", "150", "--score-every", "60")
    line.run()
    assert line.scored == [60, 120, 150]
    assert line.weights["kernel"].numpy() == pytest.approx(3, abs=0.3)
    assert line.weights["still"].numpy() == 0, "what the loss does not depend on stays"
    kept = state(line)
    assert kept["step"] == 150
    assert kept["weight/kernel"] == line.weights["kernel"].numpy()
    assert line.drawn[:150] == list(range(150)), "each step's batch is drawn, in order"


def test_a_stopped_run_ends_bit_for_bit_as_one_that_was_not(tmp_path) -> None:
    whole, stopped, halves = begun(tmp_path, "whole"), begun(tmp_path, "halves"), begun(tmp_path, "halves")
    whole.run()
    with stops(stopped):
        stopped.run()
    assert state(stopped)["step"] == 4
    halves.run()
    assert halves.drawn[0] == 4
    assert halves.scored == [8, 12]
    assert "going on after step 4" in (halves.record.folder / "log.txt").read_text()
    one, other = state(whole), state(halves)
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert array.tobytes() == other[name].tobytes(), name


def test_a_run_at_its_end_learns_no_more_and_scores(tmp_path) -> None:
    begun(tmp_path).run()
    before = state(begun(tmp_path))
    again = begun(tmp_path)
    again.run()
    assert again.scored == [12]
    assert state(again)["weight/kernel"] == before["weight/kernel"]


def test_another_seed_is_refused(tmp_path) -> None:
    begun(tmp_path).run()
    with pytest.raises(RunError, match="another seed"):
        begun(tmp_path, "a", "--seed", "2").run()


def test_a_run_begins_with_the_averaged_weights_of_another(tmp_path) -> None:
    first = begun(tmp_path)
    first.run()
    second = begun(tmp_path, "b", "--start", str(first.record.folder / "checkpoint.npz"), "--steps", "0")
    second.run()
    assert second.weights["kernel"].numpy() == state(first)["mean/kernel"] != state(first)["weight/kernel"]


def test_checkpoints_come_by_the_clock_too(tmp_path) -> None:
    line = begun(tmp_path, "a", "--save-every", "-1", "--score-every", "1000")
    kept = []
    learn = line._learn_from

    def watched(batch):
        if line.step:
            kept.append(int(state(line)["step"]))
        return learn(batch)

    line._learn_from = watched
    line.run()
    assert kept == list(range(1, 12))


def test_dropout_leaves_the_mean_as_it_is() -> None:
    kept = trainer.kept(np.random.default_rng(0), (400, 50), 0.25)
    assert kept.dtype == np.float32
    assert set(np.unique(kept)) == {np.float32(0), np.float32(1 / 0.75)}
    assert kept.mean() == pytest.approx(1, abs=0.02)
