"""Pictures to learn from: packs of lesions (the form of ham10000.tar) and of faces (of faces.tar), square and small."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from models.training.packs import Files

Array = np.ndarray[Any, Any]

KINDS = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
"""The classes of HAM10000, in the order of their numbers."""


class Pictures(NamedTuple):
    """RGB uint8 (n, side, side, 3); classes (n,) or none; masks, uint8 (n, side, side) from 0 to 255, or none."""

    rgb: Array
    classes: Array | None
    masks: Array | None = None


def lesions(pack: Path, split: str, side: int) -> Pictures:
    """The middle square of each picture of a split, and of its mask. Raises models.training.packs.PackError."""
    with Files(pack) as files, zipfile.ZipFile(io.BytesIO(files.read("masks.zip"))) as masks:
        rows = [row for row in _table(files, "metadata.csv") if row["split"] == split]
        names = [row["image_id"] for row in rows]
        rgb = [_square(files.read(f"images/{name}.jpg"), side) for name in names]
        where = [_square(masks.read(f"{name}.png"), side, "L") for name in names]
    return Pictures(np.stack(rgb), np.array([KINDS.index(row["dx"]) for row in rows]), np.stack(where))


def faces(pack: Path, split: str, side: int) -> Pictures:
    """Each face of a split. Raises models.training.packs.PackError."""
    with Files(pack) as files:
        rows = [row for row in _table(files, "labels.csv") if row["split"] == split]
        rgb = [_square(files.read(f"faces/{row['name']}"), side) for row in rows]
    return Pictures(np.stack(rgb), None)


def _table(files: Files, name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(files.read(name).decode()))


def _square(content: bytes, side: int, mode: str = "RGB") -> Array:
    with Image.open(io.BytesIO(content)) as picture:
        wide, high = picture.size
        edge = min(wide, high)
        left, top = (wide - edge) // 2, (high - edge) // 2
        part = picture.convert(mode).crop((left, top, left + edge, top + edge))
        return np.asarray(part.resize((side, side), Image.Resampling.LANCZOS))
