"""The view where a visitor paints: the shape on the left of the sheet, the lesion made with it on the right. Pure."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from models.lesion_synthesis import outline
from models.lesion_synthesis.masks import CELLS, as_digits
from models.toolkit.synthesis import sheets

Array = np.ndarray[Any, Any]

SIDE = 280
"""Of both squares."""
LEFT, RIGHT = 4, sheets.WIDTH - SIDE - 4
TOP = (sheets.HEIGHT - SIDE) // 2
_GROUND, _BARE, _PAINTED = (24, 22, 20), (58, 54, 48), (243, 238, 225)


def sheet(mask: Array, picture: Array) -> Array:
    """mask: bool (32, 32); picture RGB uint8 (side, side, 3) → RGB uint8 (432, 576, 3), its strip still empty."""
    found = np.full((sheets.HEIGHT + sheets.STRIP, sheets.WIDTH, 3), _GROUND, np.uint8)
    shape = np.where(mask[..., None], np.array(_PAINTED, np.uint8), np.array(_BARE, np.uint8))
    for left, part, how in ((LEFT, shape, cv2.INTER_NEAREST), (RIGHT, picture, cv2.INTER_CUBIC)):
        found[TOP : TOP + SIDE, left : left + SIDE] = cv2.resize(part, (SIDE, SIDE), interpolation=how)
    return found


def told(mask: Array, picture: Array) -> dict[str, Any]:
    """What goes with the sheet: ``mask`` that was painted and ``found``, where the lesion is, both as digits, and their
    ``overlap``, null where nothing is painted.
    """
    seen = outline.found(picture)
    cells = np.asarray(cv2.resize(seen.astype(np.float32), (CELLS, CELLS), interpolation=cv2.INTER_AREA) >= 0.5)
    overlap = round(outline.overlap(mask, cells), 3) if mask.any() else None
    return {"mask": as_digits(mask), "found": as_digits(cells), "overlap": overlap}
