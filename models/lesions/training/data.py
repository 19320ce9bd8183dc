"""HAM10000 as its pack has it: pictures, masks, classes and groups of one split.

PACK is the tar or the folder that it unpacks to: ``metadata.csv``, ``images/IMAGE_ID.jpg``, ``masks.zip`` with
``IMAGE_ID.png``. Pictures that show the same lesion, or nearly the same, have the same ``group``; splits are by group.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.lesions.classes import CLASSES, HEIGHT, WIDTH
from models.toolkit import frames
from models.training.packs import Files, PackError

Array = np.ndarray[Any, Any]

TUNE = 0.08
"""The share of the training split's groups that nothing is trained on: temperature and thresholds are chosen there."""


@dataclass(frozen=True)
class Row:
    """One picture. age in years or None; sex and site as written, "unknown" included; corners: how many are dark."""

    image: str
    label: int
    group: str
    split: str
    age: float | None
    sex: str
    site: str
    corners: int


class Pack(Files):
    """A pack of lesions that is open. Raises PackError when it lacks its metadata or they cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.rows = parse_rows(self.read("metadata.csv").decode("utf-8"))

    def split(self, name: str) -> list[Row]:
        """The pictures of a split; ``tune`` and ``fit`` are parts of ``train``. Raises PackError without any."""
        found = [row for row in self.rows if name in (row.split, _part(row))]
        if not found:
            splits = ", ".join(sorted({row.split for row in self.rows}))
            raise PackError(f"the pack has no pictures of the split {name!r}, only of {splits}")
        return found

    def picture(self, row: Row) -> Array:
        """RGB uint8 (150, 200, 3)."""
        rgb = frames.decode(self.read(f"images/{row.image}.jpg"))
        if rgb.shape != (HEIGHT, WIDTH, 3):
            rgb = np.asarray(cv2.resize(rgb, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA))
        return rgb

    def pictures(self, rows: Sequence[Row]) -> Array:
        """RGB uint8 (N, 150, 200, 3): 90 kB each."""
        found = np.empty((len(rows), HEIGHT, WIDTH, 3), np.uint8)
        for index, row in enumerate(rows):
            found[index] = self.picture(row)
        return found

    def masks(self, rows: Sequence[Row]) -> Array:
        """Where the lesion is: bool (N, 150, 200)."""
        with zipfile.ZipFile(io.BytesIO(self.read("masks.zip"))) as archive:
            names = {Path(name).stem: name for name in archive.namelist() if name.endswith(".png")}
            return np.stack([_mask(archive, names, row) for row in rows])


def parse_rows(text: str) -> list[Row]:
    """The metadata's rows, in their order. Raises PackError."""
    try:
        return [_row(line) for line in csv.DictReader(io.StringIO(text))]
    except (KeyError, TypeError, ValueError) as error:
        raise PackError(f"the metadata cannot be read: {error}") from error


def is_for_tuning(group: str, share: float = TUNE) -> bool:
    """Whether a group of the training split is held out; decided by a hash of its name, so always the same."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") < share * 2**32


def open_pictures(pack: Pack, rows: Sequence[Row], file: Path) -> Array:
    """As ``Pack.pictures``, decoded at the first call and read from ``file`` as they are used."""
    shape = (len(rows), HEIGHT, WIDTH, 3)
    if not file.exists() or file.stat().st_size != np.prod(shape):
        fresh = file.with_suffix(".tmp")
        pictures = np.memmap(fresh, np.uint8, "w+", shape=shape)
        for index, row in enumerate(rows):
            pictures[index] = pack.picture(row)
        pictures.flush()
        fresh.replace(file)
    return np.memmap(file, np.uint8, "r", shape=shape)


def labels(rows: Iterable[Row]) -> Array:
    """Class numbers, int (N,)."""
    return np.array([row.label for row in rows])


def groups(rows: Iterable[Row]) -> Array:
    """Group names, (N,)."""
    return np.array([row.group for row in rows])


def _part(row: Row) -> str:
    if row.split != "train":
        return ""
    return "tune" if is_for_tuning(row.group) else "fit"


def _row(line: dict[str, str]) -> Row:
    return Row(
        image=line["image_id"],
        label=CLASSES.index(line["dx"]),
        group=line.get("group") or line["lesion_id"],
        split=line["split"],
        age=float(line["age"]) if line["age"] else None,
        sex=line["sex"] or "unknown",
        site=line["localization"] or "unknown",
        corners=int(line.get("dark_corners") or 0),
    )


def _mask(archive: zipfile.ZipFile, names: dict[str, str], row: Row) -> Array:
    name = next((names[one] for one in (row.image, f"{row.image}_segmentation") if one in names), None)
    if name is None:
        raise PackError(f"there is no mask of {row.image}")
    coded = np.frombuffer(archive.read(name), np.uint8)
    grey = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise PackError(f"the mask of {row.image} cannot be read")
    sized = cv2.resize(grey, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    return np.asarray(sized > 0)
