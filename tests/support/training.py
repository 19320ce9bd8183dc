"""Runs of training that are stopped on their way."""

from __future__ import annotations

import contextlib

import pytest


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
