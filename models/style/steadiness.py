"""Temporal steadiness: a still scene must not shimmer, and what moves must leave no ghost.

A style network answers the noise of a camera with strokes that jump from frame to frame. Where the input has not
changed, the last painting is therefore kept and the new one mixed in slowly; where it has, the new one is taken as it
is. "Changed" is decided on the input, reduced eightfold so that noise averages out, against a slowly following
reference: the idea of Ruder, Dosovitskiy and Brox (2016), with a change mask in place of optical flow.

What a stream remembers is one blob of bytes: a header, the reference and the last painting.
"""

from __future__ import annotations

import math
import struct
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.toolkit import changes

Array = np.ndarray[Any, Any]

TIME_CONSTANT = 0.5
"""Seconds in which a still painting follows a new one to 63 %."""
STILL_FOR = 2.0
"""After so many seconds without a frame nothing is kept."""
REDUCTION = 8
"""The input is compared at an eighth of its width and height."""
UNCHANGED, CHANGED = 5.0, 10.0
"""Difference of the reduced input, of 255, up to which all is kept and from which on nothing is."""

_HEADER = struct.Struct("<4sHHd8s")
_MAGIC = b"STY1"


class Memory(NamedTuple):
    """reference: the reduced input as uint16 in 1/128 steps, (h, w, 3); painting: uint8 (height, width, 3)."""

    reference: Array
    painting: Array
    time: float


def steady(painting: Array, frame: Array, digest: bytes, blob: bytes, now: float) -> tuple[Array, bytes]:
    """The painting with what is still kept still, and the stream's next memory.

    painting, frame: uint8 RGB of the same shape (height, width, 3), the new painting and what was painted.
    digest: 8 bytes that change whenever a parameter does. blob: the memory; unreadable ones count as none.
    now: seconds.
    """
    reduced = reduce_input(frame)
    memory = unpack(blob, digest, painting.shape)
    # frames that two workers share may come a little out of order
    if memory is None or abs(now - memory.time) >= STILL_FOR:
        return painting, pack(Memory(_to_fixed(reduced), painting, now), digest)
    follow = 1 - math.exp(-max(now - memory.time, 0.01) / TIME_CONSTANT)
    reference = memory.reference.astype(np.float32) / 128
    weight = new_share(reduced, reference, follow)  # (h, w) in follow..1
    reference += weight[:, :, None] * (reduced - reference)
    height, width = painting.shape[:2]
    share = cv2.resize(weight, (width, height), interpolation=cv2.INTER_LINEAR)
    result = np.asarray(cv2.blendLinear(painting, memory.painting, share, 1 - share))
    return result, pack(Memory(_to_fixed(reference), result, now), digest)


def reduce_input(frame: Array) -> Array:
    """(height, width, 3) uint8 → the mean of each 8×8 pixels, float32."""
    height, width = frame.shape[:2]
    size = (max(2, width // REDUCTION), max(2, height // REDUCTION))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.float32)


def new_share(reduced: Array, reference: Array, follow: float) -> Array:
    """How much of the new painting each place gets, (h, w): ``follow`` where nothing changed, 1 where it did."""
    change = np.abs(reduced - reference).max(axis=2)
    return changes.new_share(change, follow, UNCHANGED, CHANGED)


def pack(memory: Memory, digest: bytes) -> bytes:
    """A memory as bytes."""
    height, width = memory.painting.shape[:2]
    header = _HEADER.pack(_MAGIC, height, width, memory.time, digest)
    return b"".join((header, memory.reference.tobytes(), memory.painting.tobytes()))


def unpack(blob: bytes, digest: bytes, shape: tuple[int, ...]) -> Memory | None:
    """The memory in a blob, or None: when it is none, is of another picture size, or of other parameters."""
    if len(blob) < _HEADER.size:
        return None
    magic, height, width, time, theirs = _HEADER.unpack_from(blob)
    if magic != _MAGIC or theirs != digest or (height, width, 3) != shape or not math.isfinite(time):
        return None
    small = (max(2, height // REDUCTION), max(2, width // REDUCTION), 3)
    split = _HEADER.size + 2 * math.prod(small)
    if len(blob) != split + math.prod(shape):
        return None
    reference = np.frombuffer(blob, "<u2", math.prod(small), _HEADER.size).reshape(small)
    return Memory(reference, np.frombuffer(blob, np.uint8, offset=split).reshape(shape), time)


def _to_fixed(reduced: Array) -> Array:
    return (reduced * 128 + 0.5).astype("<u2")
