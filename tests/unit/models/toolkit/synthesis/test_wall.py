"""A wall of made pictures: made a few at a time, anew where the look changes, then one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.toolkit import memory as codec
from models.toolkit.synthesis import wall as walls
from models.toolkit.synthesis.latents import Look
from models.toolkit.synthesis.wall import A_TURN, REST, TILES, Wall

PLAIN, TRUNCATED = Look(-1, 1.0, ()), Look(-1, 0.5, ())
SIDE = 8


def make(numbers: list[int], look: Look) -> Any:
    """A picture of one colour: its number, and how it was looked at."""
    return np.stack([np.full((SIDE, SIDE, 3), (number % 256, 100 * look.psi, 0), np.uint8) for number in numbers])


def steps(wall: Wall | None, look: Look, count: int, at: float = 0.0, *, changes: bool = True) -> list[Wall]:
    found = []
    for turn in range(count):
        memory = codec.unpack("wall", codec.pack("wall", walls.remembered(wall))) if wall else {}
        wall = walls.step(walls.recalled(memory, SIDE), look, at + 1.1 * REST * turn, make, changes=changes)
        found.append(wall)
    return found


def of_number(wall: Wall) -> list[int]:
    return wall.tiles[:, 0, 0, 0].tolist()


def test_it_begins_whole_and_then_one_after_the_other_is_new() -> None:
    first, *rest = steps(None, PLAIN, 80)
    assert first.numbers.tolist() == of_number(first) == list(range(TILES))
    seen = set(range(TILES))
    for before, after in zip([first, *rest], rest, strict=False):
        (place,) = np.flatnonzero(before.numbers != after.numbers)
        assert after.numbers[place] not in seen, "none comes twice"
        seen.add(int(after.numbers[place]))
        assert of_number(after) == after.numbers.tolist()
    assert not set(rest[-1].numbers.tolist()) & set(range(TILES)), "every place has its turn"


def test_a_look_that_changes_makes_all_anew_and_nothing_new_meanwhile() -> None:
    wall = steps(None, PLAIN, 5)[-1]
    turns = TILES // A_TURN
    found = steps(wall, TRUNCATED, turns)
    assert [int(one.fresh.sum()) for one in found] == [A_TURN * turn for turn in range(1, turns + 1)]
    assert all((one.numbers == wall.numbers).all() for one in found)
    assert (found[-1].tiles[..., 1] == 50).all()


def test_it_stands_still_where_that_is_asked_for_and_between_two_changes() -> None:
    wall = steps(None, PLAIN, 3)[-1]
    assert (steps(wall, PLAIN, 9, changes=False)[-1].numbers == wall.numbers).all()
    soon = walls.step(wall, PLAIN, wall.at + REST / 2, make, changes=True)
    assert (soon.numbers == wall.numbers).all()
    earlier = walls.step(wall, PLAIN, wall.at - 1000, make, changes=True)
    assert (earlier.numbers != wall.numbers).any(), "another worker's clock is no obstacle"


def test_variety_is_none_where_all_are_alike() -> None:
    wall = steps(None, PLAIN, 1)[0]
    assert wall.variety > 1
    assert Wall(wall.numbers, wall.tiles[[0] * TILES], wall.fresh, "", 0, 0.0).variety == 0


@pytest.mark.parametrize("memory", [{}, {"tiles": 3}, {"tiles": np.zeros((TILES, 4, 4, 3), np.uint8)}])
def test_what_is_no_wall_is_none(memory: dict[str, Any]) -> None:
    assert walls.recalled(memory, SIDE) is None
