"""The scenes that a run learns from, in files of its folder, since it takes minutes to make them; new ones at times.

A student that sees the same scenes again and again knows them by heart after a while: on scenes of its training it
was right in 0.61 where it had 0.54 on new ones of the same people. With a new file every so many steps, and the last
few in use, none is seen often.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.radio.training import data
from models.training.motion import Clip

Array = np.ndarray[Any, Any]
Rng = np.random.Generator


class Recipe(NamedTuple):
    """``scenes`` in a file, as ``data.make`` draws them with ``still`` and ``every``; a new file after ``renew`` steps,
    0 for never; so many ``files``, the last ones, are in use; the run has so many ``steps``; ``seed``.
    """

    scenes: int
    still: float
    every: int
    renew: int
    files: int
    steps: int
    seed: int


class Stock(NamedTuple):
    """What a file holds, and the rows of it with and without somebody."""

    examples: data.Examples
    there: Array
    empty: Array


class Supply:
    """The last files; while they are in use, a process makes the next."""

    def __init__(self, folder: Path, clips: Sequence[Clip], recipe: Recipe, say: Callable[[str], None]) -> None:
        self._folder, self._clips, self._recipe, self._say = folder, clips, recipe, say
        self._pool: ProcessPoolExecutor | None = None
        self._next: Future[None] | None = None
        self._ordered = 0
        self._newest = -1
        self.first = self._take(0)
        """The first file's, which is always kept."""
        self._stocks = {0: self.first}

    def at(self, step: int, rng: Rng) -> Stock:
        """One of the files that are learnt from after so many steps; where there is but one ever, ``rng`` stays."""
        renew = self._recipe.renew
        if not renew:
            return self.first
        newest = step // renew
        if newest != self._newest:
            self._renew(newest)
        if self._ordered != newest + 1 and (newest + 1) * renew < self._recipe.steps:
            self._order(newest + 1)
        return self._stocks[int(rng.integers(min(self._stocks), newest + 1))]

    def close(self) -> None:
        """End the process that makes the next file, once that is made."""
        if self._pool is not None:
            self._pool.shutdown()

    def _renew(self, newest: int) -> None:
        """Read what is missing of the last files, and let those before them go."""
        if self._next is not None:
            self._next.result()
        used = range(max(0, newest + 1 - self._recipe.files), newest + 1)
        self._stocks = {number: stock for number, stock in self._stocks.items() if number in used}
        for number in used:
            if number not in self._stocks:
                self._stocks[number] = self._take(number)
        for old in range(1, used.start):
            self._file(old).unlink(missing_ok=True)
        self._newest = newest

    def _take(self, number: int) -> Stock:
        """A file, made where it is missing."""
        if not self._file(number).exists():
            self._say(f"making {self._recipe.scenes} scenes, file {number}")
            write(self._file(number), self._clips, self._recipe, number)
        return self._read(number)

    def _order(self, number: int) -> None:
        # Never forked: TensorFlow's threads would be missing in the child.
        self._pool = self._pool or ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._next = self._pool.submit(write, self._file(number), self._clips, self._recipe, number)
        self._ordered = number

    def _read(self, number: int) -> Stock:
        with np.load(self._file(number)) as arrays:
            found = data.Examples(*(arrays[name] for name in data.Examples._fields))
        self._say(f"file {number}: {len(found.there)} peaks, {found.there.mean():.3f} with somebody")
        return Stock(found, np.flatnonzero(found.there), np.flatnonzero(~found.there))

    def _file(self, number: int) -> Path:
        return self._folder / ("scenes.npz" if number == 0 else f"scenes-{number}.npz")


def write(file: Path, clips: Sequence[Clip], recipe: Recipe, number: int) -> None:
    """Make the scenes of a file, whose number is part of the seed, and put it there when it is whole."""
    if file.exists():
        return
    rng = np.random.default_rng(recipe.seed if number == 0 else (recipe.seed, number))
    made = data.make(clips, recipe.scenes, rng, still=recipe.still, every=recipe.every)
    partial = file.with_suffix(".partial.npz")
    np.savez(partial, **made._asdict())
    partial.replace(file)
