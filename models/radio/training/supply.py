"""The scenes that a run learns from, in files of its folder, since it takes minutes to make them; new ones at times.

A student that sees the same scenes again and again knows them by heart after a while: on scenes of its training it
was right in 0.61 where it had 0.54 on new ones of the same people. With a new file every so many steps, and the last
few in use, none is seen often.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.radio.training import data
from models.training.motion import Clip

Array = np.ndarray[Any, Any]
Rng = np.random.Generator
Tell = Callable[[int, int], None]
"""Hears of each scene that training waits for: the file's number, and the scene's."""


class Recipe(NamedTuple):
    """``scenes`` in a file, as ``data.make`` draws them with ``still`` and ``every``; a new file after ``renew`` steps,
    0 for never; so many ``files``, the last ones, are in use; ``seed``.
    """

    scenes: int
    still: float
    every: int
    renew: int
    files: int
    seed: int


class Stock(NamedTuple):
    """What a file holds, and the rows of it with and without somebody."""

    examples: data.Examples
    there: Array
    empty: Array


class Supply:
    """The last files; while they are in use, a process makes the next."""

    def __init__(self, folder: Path, clips: Sequence[Clip], recipe: Recipe, tell: Tell) -> None:
        self._folder, self._clips, self._recipe, self._tell = folder, clips, recipe, tell
        self._maker: Any = None
        self._newest = -1
        self.first = self._take(0)
        """The first file's, which is always kept."""
        self._stocks = {0: self.first}

    def at(self, step: int, rng: Rng) -> Stock:
        """One of the files that are learnt from after so many steps; where there is but one ever, ``rng`` stays."""
        if not self._recipe.renew:
            return self.first
        newest = step // self._recipe.renew
        if newest != self._newest:
            self._renew(newest)
        return self._stocks[int(rng.integers(min(self._stocks), newest + 1))]

    def _renew(self, newest: int) -> None:
        """Read what is missing of the last files, let those before them go, and have the next one made."""
        if self._maker is not None:
            self._maker.join()
        used = range(max(0, newest + 1 - self._recipe.files), newest + 1)
        self._stocks = {number: stock for number, stock in self._stocks.items() if number in used}
        for number in used:
            if number not in self._stocks:
                self._stocks[number] = self._take(number)
        for old in range(1, used.start):
            self._file(old).unlink(missing_ok=True)
        self._newest = newest
        # Never forked: TensorFlow's threads would be missing in the child. It ends with whoever trains.
        following = (self._file(newest + 1), self._clips, self._recipe, newest + 1)
        self._maker = multiprocessing.get_context("spawn").Process(target=write, args=following, daemon=True)
        self._maker.start()

    def _take(self, number: int) -> Stock:
        """A file, made where it is missing."""
        write(self._file(number), self._clips, self._recipe, number, self._tell)
        return self._read(number)

    def _read(self, number: int) -> Stock:
        with np.load(self._file(number)) as arrays:
            found = data.Examples(*(arrays[name] for name in data.Examples._fields))
        return Stock(found, np.flatnonzero(found.there), np.flatnonzero(~found.there))

    def _file(self, number: int) -> Path:
        return self._folder / ("scenes.npz" if number == 0 else f"scenes-{number}.npz")


def write(
    file: Path, clips: Sequence[Clip], recipe: Recipe, number: int, tell: Tell = lambda _number, _scenes: None
) -> None:
    """Make the scenes of a file, whose number is part of the seed, and put it there when it is whole."""
    if file.exists():
        return
    rng = np.random.default_rng(recipe.seed if number == 0 else (recipe.seed, number))
    made = data.make(clips, recipe.scenes, rng, partial(tell, number), still=recipe.still, every=recipe.every)
    unfinished = file.with_suffix(".partial.npz")
    np.savez(unfinished, **made._asdict())
    unfinished.replace(file)
