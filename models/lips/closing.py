"""When lips count as closed: at a weight of "press" they close, and at half of it they open, so that none flutters."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_OPENS = 0.5


def closed_next(closed: bool, press: float, closes: float) -> bool:
    """Whether lips are closed at a frame, by whether they were at the one before."""
    return press >= (closes * _OPENS if closed else closes)


def closed(pressed: Array, closes: float) -> Array:
    """The same of a whole recording (n,): bool (n,)."""
    state, states = False, []
    for press in pressed.tolist():
        state = closed_next(state, press, closes)
        states.append(state)
    return np.array(states, bool)
