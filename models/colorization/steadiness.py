"""Colours that do not flicker: where lightness has not changed, new colours are mixed into the old ones slowly.

"Changed" is decided on lightness, averaged over each cell of the prediction so that a camera's noise cancels out,
against a slowly following reference. When most of the picture has changed, it is another scene, and nothing is kept.
What a stream remembers is one blob of bytes: a header, the reference, the last colours.
"""

from __future__ import annotations

import math
import struct
from typing import Any, NamedTuple

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

_HEADER = struct.Struct("<4sHHd8s")
_MAGIC = b"COL1"


class Memory(NamedTuple):
    """reference: lightness of each cell, float32 (n, m), 0..255; ab: the colours shown, float32 (n, m, 2)."""

    reference: Array
    ab: Array
    time: float


def steady(ab: Array, seen: Array, digest: bytes, blob: bytes, now: float) -> tuple[Array, bytes]:
    """The colours with what is still kept still, and the stream's next memory.

    ab: float32 (n, m, 2), the new colours. seen: the lightness that they were found for, uint8. digest: 8 bytes that
    change whenever a parameter does. blob: the memory; unreadable ones count as none. now: seconds.
    """
    cells = cv2.resize(seen, ab.shape[1::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
    memory = unpack(blob, digest, ab.shape)
    if memory is None or abs(now - memory.time) >= STILL_FOR:
        return ab, pack(Memory(cells, ab, now), digest)
    change = np.abs(cells - memory.reference)
    if (change > CHANGED).mean() > _CUT:
        return ab, pack(Memory(cells, ab, now), digest)
    share = changes.new_share(change, FOLLOW, UNCHANGED, CHANGED)
    reference = memory.reference + share * (cells - memory.reference)
    mixed = memory.ab + share[..., None] * (ab - memory.ab)
    return mixed, pack(Memory(reference, mixed, now), digest)


def pack(memory: Memory, digest: bytes) -> bytes:
    """A memory as bytes."""
    height, width = memory.reference.shape
    arrays = (array.astype("<f2").tobytes() for array in (memory.reference, memory.ab))
    return b"".join((_HEADER.pack(_MAGIC, height, width, memory.time, digest), *arrays))


def unpack(blob: bytes, digest: bytes, shape: tuple[int, ...]) -> Memory | None:
    """The memory in a blob, or None: when it is none, is of another size, or of other parameters."""
    if len(blob) < _HEADER.size:
        return None
    magic, height, width, time, theirs = _HEADER.unpack_from(blob)
    cells = height * width
    if magic != _MAGIC or theirs != digest or (height, width, 2) != shape or not math.isfinite(time):
        return None
    if len(blob) != _HEADER.size + 6 * cells:
        return None
    values = np.frombuffer(blob, "<f2", offset=_HEADER.size).astype(np.float32)
    if not np.isfinite(values).all():
        return None
    return Memory(values[:cells].reshape(height, width), values[cells:].reshape(shape), time)
