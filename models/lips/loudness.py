"""The baseline, what puppets and games do: how loud it is opens the mouth, and no word is heard."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

LOUD, QUIET = 0.0, -25.0
"""Levels in dB of the loudest at which the mouth is open, and shut: those of ten tried that suit the speakers of the
training best. No baseline is to be worse than it could be."""
FLOOR = 1e-5
"""The power (-50 dB of full scale) that counts as the loudest where all is quieter: a quiet room opens no mouth."""
_FADES = 0.996
"""Of the loudest, from frame to frame: it is half after 3.5 s."""


def opened(power: Array, loudest: float | Array) -> Array:
    """How far the mouth is open, 0..1, at each frame's mean ``power`` (n,), beside that of the loudest."""
    level = 10 * np.log10(power / loudest + 1e-12)
    return np.clip((level - QUIET) / (LOUD - QUIET), 0, 1)


def followed(windows: Array, loudest: float = FLOOR) -> tuple[Array, float]:
    """The same of a stream, which knows no more than was heard: windows (n, WINDOW) → opening (n,), the new loudest."""
    power = np.mean(np.square(windows, dtype=np.float64), axis=1) if len(windows) else np.zeros(0)
    most = np.empty(len(power))
    for row, value in enumerate(power.tolist()):
        most[row] = loudest = max(value, FLOOR, loudest * _FADES)
    return opened(power, most) if len(power) else power, loudest
