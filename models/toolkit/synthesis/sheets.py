"""What is shown, put together: the wall, a step of the walk, a mixture of two, a picture as it grows, one beside those
that it is near to or beside what needs no network; and the mark.

A sheet is RGB uint8 (432, 576, 3): 576 × 384 with pictures, and a strip of 48 below that says what they are not. The
page writes it anew in its visitor's language; here it is part of every picture that leaves the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from models.toolkit.synthesis.wall import COLUMNS, TILES

Array = np.ndarray[Any, Any]

WIDTH, HEIGHT, STRIP = 576, 384, 48
TILE = WIDTH // COLUMNS
HALF, THIRD = HEIGHT // 2, WIDTH // 3
_GROUND, _PAPER, _INK = (24, 22, 20), (11, 10, 8), (255, 255, 255)
_FEW = 4
"""Stages of growth that stand two by two."""
PARTS = 3
"""Small pictures below each of two that are compared."""


def wall(tiles: Array) -> Array:
    """tiles RGB uint8 (24, side, side, 3) → their wall, six by four."""
    sheet = _empty()
    for place in range(TILES):
        _put(sheet, tiles[place], place % COLUMNS * TILE, place // COLUMNS * TILE, TILE)
    return sheet


def walk(begin: Array, here: Array, end: Array) -> Array:
    """The picture on the way, and beside it, smaller, the two between which it is."""
    sheet, middle = _empty(), (HEIGHT - TILE) // 2
    _put(sheet, begin, 0, middle, TILE)
    _put(sheet, here, TILE, 0, HEIGHT)
    _put(sheet, end, WIDTH - TILE, middle, TILE)
    return sheet


def mixture(first: Array, second: Array, made: Array) -> Array:
    """Two pictures one above the other, and what is made of both."""
    sheet = _empty()
    _put(sheet, first, 0, 0, HALF)
    _put(sheet, second, 0, HALF, HALF)
    _put(sheet, made, HALF, 0, HEIGHT)
    return sheet


def growth(stages: Sequence[Array]) -> Array:
    """A picture at each side from 4 × 4 on, RGB uint8, its pixels as they are; at most six."""
    columns = 2 if len(stages) <= _FEW else 3
    left = (WIDTH - columns * THIRD) // 2
    sheet = _empty()
    for place, stage in enumerate(stages):
        across, down = left + place % columns * THIRD, place // columns * THIRD
        _put(sheet, stage, across, down, THIRD, cv2.INTER_NEAREST)
    return sheet


def nearest(made: Array, redrawn: Array, near: Sequence[Array]) -> Array:
    """A made picture, the same from its few numbers, and below three of the training from theirs."""
    sheet = _empty()
    for place, picture in enumerate((made, redrawn)):
        _put(sheet, picture, THIRD // 2 + place * THIRD, 0, HALF)
    for place, picture in enumerate(near):
        _put(sheet, picture, place * THIRD, HALF, HALF)
    return sheet


def compared(one: tuple[Array, Sequence[Array]], other: tuple[Array, Sequence[Array]]) -> Array:
    """Two pictures side by side, and below each the three that it is made of."""
    sheet = _empty()
    for side, (picture, parts) in enumerate((one, other)):
        left = side * WIDTH // 2
        _put(sheet, picture, left, 0, WIDTH // 2)
        for place, part in enumerate(parts):
            _put(
                sheet,
                part,
                left + place * TILE,
                HEIGHT - TILE,
                TILE,
                cv2.INTER_CUBIC if side == 0 else cv2.INTER_NEAREST,
            )
    return sheet


def marked(sheet: Array, mark: str) -> Array:
    """The sheet with a sentence in its strip; ASCII."""
    sheet[HEIGHT:] = _PAPER
    cv2.putText(sheet, mark, (12, HEIGHT + 31), cv2.FONT_HERSHEY_SIMPLEX, 0.7, _INK, 1, cv2.LINE_AA)
    return sheet


def _empty() -> Array:
    return np.full((HEIGHT + STRIP, WIDTH, 3), _GROUND, np.uint8)


def _put(sheet: Array, picture: Array, left: int, top: int, side: int, how: int = cv2.INTER_CUBIC) -> None:
    sheet[top : top + side, left : left + side] = cv2.resize(picture, (side, side), interpolation=how)
