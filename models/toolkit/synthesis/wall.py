"""A wall of pictures in a stream's memory: made a few at a time, made anew where the look changes, and then one
replaced after the other, so that no two looks at it are the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.toolkit.synthesis.latents import COUNT, Look

Array = np.ndarray[Any, Any]
Make = Callable[[list[int], Look], Array]

COLUMNS, ROWS = 6, 4
TILES = COLUMNS * ROWS
A_TURN = 4
"""Pictures that are made anew in one turn."""
REST = 0.8
"""Seconds from one picture that is replaced to the next."""
_STRIDE = 7
"""From one place to the next that is replaced: no two are neighbours."""


@dataclass(frozen=True)
class Wall:
    """``numbers`` of the pictures, int (24,), ``tiles`` RGB uint8 (24, side, side, 3); ``fresh``: which are made by the
    look ``look``, bool (24,); ``replaced`` counts, and ``at`` is when the last was, in seconds.
    """

    numbers: Array
    tiles: Array
    fresh: Array
    look: str
    replaced: int
    at: float

    @property
    def variety(self) -> float:
        """How much the pictures differ: the standard deviation of each value over the wall, on average; 0 to 127.5."""
        return float(self.tiles.astype(np.float32).std(0).mean())


def step(wall: Wall | None, look: Look, at: float, make: Make, *, changes: bool) -> Wall:
    """The wall a turn later. ``changes`` says whether pictures are replaced once all are made."""
    if wall is None:
        numbers = np.arange(TILES)
        tiles = make(numbers.tolist(), look)
        return Wall(numbers, tiles, np.ones(TILES, bool), look.key, 0, at)
    fresh = wall.fresh if wall.look == look.key else np.zeros(TILES, bool)
    numbers, replaced, since = wall.numbers.copy(), wall.replaced, wall.at
    places = np.flatnonzero(~fresh)[:A_TURN]
    if not len(places) and changes and not 0 <= at - since < REST:
        places = np.array([replaced * _STRIDE % TILES])
        numbers[places] = (TILES + replaced) % COUNT
        replaced, since = replaced + 1, at
    tiles, fresh = wall.tiles.copy(), fresh.copy()
    if len(places):
        tiles[places], fresh[places] = make(numbers[places].tolist(), look), True
    return Wall(numbers, tiles, fresh, look.key, replaced, since)


def remembered(wall: Wall) -> dict[str, Any]:
    """A wall as plain values and arrays."""
    return {**vars(wall), "numbers": wall.numbers.astype(np.int32), "fresh": wall.fresh.astype(np.uint8)}


def recalled(memory: Mapping[str, Any], side: int) -> Wall | None:
    """The wall that a stream remembers; None where it remembers none, or one of another size."""
    numbers, tiles, fresh = (_array(memory, name) for name in ("numbers", "tiles", "fresh"))
    if tiles.shape != (TILES, side, side, 3) or numbers.shape != (TILES,) or fresh.shape != (TILES,):
        return None
    return Wall(numbers, tiles, fresh.astype(bool), memory["look"], memory["replaced"], memory["at"])


def _array(memory: Mapping[str, Any], name: str) -> Array:
    found = memory.get(name)
    return found if isinstance(found, np.ndarray) else np.zeros(0)
