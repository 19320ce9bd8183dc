"""Several pictures of one shape side by side, as one picture with the proportions of each.

All pictures are RGB uint8 of shape (height, width, 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

SIDE = 640
"""The longer side of what is drawn, in pixels."""
GROUND = (24, 27, 34)
LIGHT = (250, 250, 250)
EDGE = (16, 18, 24)
GAP = 2


def canvas_size(height: int, width: int) -> tuple[int, int]:
    """(height, width) of what is drawn for a frame: its proportions, the longer side ``SIDE``."""
    scale = SIDE / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def tile_size(height: int, width: int, side: int) -> tuple[int, int]:
    """(height, width) of a tile when ``side`` × ``side`` of them fill the canvas of a frame."""
    tall, wide = canvas_size(height, width)
    return max(1, (tall - GAP * (side - 1)) // side), max(1, (wide - GAP * (side - 1)) // side)


def mosaic(tiles: Sequence[Array], side: int) -> Array:
    """Tiles of one shape, row after row, ``side`` in each of ``side`` rows; what is missing stays dark.

    Grey ones, (height, width), make a grey mosaic.
    """
    tall, wide = tiles[0].shape[:2]
    whole = np.zeros((side * (tall + GAP) - GAP, side * (wide + GAP) - GAP, *tiles[0].shape[2:]), np.uint8)
    if whole.ndim == 3:
        whole[:] = GROUND
    for number, tile in enumerate(tiles[: side * side]):
        top, left = (number // side) * (tall + GAP), (number % side) * (wide + GAP)
        whole[top : top + tall, left : left + wide] = tile
    return whole


def scaled(values: Array, size: tuple[int, int], *, cells: bool = False) -> Array:
    """A map or picture at another (height, width): smooth, or with each number as a cell to be seen."""
    method = cv2.INTER_NEAREST if cells else cv2.INTER_LINEAR
    if not cells and size[0] < values.shape[0]:
        method = cv2.INTER_AREA
    return np.asarray(cv2.resize(values, (size[1], size[0]), interpolation=method))


def write(picture: Array, text: str, scale: float = 0.55) -> None:
    """A caption in the lower left corner, readable on any ground. Draws on the picture."""
    (wide, tall), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    if picture.shape[0] < 3 * tall or picture.shape[1] < wide // 2:
        return
    bottom = picture.shape[0] - base - 4
    cv2.rectangle(picture, (0, bottom - tall - 6), (wide + 14, picture.shape[0]), EDGE, cv2.FILLED)
    cv2.putText(picture, text, (7, bottom), cv2.FONT_HERSHEY_SIMPLEX, scale, LIGHT, 1, cv2.LINE_AA)
