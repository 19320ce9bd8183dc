"""Painted shapes as they travel: hexadecimal digits, four cells each, row by row. Pure, and without OpenCV."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CELLS = 32
"""Along each side."""
DIGITS = CELLS * CELLS // 4


def as_mask(digits: str) -> Array:
    """``DIGITS`` hexadecimal digits → bool (32, 32), True where painted."""
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(digits), np.uint8))
    return bits.reshape(CELLS, CELLS).astype(bool)


def as_digits(mask: Array) -> str:
    """What ``as_mask`` reads; bool (32, 32)."""
    return np.packbits(mask.astype(np.uint8)).tobytes().hex()


def oval(across: float, down: float, wide: float, high: float) -> Array:
    """An ellipse, bool (32, 32): its middle and its half axes in shares of the side."""
    place = (np.arange(CELLS) + 0.5) / CELLS
    x, y = (place[None, :] - across) / wide, (place[:, None] - down) / high
    return np.asarray(x**2 + y**2 <= 1)


def sized(mask: Array, side: int) -> Array:
    """A mask of CELLS a side → float32 (side, side), 0..1: shares of cells, or each cell repeated; ``side`` is a power
    of two.
    """
    if side >= CELLS:
        times = side // CELLS
        return np.repeat(np.repeat(mask, times, 0), times, 1).astype(np.float32)
    block = CELLS // side
    return np.asarray(mask.reshape(side, block, side, block).mean((1, 3)), np.float32)


START = oval(0.44, 0.5, 0.27, 0.2)
"""What is painted when a page opens."""
