"""Real pictures with marked berries, for measuring only; and a pan over them with known identities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.training.packs import PackError

Array = np.ndarray[Any, Any]


class Marked(NamedTuple):
    """``photo`` is the number of the photograph that ``picture``, uint8 (h, w, 3) RGB, was cut from; ``berries`` and
    ``bunches`` int32 (h, w), 0 where there is none.
    """

    photo: int
    picture: Array
    berries: Array
    bunches: Array


def read(folder: Path, split: str) -> list[Marked]:
    """The marked pictures of a split. Raises PackError."""
    index = next(iter(sorted(folder.glob(f"**/{split}/index.json"))), None)
    if index is None:
        raise PackError(f"there is no split {split!r} in {folder}")
    return [_read(index.parent, row) for row in json.loads(index.read_text())]


def _read(folder: Path, row: dict[str, Any]) -> Marked:
    name = str(row["file"])
    picture = cv2.imread(str(folder / "images" / f"{name}.jpg"), cv2.IMREAD_COLOR_RGB)
    berries, bunches = (
        cv2.imread(str(folder / kind / f"{name}.png"), cv2.IMREAD_UNCHANGED) for kind in ("berries", "bunches")
    )
    if picture is None or berries is None or bunches is None:
        raise PackError(f"{name} lacks its picture or a mask")
    return Marked(int(row["photo"]), np.asarray(picture), berries.astype(np.int32), bunches.astype(np.int32))


class Frame(NamedTuple):
    """``picture`` uint8 (h, w, 3) RGB; ``boxes``, by identity (x0, y0, x1, y1) in fractions; ``marks`` uint8 (h, w):
    the identity that each pixel is of, 0 for none.
    """

    picture: Array
    boxes: dict[int, Array]
    marks: Array


_SEAM = 24
_WINDOW, _SIZE = 540, 400
_LEAST = 600
"""Pixels of a bunch in a frame below which it is not asked for."""


def pan(pictures: list[Marked], frames: int, seed: int, *, count: int = 6) -> list[Frame]:
    """A walk along a row of vines: photographs side by side, seams feathered, a window that moves along by hand."""
    rng = np.random.default_rng(seed)
    strip, ids = _strip(pictures, count, rng)
    side, length = ids.shape
    shake = np.cumsum(rng.normal(0, 0.4, (frames, 2)), 0)
    shake -= np.linspace(0, 1, frames)[:, None] * shake[-1]
    found = []
    for number in range(frames):
        zoom = 1 + 0.12 * np.sin(2 * np.pi * number / 97)
        width, scale = _WINDOW / zoom, zoom * _SIZE / _WINDOW
        x = width / 2 + 8 + (length - width - 16) * number / max(1, frames - 1) + shake[number, 0]
        y = side / 2 + 2 * shake[number, 1]
        matrix = np.array([[scale, 0, _SIZE / 2 - x * scale], [0, scale, _SIZE / 2 - y * scale]])
        seen = cv2.warpAffine(strip, matrix, (_SIZE, _SIZE), borderMode=cv2.BORDER_REFLECT)
        marks = cv2.warpAffine(ids, matrix, (_SIZE, _SIZE), flags=cv2.INTER_NEAREST).astype(np.int32)
        bright = np.clip(seen * (1 + 0.08 * np.sin(number / 23)), 0, 255).astype(np.uint8)
        found.append(Frame(bright, boxes(marks), marks.astype(np.uint8)))
    return found


def photos_of(pictures: list[Marked], seed: int, *, count: int = 6) -> dict[int, int]:
    """The photograph of each identity of the pan with that seed."""
    chosen = _drawn(pictures, count, np.random.default_rng(seed))
    owners = [one.photo for one in chosen for _ in range(int(one.bunches.max(initial=0)))]
    return dict(enumerate(owners, start=1))


def _drawn(pictures: list[Marked], count: int, rng: np.random.Generator) -> list[Marked]:
    """One cut of each of so many photographs, in the order in which they are put side by side."""
    by_photo: dict[int, list[Marked]] = {}
    for one in pictures:
        by_photo.setdefault(one.photo, []).append(one)
    photos = rng.permutation(sorted(by_photo))[:count]
    return [by_photo[photo][rng.integers(len(by_photo[photo]))] for photo in photos]


def _strip(pictures: list[Marked], count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Photographs side by side, float32, one of each; and the identities of their bunches."""
    chosen = _drawn(pictures, count, rng)
    side = len(chosen[0].picture)
    length = side * len(chosen) - _SEAM * (len(chosen) - 1)
    strip, ids = np.zeros((side, length, 3), np.float32), np.zeros((side, length), np.float32)
    last = 0
    for number, one in enumerate(chosen):
        x = number * (side - _SEAM)
        share, begin = np.ones(side, np.float32), 0
        if number:
            share[:_SEAM], begin = np.linspace(0, 1, _SEAM), _SEAM // 2
        part = strip[:, x : x + side]
        part += (one.picture - part) * share[None, :, None]
        marks = one.bunches[:, begin:]
        ids[:, x + begin : x + side] = np.where(marks > 0, marks + last, 0)
        last += int(one.bunches.max(initial=0))
    return strip, ids


def boxes(marks: Array, least: float = _LEAST) -> dict[int, Array]:
    """Of marks int (h, w) the box of each number that shows ``least`` pixels or more, in fractions."""
    height, width = marks.shape
    found = {}
    for number in np.unique(marks[marks > 0]).tolist():
        rows, columns = np.nonzero(marks == number)
        if len(rows) >= least:
            box = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
            found[number] = box / (width, height, width, height)
    return found
