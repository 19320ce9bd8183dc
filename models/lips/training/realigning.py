"""Recordings that lost bytes on their way: samples of two bytes read half a sample off are noise as loud as can be.

A fifth of the sentences of NLTK's sample of TIMIT, as it is packed, lost single bytes, as a line feed's partner is lost
where a file is taken for text. From there on each sample is made of the halves of two, until the next byte is lost.
Where that is shows in the sound alone: speech changes little from one sample to the next, and so the smoother of both
readings is the right one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_SWITCH = 60.0
"""Bits of change between samples that a switch from one reading to the other has to save."""
_BLOCK = 64


def realigned(data: bytes) -> tuple[Array, int]:
    """Samples int16, little-endian, of the smoother reading at each moment; and how often that changes.

    The path through both readings with the least change from sample to sample, in bits, by dynamic programming
    (Viterbi, 1967).
    """
    count = len(data) // 2
    even = np.frombuffer(data[: 2 * count], "<i2")
    odd = np.append(np.frombuffer(data[1 : 2 * count - 1], "<i2"), even[-1:]) if count else even
    of_even, of_odd = _bits(even), _bits(odd)
    if not _doubtful(of_even - of_odd):
        return even.astype(np.int16), 0
    path = _smoothest(of_even, of_odd)
    samples = np.where(path, odd, even).astype(np.float64)
    switches = np.flatnonzero(np.diff(path.astype(int))) + 1
    torn = np.unique(np.clip(switches[:, None] + np.array([-1, 0, 1]), 0, max(count - 1, 0)))
    whole = np.setdiff1d(np.arange(count), torn)
    if len(torn) and len(whole):
        samples[torn] = np.interp(torn, whole, samples[whole])
    return np.round(samples).astype(np.int16), len(switches)


def _bits(samples: Array) -> Array:
    change = np.abs(np.diff(samples.astype(np.float64), prepend=samples[:1].astype(np.float64)))
    bits: Array = np.log2(1 + change)
    return bits


def _doubtful(saved: Array) -> bool:
    """Whether the odd reading is the smoother one anywhere for some milliseconds, which few recordings are."""
    blocks = np.add.reduceat(saved, np.arange(0, len(saved), _BLOCK)) if len(saved) else saved
    return bool((blocks > _SWITCH / 2).any())


def _smoothest(even: Array, odd: Array) -> Array:
    """For each sample whether the odd reading is taken (n,) bool."""
    switched = np.zeros((len(even), 2), bool)
    best_even, best_odd = 0.0, _SWITCH
    for row, (of_even, of_odd) in enumerate(zip(even.tolist(), odd.tolist(), strict=True)):
        from_even, from_odd = best_even, best_odd
        switched[row] = from_odd + _SWITCH < from_even, from_even + _SWITCH < from_odd
        best_even = min(from_even, from_odd + _SWITCH) + of_even
        best_odd = min(from_odd, from_even + _SWITCH) + of_odd
    path = np.zeros(len(even), bool)
    state = int(best_odd < best_even)
    for row in range(len(even) - 1, -1, -1):
        path[row] = state
        state = 1 - state if switched[row, state] else state
    return path
