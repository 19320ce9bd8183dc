"""The pictures of a pack, Flickr8k's or FairFace's subset's, as squares of one size."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.colorization.sizes import SIDE
from models.toolkit import frames
from models.training import flickr8k
from models.training.packs import Files, PackError

Array = np.ndarray[Any, Any]

_FACES, _FLICKR = "labels.csv", "flickr8k/"
FACE_SIDE = 128
"""Faces as they are in their pack."""
_HELD = {"dev": "held"}
"""What FairFace's subset calls the split that nothing is trained on."""


class Pictures(NamedTuple):
    """kind: "faces" or "flickr8k"; pictures: RGB uint8 (N, side, side, 3)."""

    kind: str
    pictures: Array


def read(path: Path, split: str, most: int | None = None, side: int = SIDE) -> Pictures:
    """A split of a pack, at most the first so many, as squares of this side in pixels.

    Raises PackError when it is neither pack, or lacks the split.
    """
    with Files(path) as files:
        kind = "faces" if _FACES in files else "flickr8k"
        names = _face_names(files, split) if kind == "faces" else _flickr_names(files, split)
        if not names:
            raise PackError(f"{path.name} has no pictures of the split {split!r}")
        return Pictures(kind, np.stack([_decoded(files.read(name), side) for name in names[:most]]))


def _face_names(files: Files, split: str) -> list[str]:
    lines = list(csv.DictReader(io.StringIO(files.read(_FACES).decode("utf-8"))))
    present = {line["split"] for line in lines}
    wanted = split if split in present else _HELD.get(split, split)
    return [f"faces/{line['name']}" for line in lines if line["split"] == wanted]


def _flickr_names(files: Files, split: str) -> list[str]:
    prefix = _FLICKR if f"{_FLICKR}train.txt" in files else ""

    def listed(which: str) -> list[str]:
        return files.read(f"{prefix}{which}.txt").decode("utf-8").split()

    if split != "rest":
        return [f"{prefix}images/{name}" for name in listed(split)]
    captions = flickr8k.parse_captions(files.read(f"{prefix}captions.token.txt").decode("utf-8"))
    taken = {*listed("train"), *listed("dev")}
    rest = sorted(name for name, told in captions.items() if name not in taken and len(told) == flickr8k.CAPTIONS)
    return [f"{prefix}images/{name}" for name in rest]


def _decoded(coded: bytes, side: int) -> Array:
    picture = frames.decode(coded)
    if picture.shape[:2] == (side, side):
        return picture
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_CUBIC))
