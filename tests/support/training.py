"""Runs of training that are stopped on their way."""

from __future__ import annotations

import contextlib

import pytest
import tensorflow as tf


class Stopped(Exception):
    """The process was ended."""


@contextlib.contextmanager
def stops(trainer):
    """The run ends within this at its first score, right after a checkpoint, as if its process had been ended."""

    def end() -> None:
        raise Stopped

    trainer.score = end
    with pytest.raises(Stopped):
        yield


@contextlib.contextmanager
def step_by_step():
    """Without graphs: for a few steps it takes longer to trace one, anew for each run, than to compute them."""
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
