"""Outlines of berries and bunches with numbers, for whoever has the server draw. RGB uint8 in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

# Okabe and Ito, "Color Universal Design", 2008: told apart by people of every kind of colour vision. page/outlines.js
# has the same.
PALETTE = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167))
EDGE, BERRY = (11, 10, 8), (255, 255, 255)


def draw(frame: Array, data: Mapping[str, Any]) -> Array:
    """What the demo's data tells, drawn on ``frame``."""
    height, width = frame.shape[:2]
    scale = np.array([width / data["width"], height / data["height"]])
    for outline in data["outlines"]:
        _closed(frame, np.array(outline).reshape(-1, 2) * scale, BERRY, 1)
    for bunch in data["bunches"]:
        points = np.array(bunch["outline"]).reshape(-1, 2) * scale
        _closed(frame, points, EDGE, 5)
        _closed(frame, points, PALETTE[(bunch["id"] - 1) % len(PALETTE)], 3)
    for bunch in data["bunches"]:
        left, top = bunch["box"][0] * width, bunch["box"][1] * height
        text = f"{bunch['id']}: {bunch['berries']}"
        place = (round(left), max(16, round(top) - 4))
        cv2.putText(frame, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, EDGE, 4, cv2.LINE_AA)
        cv2.putText(frame, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, BERRY, 1, cv2.LINE_AA)
    return frame


def outlined(picture: Array, berries: Array, bunches: Array) -> Array:
    """A copy of ``picture`` (h, w, 3) with the edges of berries, and each bunch's in its colour; both int32 (h, w)."""
    drawn = picture.copy()
    drawn[_edges(berries)] = BERRY
    for number in range(1, int(bunches.max(initial=0)) + 1):
        rims = cv2.findContours((bunches == number).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
        cv2.drawContours(drawn, rims, -1, PALETTE[(number - 1) % len(PALETTE)], 2, cv2.LINE_AA)
    return drawn


def _edges(numbers: Array) -> Array:
    edge = np.zeros(numbers.shape, bool)
    edge[:, 1:] |= numbers[:, 1:] != numbers[:, :-1]
    edge[1:] |= numbers[1:] != numbers[:-1]
    return edge


def _closed(frame: Array, points: Array, colour: tuple[int, int, int], thickness: int) -> None:
    if len(points) > 1:
        cv2.polylines(frame, [np.round(points).astype(np.int32)], True, colour, thickness, cv2.LINE_AA)
