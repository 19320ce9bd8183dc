"""When lips count as closed: from a probability of p, b or m on, until half of it, so that none flutters."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_OPENS = 0.5


def closed_next(closed: bool, closing: float, closes: float) -> bool:
    """Whether lips are closed at a frame, by whether they were at the one before."""
    return closing >= (closes * _OPENS if closed else closes)


def closed(closings: Array, closes: float, before: bool = False) -> Array:
    """The same of frames that follow each other (n,): bool (n,). before: whether lips were closed before them."""
    states = []
    for one in closings.tolist():
        before = closed_next(before, one, closes)
        states.append(before)
    return np.array(states, bool)
