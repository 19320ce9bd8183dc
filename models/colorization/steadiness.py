"""Colours that do not flicker: where lightness has not changed, new colours are mixed into the old ones slowly.

"Changed" is decided on lightness, averaged over each cell of the prediction so that a camera's noise cancels out,
against a slowly following reference. When most of the picture has changed, it is another scene, and nothing is kept.
What a stream remembers is the reference and the last colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from models.toolkit import changes

Array = np.ndarray[Any, Any]

FOLLOW = 0.2
"""The share of the new colours in each frame of a still scene."""
STILL_FOR = 2.0
"""After so many seconds without a frame nothing is kept."""
UNCHANGED, CHANGED = 3.0, 9.0
"""Difference of a cell's lightness, of 255, up to which all is kept and from which on nothing is."""
_CUT = 0.4
"""The share of changed cells from which on it is another scene."""

Memory = Mapping[str, Any]
"""reference: lightness of each cell, float16 (n, m), 0..255; ab: the colours shown, float16 (n, m, 2); time: seconds;
key: the parameters' digest."""


def steady(ab: Array, seen: Array, key: bytes, memory: Memory, now: float) -> tuple[Array, Memory]:
    """The colours with what is still kept still, and the stream's next memory.

    ab: float32 (n, m, 2), the new colours. seen: the lightness that they were found for, uint8. key: changes whenever
    a parameter does. memory: that of other parameters or of another size counts as none. now: seconds.
    """
    cells = cv2.resize(seen, ab.shape[1::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
    known = memory.get("key") == key and memory["ab"].shape == ab.shape
    if not known or abs(now - memory["time"]) >= STILL_FOR:
        return ab, _remembered(cells, ab, key, now)
    before, colours = memory["reference"].astype(np.float32), memory["ab"].astype(np.float32)
    change = np.abs(cells - before)
    if (change > CHANGED).mean() > _CUT:
        return ab, _remembered(cells, ab, key, now)
    share = changes.new_share(change, FOLLOW, UNCHANGED, CHANGED)
    reference = before + share * (cells - before)
    mixed = colours + share[..., None] * (ab - colours)
    return mixed, _remembered(reference, mixed, key, now)


def _remembered(reference: Array, ab: Array, key: bytes, now: float) -> Memory:
    return {"key": key, "time": now, "reference": reference.astype(np.float16), "ab": ab.astype(np.float16)}
