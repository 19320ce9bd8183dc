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
    """Maps (height, width), 0..1, by name. One fills the picture; more stand in a square, the frame first."""
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


def shade(edges: Array, threshold: float, ink: bool) -> Array:
    """A map as light lines on a dark ground, or as ink on paper. Above 0 the threshold leaves only yes and no."""
    shown = edges if threshold <= 0 else (edges > threshold).astype(np.float32)
    ground, line = (PAPER, INK) if ink else ((0, 0, 0), (255, 255, 255))
    steps = np.linspace(0, 1, 256)[:, None]
    table = np.round((1 - steps) * ground + steps * line).astype(np.uint8)[:, None]  # (256, 1, 3)
    levels = np.round(shown * 255).astype(np.uint8)
    return np.asarray(cv2.LUT(cv2.merge([levels] * 3), table.transpose(1, 0, 2)))
