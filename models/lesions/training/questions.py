"""Make the page's built-in pictures: ``python -m models.lesions.training.questions --data PACK``.

Six melanomas and six benign lesions (four naevi, two benign keratoses) of a split that nothing was trained on, each
of another lesion. A hash of the picture's name chooses and orders them, so that no answer did. Written are
``questions/pN.jpg``, ``questions/pN.png`` (where the lesion is), ``questions/small.jpg`` (a column of squares) and
``questions/questions.toml``.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from models.lesions.classes import CLASSES
from models.lesions.questions import FOLDER, LIST, SMALL
from models.lesions.training import data
from models.training import measuring

Array = np.ndarray[Any, Any]

WANTED = {"mel": 6, "nv": 4, "bkl": 2}
"""How many of each class."""
SQUARE = 96
"""Pixels of a square in the column."""


def chosen(rows: Sequence[data.Row]) -> list[data.Row]:
    """The pictures, in the order of a hash of their names; no two of one group."""
    left, groups, found = dict(WANTED), set(), []
    for row in sorted(rows, key=lambda row: hashlib.sha256(row.image.encode()).digest()):
        name = CLASSES[row.label]
        if left.get(name) and row.group not in groups:
            left[name] -= 1
            groups.add(row.group)
            found.append(row)
    return found


def small(pictures: Sequence[Array]) -> Array:
    """A column of the pictures' middles: RGB uint8 (N · SQUARE, SQUARE, 3)."""
    squares = []
    for picture in pictures:
        left = (picture.shape[1] - picture.shape[0]) // 2
        square = picture[:, left : left + picture.shape[0]]
        squares.append(cv2.resize(square, (SQUARE, SQUARE), interpolation=cv2.INTER_AREA))
    return np.vstack(squares)


def write(rows: Sequence[data.Row], pictures: Sequence[Array], masks: Sequence[Array], folder: Path) -> None:
    """All the files."""
    folder.mkdir(exist_ok=True)
    lines = ["# Made by python -m models.lesions.training.questions; HAM10000, CC BY-NC 4.0: not for commercial use."]
    for index, (row, picture, mask) in enumerate(zip(rows, pictures, masks, strict=True), 1):
        Image.fromarray(picture).save(folder / f"p{index}.jpg", quality=90, subsampling=0)
        Image.fromarray(mask).convert("1").save(folder / f"p{index}.png", optimize=True)
        lines += ["", "[[question]]", f'image = "{row.image}"', f'kind = "{CLASSES[row.label]}"']
    Image.fromarray(small(pictures)).save(folder / SMALL, quality=80)
    (folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write the files; returns the exit code."""
    parser: argparse.ArgumentParser = measuring.parser_of("models.lesions.training.questions", __doc__, split="dev")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    with data.Pack(options.data) as pack:
        rows = chosen(pack.split(options.split))
        write(rows, list(pack.pictures(rows)), list(pack.masks(rows)), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
