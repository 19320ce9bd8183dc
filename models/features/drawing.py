"""Feature maps and filters as pictures. Pictures are RGB uint8 (height, width, 3), levels uint8 (height, width)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from models.toolkit.mosaic import EDGE, GROUND, canvas_size, mosaic, scaled, tile_size

Array = np.ndarray[Any, Any]

MOST = 6.0
"""ReLU6: no number of a map is larger."""
SEEN = 512
"""Columns of maps side by side, or rows of a portrait, that are worth sending."""
_ACCENT = (252, 180, 66)

_COLOURS = np.ascontiguousarray(
    cv2.applyColorMap(np.arange(256, dtype=np.uint8)[None], cv2.COLORMAP_INFERNO)[0, :, ::-1], np.uint8
)
"""(256, 3): dark to bright, so that it reads in grey as well."""
_SHARE = np.minimum(np.arange(256) / 160, 1)
"""How much of the light is seen over a picture, by level."""
_LIGHT = np.round(_COLOURS * _SHARE[:, None]).astype(np.uint8)
_DIMMED = np.round(0.55 * 255 * (1 - _SHARE)).astype(np.uint8)


def levels(maps: Array, channels: Sequence[int], side: int) -> list[Array]:
    """Some of the maps (h, w, C), 0..6, as uint8, 255 for 6; reduced where ``side`` of them in a row would have
    more columns than can be seen."""
    found = [np.rint(np.clip(maps[:, :, channel] * (255 / MOST), 0, 255)).astype(np.uint8) for channel in channels]
    tall, wide = maps.shape[:2]
    scale = SEEN / side / max(tall, wide)
    if scale >= 1:
        return found
    size = (max(1, round(tall * scale)), max(1, round(wide * scale)))
    return [scaled(level, size) for level in found]


def grid(frame: Array, maps: Sequence[Array], side: int, *, over: bool) -> Array:
    """Maps, levels of one shape, as ``side`` × ``side`` tiles with the proportions of the frame."""
    size = tile_size(frame.shape[0], frame.shape[1], side)
    whole = mosaic([scaled(level, size, cells=not over) for level in maps], side)
    return _lit(whole, mosaic([_grey(frame, size)] * len(maps), side)) if over else _table(whole, _COLOURS)


def alone(frame: Array, level: Array, *, over: bool) -> Array:
    """One map, as large as the picture: each number a cell, or laid over the grey frame."""
    size = canvas_size(frame.shape[0], frame.shape[1])
    whole = scaled(level, size, cells=not over)
    return _lit(whole, _grey(frame, size)) if over else _table(whole, _COLOURS)


def filters_grid(frame: Array, filters: Sequence[Array], shares: Sequence[float], side: int) -> Array:
    """Filters as pictures, each with a bar for its share, 0..1, of the strongest answer to the frame now."""
    size = tile_size(frame.shape[0], frame.shape[1], side)
    return mosaic([_with_bar(one, share, size) for one, share in zip(filters, shares, strict=True)], side)


def filter_beside_map(frame: Array, filter: Array, level: Array) -> Array:
    """One filter as a picture, on the left, and what it makes of the frame, on the right."""
    tall, wide = canvas_size(frame.shape[0], frame.shape[1])
    half = max(1, wide // 2)
    right = np.empty((tall, max(1, wide - half), 3), np.uint8)
    right[:] = GROUND
    size = (max(1, tall * right.shape[1] // wide), right.shape[1])
    top = (tall - size[0]) // 2
    right[top : top + size[0]] = _table(scaled(level, size, cells=True), _COLOURS)
    return np.hstack([_centred(filter, (tall, half)), right])


def picture_of(kernel: Array) -> Array:
    """A filter (3, 3, RGB) as a picture: grey is 0, brighter is positive, darker negative, colour by colour."""
    most = max(float(np.abs(kernel).max()), 1e-9)
    return np.asarray(np.round(127.5 + 127.5 * kernel / most), np.uint8)


def _grey(frame: Array, size: tuple[int, int]) -> Array:
    return np.asarray(cv2.cvtColor(scaled(frame, size), cv2.COLOR_RGB2GRAY))


def _lit(level: Array, grey: Array) -> Array:
    """Levels as light over a grey picture."""
    dimmed = cv2.multiply(grey, cv2.LUT(level, _DIMMED), scale=1 / 255)
    return np.asarray(cv2.add(cv2.merge([dimmed] * 3), _table(level, _LIGHT)))


def _table(level: Array, table: Array) -> Array:
    """Levels as colours, by a table (256, 3)."""
    return np.asarray(cv2.LUT(cv2.merge([level] * 3), table[None]))


def _with_bar(picture: Array, share: float, size: tuple[int, int]) -> Array:
    tall, wide = size
    bar = max(1, tall // 16)
    tile = _centred(picture, (max(1, tall - 2 * bar), wide))
    foot = np.empty((tall - tile.shape[0], wide, 3), np.uint8)
    foot[:] = EDGE
    foot[-bar:, : max(1, round(share * wide))] = _ACCENT
    return np.vstack([tile, foot])


def _centred(picture: Array, size: tuple[int, int]) -> Array:
    """A small picture as a square of large cells in the middle of a dark (height, width)."""
    tall, wide = size
    edge = max(1, int(0.92 * min(tall, wide)))
    ground = np.empty((tall, wide, 3), np.uint8)
    ground[:] = GROUND
    top, left = (tall - edge) // 2, (wide - edge) // 2
    ground[top : top + edge, left : left + edge] = scaled(picture, (edge, edge), cells=True)
    return ground
