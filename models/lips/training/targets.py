"""What the network is to say of each frame: the phone that is heard, and the mouth that says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.lips.sound import FRAME_RATE, HOP, SAMPLE_RATE, WINDOW
from models.lips.training.packs import Event
from models.lips.visemes import MOUTH, OPEN, PRESS, VISEME_OF

Array = np.ndarray[Any, Any]

_FINE = 2
"""Moments a frame at which mouths are smoothed."""
_SLOW, _QUICK = 13, 5
"""Moments (130 and 50 ms) over which the mouth, and the pressing of the lips, glide from one phone to the next."""


def phones_at(events: Sequence[Event], times: Array) -> Array:
    """The phone at each of ``times`` in seconds; silence before the first event."""
    begins = np.array([begin for begin, _ in events])
    names = np.array([0] + [phone for _, phone in events])
    found: Array = names[np.searchsorted(begins, times, side="right")]
    return found


def targets(events: Sequence[Event], frames: int) -> tuple[Array, Array]:
    """Phones (frames,) and mouths (frames, 5), at the middle of each frame."""
    step = HOP / SAMPLE_RATE / _FINE
    fine = phones_at(events, np.arange(frames * _FINE) * step + WINDOW / SAMPLE_RATE / 2)
    return fine[::_FINE], mouths(VISEME_OF[fine])[::_FINE]


def mouths(visemes: Array) -> Array:
    """(n,) at twice the frames' rate → (n, 5): smooth, as lips move; where they are pressed together, not open."""
    held = MOUTH[visemes]
    smooth = np.stack([_smoothed(column, _SLOW) for column in held.T], axis=1)
    smooth[:, PRESS] = _smoothed(held[:, PRESS], _QUICK)
    smooth[:, OPEN] *= 1 - 0.9 * np.clip(smooth[:, PRESS], 0, 1)
    result: Array = smooth.astype(np.float32)
    return result


def _smoothed(values: Array, length: int) -> Array:
    taper = np.hanning(length + 2)[1:-1]
    padded = np.pad(values, length // 2, "edge")
    smooth: Array = np.convolve(padded, taper / taper.sum(), "valid")
    return smooth


def onsets(state: Array) -> Array:
    """Frames at which ``state`` (n,) bool becomes true."""
    return np.flatnonzero(state & ~np.concatenate([[False], state[:-1]]))


def met(wanted: Array, told: Array) -> int:
    """How many onsets are told from 60 ms before to 100 ms after them, each by an onset of its own."""
    before, after = round(0.06 * FRAME_RATE), round(0.1 * FRAME_RATE)
    free = list(told)
    hits = 0
    for frame in wanted:
        near = [one for one in free if -before <= one - frame <= after]
        if near:
            free.remove(near[0])
            hits += 1
    return hits
