"""A sheet of 64 made pictures that nobody chose: the numbers 0 to 63 at ψ 1, kinds in turn, marked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from models.toolkit.stylegan import Generator
from models.toolkit.synthesis.latents import DIRECTIONS, Latents, Look
from models.training.synthesis.measure import generator_in

Array = np.ndarray[Any, Any]

ACROSS, TILE, STRIP = 8, 96, 48
NUMBER = 5
"""The picture that is shown along each direction."""
PLAIN = Look(-1, 1.0, ())
STEPS = (-3, -2, -1, 0, 1, 2, 3)
"""Along each direction, in standard deviations."""


def main(arguments: Sequence[str], folder: Path, mark: str, kind: int = -1) -> int:
    """Write ``page/sheet.webp`` in a demo's folder; with ``--directions FILE`` also one picture along each
    direction, of ``kind`` where there are kinds. Returns the exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directions", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    generator = generator_in(folder)
    sys.stdout.write(f"{write(folder / 'page' / 'sheet.webp', generator, mark) / 1000:.0f} kB\n")
    if options.directions:
        Image.fromarray(directions(generator, NUMBER, kind)).save(options.directions)
    return 0


def sheet(generator: Generator, mark: str) -> Array:
    """RGB uint8 (816, 768, 3). mark: ASCII."""
    made = Latents(generator).pictures(range(ACROSS * ACROSS), PLAIN)
    large = np.stack([cv2.resize(one, (TILE, TILE), interpolation=cv2.INTER_CUBIC) for one in made])
    tiled = large.reshape(ACROSS, ACROSS, TILE, TILE, 3).swapaxes(1, 2).reshape(ACROSS * TILE, ACROSS * TILE, 3)
    found = np.concatenate([tiled, np.full((STRIP, ACROSS * TILE, 3), 10, np.uint8)])
    place = (12, ACROSS * TILE + 32)
    cv2.putText(found, mark, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 1, cv2.LINE_AA)
    return found


def directions(generator: Generator, number: int, kind: int) -> Array:
    """One picture along each direction, a row each, to see what it does: RGB uint8 (576, 672, 3)."""
    latents, rows = Latents(generator), []
    for place in range(DIRECTIONS):
        looks = [Look(kind, 0.7, (*[0.0] * place, float(step))) for step in STEPS]
        made = np.concatenate([latents.pictures([number], look) for look in looks])
        rows.append(np.hstack([cv2.resize(one, (TILE, TILE), interpolation=cv2.INTER_CUBIC) for one in made]))
    return np.vstack(rows)


def write(file: Path, generator: Generator, mark: str) -> int:
    """The sheet as WebP; returns its bytes."""
    Image.fromarray(sheet(generator, mark)).save(file, quality=80, method=6)
    return file.stat().st_size
