"""A number drawn in a picture's pixels, which survives JPEG and VP8: what tells which frame a result belongs to.

Twenty cells of 32 × 16 pixels in the first rows of a 640 × 480 picture: 16 bits of the number, lowest first, and a
checksum of 4 bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

WIDTH, HEIGHT, BITS, CHECK = 32, 16, 16, 4


def _checksum(number: int) -> int:
    return (number * 7 + 5) % 16


def draw(picture: Array, number: int) -> Array:
    """Draw ``number`` (0 to 65535) on a picture of shape (480, 640, 3), uint8, in place."""
    code = number | _checksum(number) << BITS
    for cell in range(BITS + CHECK):
        picture[:HEIGHT, cell * WIDTH : (cell + 1) * WIDTH] = 255 if code >> cell & 1 else 0
    return picture


def read(picture: Array) -> int | None:
    """The number in a picture of that shape (or grey, without the last dimension), None where there is none."""
    inner = picture[4 : HEIGHT - 4, : WIDTH * (BITS + CHECK)].reshape(HEIGHT - 8, BITS + CHECK, WIDTH, -1)
    light = inner[:, :, 8 : WIDTH - 8].mean(axis=(0, 2, 3)) > 127
    code = sum(1 << cell for cell in range(BITS + CHECK) if light[cell])
    number = code & (1 << BITS) - 1
    return number if code >> BITS == _checksum(number) else None


def keep(source: Array, result: Array) -> Array:
    """Copy the number from a frame to what a model made of it, in place; both of shape (480, 640, 3)."""
    result[:HEIGHT] = source[:HEIGHT]
    return result
