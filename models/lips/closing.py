"""When lips count as closed: from a probability of p, b or m on, until half of it, so that none flutters."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_OPENS = 0.5


def closed_next(closed: bool, closing: float, closes: float) -> bool:
    """Whether lips are closed at a frame, by whether they were at the one before."""
    return closing >= (closes * _OPENS if closed else closes)


def closed(closings: Array, closes: float) -> Array:
    """The same of a whole recording (n,): bool (n,)."""
    state, states = False, []
    for one in closings.tolist():
        state = closed_next(state, one, closes)
        states.append(state)
    return np.array(states, bool)
