"""What every training run has: a folder with its log and checkpoint, a way to wait and to go on, common options."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

PROGRESS_EVERY = 30.0
"""Seconds between two lines about how far a run is."""


STARTS = "another run's checkpoint to start from"
"""What ``--start`` is for where nothing else is said."""


class RunError(ValueError):
    """A run cannot go on as it was asked to."""


class Run:
    """A training run's folder. options: as ``add_options`` declares them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.folder: Path = options.work / options.run
        self.folder.mkdir(parents=True, exist_ok=True)
        self._seed, self._pause_file = options.seed, options.pause_file

    def log(self, line: str) -> None:
        """Say and keep a line, with the time."""
        stamped = f"{time.strftime('%H:%M:%S')} {line}\n"
        sys.stdout.write(stamped)
        sys.stdout.flush()
        with (self.folder / "log.txt").open("a") as file:
            file.write(stamped)

    def wait(self) -> None:
        """Wait as long as the pause file exists."""
        while self._pause_file and self._pause_file.exists():
            time.sleep(1)

    def save(self, weights: Mapping[str, Any], slots: Mapping[str, Any], **numbers: int) -> None:
        """Write the checkpoint, whole or not at all: variables by name, an optimizer's, where the run stands."""
        arrays: dict[str, Any] = {f"weight/{name}": variable.numpy() for name, variable in weights.items()}
        arrays |= {name: slot.numpy() for name, slot in slots.items()} | {"seed": self._seed, **numbers}
        fresh = self.folder / "checkpoint.tmp.npz"
        np.savez(fresh, **arrays)
        fresh.replace(self.folder / "checkpoint.npz")

    def restore(self, weights: Mapping[str, Any], slots: Mapping[str, Any], number: str) -> int:
        """Read the checkpoint into the variables; ``number`` as it was saved, 0 when there is no checkpoint.

        Raises RunError when it was made with another seed.
        """
        file = self.folder / "checkpoint.npz"
        if not file.exists():
            return 0
        with np.load(file, allow_pickle=False) as arrays:
            if int(arrays["seed"]) != self._seed:
                raise RunError("the checkpoint was made with another seed")
            _assign(weights, arrays, "weight/")
            _assign(slots, arrays)
            return int(arrays[number])


def begin_with(checkpoint: Path, weights: Mapping[str, Any], slots: Mapping[str, Any]) -> None:
    """Begin with the averaged weights of another run, and with its optimizer's variables."""
    with np.load(checkpoint, allow_pickle=False) as arrays:
        _assign(weights, arrays, "mean/")
        _assign(slots, arrays)


def rate_at(step: int, *, rate: float, warmup: int, total: int, least: float) -> float:
    """The learning rate: linear warm-up, then half a cosine down to the share ``least``."""
    warm = min(1.0, step / max(1, warmup))
    cosine = (1 + math.cos(math.pi * min(1, step / total))) / 2
    return float(rate * warm * (least + (1 - least) * cosine))


def add_options(parser: argparse.ArgumentParser, *, work: str, start: str = STARTS, data: str = "flickr8k.tar") -> None:
    """Declare what ``Run`` needs, and what every training command takes. work, start, data: what these are here."""
    parser.add_argument("--data", type=Path, required=True, help=data)
    parser.add_argument("--work", type=Path, required=True, help=work)
    parser.add_argument("--run", required=True, help="the run's name")
    add_running(parser, start)


def add_running(parser: argparse.ArgumentParser, start: str = STARTS) -> None:
    """Declare how a run begins and how it runs."""
    parser.add_argument("--start", type=Path, help=start)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause-file", type=Path, help="training waits while this file exists")


def _assign(variables: Mapping[str, Any], arrays: Mapping[str, Array], prefix: str = "") -> None:
    for name, variable in variables.items():
        variable.assign(arrays[prefix + name])
