"""Edges as pictures: one alone, or all beside the camera's frame. Everything is RGB uint8."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from models.toolkit.mosaic import canvas_size, mosaic, scaled, tile_size, write

Array = np.ndarray[Any, Any]

PAPER, INK = (250, 247, 240), (28, 26, 24)


def draw(frame: Array, maps: Mapping[str, Array], captions: Mapping[str, str], *, threshold: float, ink: bool) -> Array:
    """Maps uint8 (height, width) by name, 255 for 1. One fills the picture; more stand in a square, the frame first."""
    height, width = frame.shape[:2]
    side = 1 if len(maps) == 1 else 2
    size = canvas_size(height, width) if side == 1 else tile_size(height, width, side)
    tiles = [] if side == 1 else [scaled(frame, size)]
    for name, edges in maps.items():
        tile = shade(scaled(edges, size), threshold, ink)
        if captions[name]:
            write(tile, captions[name])
        tiles.append(tile)
    return mosaic(tiles, side)


def shade(levels: Array, threshold: float, ink: bool) -> Array:
    """A map, uint8, as light lines on a dark ground, or as ink on paper. Above 0 the threshold, of 1, leaves only yes
    and no."""
    ground, line = (PAPER, INK) if ink else ((0, 0, 0), (255, 255, 255))
    steps = np.arange(256)[:, None] / 255
    shown = steps if threshold <= 0 else (steps > threshold).astype(np.float64)
    table = np.round((1 - shown) * ground + shown * line).astype(np.uint8)[None]  # (1, 256, 3)
    return np.asarray(cv2.LUT(cv2.merge([levels] * 3), table))
