"""Colour cases that the page's own drawing is compared on: what OpenCV makes of them (models/colorization/fullsize.py).

`python -m scripts.make_colour_cases` writes tests/cases/colours.json; a test sees to it that it is up to date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.colorization import fullsize, lab

TARGET = Path(__file__).resolve().parents[1] / "tests" / "cases" / "colours.json"
FRAME = (30, 40)
GUIDE = (20, 20)
CELLS = (5, 5)


def cases() -> dict[str, Any]:
    """A frame with soft and hard edges and every corner of the colour cube, colours of 8 bits for it, OpenCV's answers.

    Pictures are RGB, lists of whole numbers row by row; ``lines`` are slope a, slope b, offset a, offset b of each
    pixel of the guide.
    """
    random = np.random.default_rng(7)
    soft = cv2.resize(random.integers(0, 256, (6, 8, 3), np.uint8), FRAME[::-1], interpolation=cv2.INTER_CUBIC)
    frame = np.ascontiguousarray(soft)
    corners = np.array([[r, g, b] for r in (0, 255) for g in (0, 255) for b in (0, 255)], np.uint8)
    frame[:4, :40] = np.repeat(np.repeat(corners[None], 4, 0), 5, 1)
    frame[14:24, 8:30] //= 4
    levels = random.integers(78, 179, (*CELLS, 2), np.uint8)
    ab = levels.astype(np.float32) - 128
    grey = fullsize.lightness(frame)
    seen = cv2.resize(grey, GUIDE[::-1], interpolation=cv2.INTER_AREA)
    found = fullsize._lines(seen.astype(np.float32), ab)
    lines = np.stack([found[0][0], found[1][0], found[0][1] - 128, found[1][1] - 128], axis=2)
    flat = np.concatenate([np.zeros_like(ab), ab], axis=2)
    return {
        "frame": {"height": FRAME[0], "width": FRAME[1], "rgb": frame.ravel().tolist()},
        "lightness": grey.ravel().tolist(),
        "ab": {"height": CELLS[0], "width": CELLS[1], "levels": levels.ravel().tolist()},
        "seen": {"height": GUIDE[0], "width": GUIDE[1], "levels": seen.ravel().tolist()},
        "lines": [round(float(value), 4) for value in lines.ravel()],
        "following": _coloured(frame, lines),
        "flat": _coloured(frame, flat),
        "stronger": _coloured(frame, 1.5 * lines),
        "drawn": fullsize.colour(grey, ab, seen=seen).ravel().tolist(),
    }


def _coloured(frame: np.ndarray, lines: np.ndarray) -> list[int]:
    """In single precision throughout; ``drawn``, the server's own, rounds lightness and colours to 8 bits."""
    picture = lab.to_lab(frame)
    slope_a, slope_b, offset_a, offset_b = cv2.split(cv2.resize(lines.astype(np.float32), FRAME[::-1]))
    for axis, (slope, offset) in enumerate(((slope_a, offset_a), (slope_b, offset_b)), 1):
        picture[..., axis] = np.clip(slope * picture[..., 0] * 2.55 + offset, -128, 127)
    made: list[int] = lab.to_rgb(picture).ravel().tolist()
    return made


def main() -> None:
    TARGET.write_text(json.dumps(cases(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
