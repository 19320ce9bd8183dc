"""Colour hints: points that a visitor set, as the network takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.colorization import lab
from models.colorization.sizes import HINT_SCALE

Array = np.ndarray[Any, Any]

REACH = 1
"""A hint covers its cell and so many around it."""


def to_cells(points: Sequence[Mapping[str, Any]], cells: int) -> Array:
    """Points {x, y, colour} → float32 (cells, cells, 3): a and b divided by 110, and 1, where there is a hint."""
    hints = np.zeros((cells, cells, 3), np.float32)
    for point in points:
        row, column = cell_of(point, cells)
        rows, columns = (slice(max(0, at - REACH), at + REACH + 1) for at in (row, column))
        hints[rows, columns] = (*(ab_of(point["colour"]) / HINT_SCALE), 1)
    return hints


def cell_of(point: Mapping[str, Any], cells: int) -> tuple[int, int]:
    """Row and column of the cell in which a point lies."""
    return min(cells - 1, int(point["y"] * cells)), min(cells - 1, int(point["x"] * cells))


def ab_of(colour: str) -> Array:
    """The ab of a colour written as #rrggbb, float32 (2,)."""
    rgb = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8).reshape(1, 1, 3)
    return np.asarray(lab.to_lab(rgb)[0, 0, 1:])
