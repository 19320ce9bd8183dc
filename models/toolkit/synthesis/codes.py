"""Pictures as a few numbers: their coordinates along the principal axes of the pictures that were learnt from (Sirovich
and Kirby, 1987; Turk and Pentland, Eigenfaces, 1991). From so many numbers a picture is redrawn, found again among the
training pictures, or drawn by chance, without any network. Pure.

Distances are the root of the mean squared difference of two redrawn pictures, in levels of 255.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

FILE = "nearest.npz"
AXES = 64
MOST = 8_000
"""Training pictures that are kept, at most."""


@dataclass(frozen=True)
class Kept:
    """``side`` of the pictures; how far a real picture that nothing was trained on is from the nearest training
    picture: the median of them (``typical``), and what a twentieth is nearer (``low``) or farther than (``high``).
    ``turns`` says that a picture means the same turned by quarters.
    """

    side: int
    typical: float
    low: float
    high: float
    turns: bool


class Near(NamedTuple):
    """A training picture as it is redrawn, turned to where it is nearest, RGB uint8 (side, side, 3), and how far."""

    picture: Array
    distance: float


class Codes:
    """``arrays``: ``mean`` float (3 · side²,), ``axes`` (k, 3 · side²), ``spread`` (k,), the standard deviation along
    each, ``steps`` (k,) and ``codes`` int8 (n, k), whose products with the steps are the coordinates.
    """

    def __init__(self, kept: Kept, arrays: Mapping[str, Array]) -> None:
        self.kept = kept
        self._mean, self._axes, self.spread = (
            np.asarray(arrays[name], np.float32) for name in ("mean", "axes", "spread")
        )
        self._kept = arrays["codes"] * np.asarray(arrays["steps"], np.float32)
        if self._axes.shape != (len(self.spread), 3 * kept.side**2) or self._kept.shape[1:] != self.spread.shape:
            raise ValueError(f"axes {self._axes.shape} and codes {self._kept.shape} do not fit")

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, pictures: Array) -> Array:
        """RGB uint8 (n, side, side, 3) → float32 (n, k)."""
        flat = pictures.reshape(len(pictures), -1).astype(np.float32)
        return np.asarray((flat - self._mean) @ self._axes.T)

    def redrawn(self, coordinates: Array) -> Array:
        """The other way: float (n, k) → RGB uint8 (n, side, side, 3)."""
        side = self.kept.side
        drawn = self._mean + np.asarray(coordinates, np.float32) @ self._axes
        return np.clip(np.rint(drawn), 0, 255).astype(np.uint8).reshape(-1, side, side, 3)

    def by_chance(self, normal: Array, psi: float) -> Array:
        """What no network draws: coordinates of a normal distribution, from standard normal numbers (n, k or more),
        drawn towards the mean by ``psi`` as styles are."""
        return self.redrawn(psi * normal[:, : len(self.spread)] * self.spread)

    def axis(self, place: int, steps: float) -> Array:
        """The mean, so many standard deviations along an axis: RGB uint8 (side, side, 3)."""
        coordinates = np.zeros((1, len(self.spread)), np.float32)
        coordinates[0, place] = steps * self.spread[place]
        return np.asarray(self.redrawn(coordinates)[0])

    def nearest(self, picture: Array, count: int) -> list[Near]:
        """The training pictures that are nearest, whichever way round: RGB uint8 (side, side, 3)."""
        ways = turned(picture, turns=self.kept.turns)
        apart = self._apart(self.of(np.stack(ways)))
        rows = np.argsort(apart.min(0), kind="stable")[:count]
        redrawn = self.redrawn(self._kept[rows])
        found = []
        for row, drawn in zip(rows, redrawn, strict=True):
            way = int(apart[:, row].argmin())
            found.append(Near(_back(drawn, way), float(apart[way, row])))
        return found

    def distances(self, pictures: Array) -> Array:
        """From each of them to its nearest training picture, whichever way round: (n,)."""
        ways = [turned(one, turns=self.kept.turns) for one in pictures]
        return np.asarray([self._apart(self.of(np.stack(each))).min() for each in ways])

    def _apart(self, coordinates: Array) -> Array:
        """(m, k) → (m, n), in levels."""
        own, its = (coordinates**2).sum(1)[:, None], (self._kept**2).sum(1)
        squared = np.maximum(own + its - 2 * coordinates @ self._kept.T, 0)
        return np.asarray(np.sqrt(squared / (3 * self.kept.side**2)))


def turned(picture: Array, *, turns: bool) -> list[Array]:
    """A picture as it is and mirrored, and where ``turns`` both also turned by quarters."""
    quarters = range(4) if turns else range(1)
    return [np.rot90(one, quarter) for quarter in quarters for one in (picture, picture[:, ::-1])]


def _back(picture: Array, way: int) -> Array:
    """A training picture turned as the one is that it is near to, which was turned that way to meet it."""
    upright = np.rot90(picture, -(way // 2))
    return np.ascontiguousarray(upright[:, ::-1] if way % 2 else upright)


def load(folder: Path) -> Codes:
    """Those beside a demo. Raises models.toolkit.weightfiles.WeightsFileError."""
    from models.toolkit import weightfiles

    return weightfiles.load(folder / FILE, lambda arrays, shape: Codes(Kept(**shape), arrays))
