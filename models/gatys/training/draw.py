"""The pictures that the page offers as styles, drawn: ``python -m models.gatys.training.draw``.

Each is SIDE pixels a side, RGB, drawn from one seed and written as a small JPEG into ``models/gatys/styles``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

Array = np.ndarray[Any, Any]

SIDE = 256
SEED = 3
FOLDER = Path(__file__).parents[1] / "styles"
_NIGHT = ((24, 38, 96), (38, 74, 150), (84, 134, 190), (150, 190, 210), (232, 196, 84), (246, 230, 160))
_TILES = (
    (176, 58, 46),
    (222, 150, 60),
    (238, 214, 140),
    (46, 110, 112),
    (30, 62, 92),
    (120, 168, 150),
    (240, 236, 224),
)
_PAPER, _INK = (240, 232, 214), (34, 30, 40)


def swirls(rng: np.random.Generator) -> Array:
    """Strokes along a field of eddies, blue with a few in gold."""
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    angle = 0.3 * np.sin(across / 31) + 0.2 * np.cos(down / 23)
    for x, y, size, turn in zip(
        *rng.uniform(0, SIDE, (2, 6)), rng.uniform(18, 46, 6), rng.choice([-1, 1], 6), strict=True
    ):
        near = np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * size**2))
        angle = (1 - near) * angle + near * (np.arctan2(down - y, across - x) + turn * np.pi / 2)
    picture = np.full((SIDE, SIDE, 3), _NIGHT[0], np.uint8)
    tones = np.clip(cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)), (0, 0), 18) * 60 + 2.2, 0, 5)
    for x, y in rng.integers(0, SIDE, (5000, 2)):
        tone = np.array(_NIGHT[int(np.clip(tones[y, x] + rng.normal(0, 0.7), 0, 5))]) + rng.normal(0, 10, 3)
        _stroke(picture, angle, (x, y), int(rng.integers(8, 22)), np.clip(tone, 0, 255))
    return picture


def _stroke(picture: Array, angle: Array, start: tuple[int, int], length: int, tone: Array) -> None:
    place, points = np.array(start, float), []
    for _ in range(length):
        x, y = (int(part) for part in place)
        if not (0 <= x < SIDE and 0 <= y < SIDE):
            break
        points.append((x, y))
        place += (np.cos(angle[y, x]), np.sin(angle[y, x]))
    colour = tuple(float(part) for part in tone)
    cv2.polylines(picture, [np.array(points, np.int32)], False, colour, 2, cv2.LINE_AA)


def mosaic(rng: np.random.Generator) -> Array:
    """Tiles around jittered places, in patches of a few colours, with dark joints between."""
    grid = np.stack(np.meshgrid(np.arange(8, SIDE, 15), np.arange(8, SIDE, 15)), -1).reshape(-1, 2)
    places = grid + rng.uniform(-4, 4, grid.shape)
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    apart = np.hypot(across[..., None] - places[:, 0], down[..., None] - places[:, 1])
    nearest = np.sort(apart, -1)[..., :2]
    region = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)), (0, 0), 26)
    order = np.argsort(np.argsort(region.ravel())).reshape(region.shape) / region.size
    at = np.clip(places, 0, SIDE - 1).astype(int)
    tone = np.array(_TILES)[(order[at[:, 1], at[:, 0]] * len(_TILES)).astype(int)] + rng.normal(0, 14, (len(places), 3))
    picture = tone[apart.argmin(-1)]
    picture[nearest[..., 1] - nearest[..., 0] < 2.2] = (44, 40, 38)
    return np.asarray(np.clip(cv2.GaussianBlur(picture, (0, 0), 0.6), 0, 255), np.uint8)


def hatching(rng: np.random.Generator) -> Array:
    """Ink on paper: lines in three directions, the closer the darker."""
    shade = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)), (0, 0), 22)
    dark = np.argsort(np.argsort(shade.ravel())).reshape(shade.shape) / shade.size
    picture = np.full((SIDE, SIDE, 3), _PAPER, np.uint8)
    for angle, least in ((0.75, 0.25), (-0.7, 0.5), (0.05, 0.72)):
        along = np.array((np.cos(angle), np.sin(angle)))
        for _ in range(1300):
            start = rng.uniform(-10, SIDE + 10, 2)
            x, y = np.clip(start, 0, SIDE - 1).astype(int)
            if dark[y, x] > least + rng.normal(0, 0.05):
                end = start + along * rng.uniform(8, 26) + rng.normal(0, 1, 2)
                cv2.polylines(picture, [np.array([start, end]).astype(np.int32)], False, _INK, 1, cv2.LINE_AA)
    return picture


DRAWN: dict[str, Callable[[np.random.Generator], Array]] = {"swirls": swirls, "mosaic": mosaic, "hatching": hatching}


def draw(name: str) -> Array:
    """One of DRAWN: RGB uint8 (SIDE, SIDE, 3), the same each time."""
    return DRAWN[name](np.random.default_rng(SEED))


def main(arguments: Sequence[str]) -> int:
    """Write the pictures; returns the exit code."""
    for name in DRAWN:
        Image.fromarray(draw(name)).save(FOLDER / f"{name}.jpg", quality=85)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
