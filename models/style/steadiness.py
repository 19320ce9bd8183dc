"""Temporal steadiness: a still scene must not shimmer, and what moves must leave no ghost.

A style network answers the noise of a camera with strokes that jump from frame to frame. Where the input has not
changed, the last painting is therefore kept and the new one mixed in slowly; where it has, the new one is taken as it
is. "Changed" is decided on the input, reduced eightfold so that noise averages out, against a slowly following
reference: the idea of Ruder, Dosovitskiy and Brox (2016), with a change mask in place of optical flow.

What a stream remembers is the reference and the last painting.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

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

Memory = Mapping[str, Any]
"""reference: the reduced input as uint16 in 1/128 steps, (h, w, 3); painting: uint8 (height, width, 3); time: seconds;
key: the parameters' digest."""


def steady(painting: Array, frame: Array, key: bytes, memory: Memory, now: float) -> tuple[Array, Memory]:
    """The painting with what is still kept still, and the stream's next memory.

    painting, frame: uint8 RGB of the same shape (height, width, 3), the new painting and what was painted.
    key: changes whenever a parameter does. memory: that of other parameters or of another size counts as none.
    now: seconds.
    """
    reduced = reduce_input(frame)
    known = memory.get("key") == key and memory["painting"].shape == painting.shape
    # frames that two workers share may come a little out of order
    if not known or abs(now - memory["time"]) >= STILL_FOR:
        return painting, _remembered(reduced, painting, key, now)
    follow = 1 - math.exp(-max(now - memory["time"], 0.01) / TIME_CONSTANT)
    reference = memory["reference"].astype(np.float32) / 128
    weight = new_share(reduced, reference, follow)  # (h, w) in follow..1
    reference += weight[:, :, None] * (reduced - reference)
    height, width = painting.shape[:2]
    share = cv2.resize(weight, (width, height), interpolation=cv2.INTER_LINEAR)
    result = np.asarray(cv2.blendLinear(painting, memory["painting"], share, 1 - share))
    return result, _remembered(reference, result, key, now)


def reduce_input(frame: Array) -> Array:
    """(height, width, 3) uint8 → the mean of each 8×8 pixels, float32."""
    height, width = frame.shape[:2]
    size = (max(2, width // REDUCTION), max(2, height // REDUCTION))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.float32)


def new_share(reduced: Array, reference: Array, follow: float) -> Array:
    """How much of the new painting each place gets, (h, w): ``follow`` where nothing changed, 1 where it did."""
    change = np.abs(reduced - reference).max(axis=2)
    return changes.new_share(change, follow, UNCHANGED, CHANGED)


def _remembered(reference: Array, painting: Array, key: bytes, now: float) -> Memory:
    fixed = (reference * 128 + 0.5).astype(np.uint16)
    return {"key": key, "time": now, "reference": fixed, "painting": painting}
