"""Going down a loss by its slope, one look at a time: L-BFGS (J. Nocedal, 1980) with halving steps. Pure.

Whoever goes down owns the loss: ``ahead`` says where to look, ``told`` takes what was found there. So a descent can
stand still anywhere, travel as plain arrays, and go on elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]
Pair = tuple[Array, Array]
"""A step, and how the slope changed by it."""

MEMORY = 10
"""Steps from which the curvature is known, if nothing else is said."""
HALVINGS = 12
"""Looks in one direction after which nothing lower is expected there."""
REACH = 40.0
"""How far the first look goes, where no curvature is known: the largest change of a value."""


@dataclass(frozen=True)
class Descent:
    """Where a descent is: at ``x`` (n,), values 0..255, after so many ``steps``.

    ``slope`` (n,) is None where nobody has looked yet, as at the start. ``halved`` counts looks that found nothing
    lower since the last step.
    """

    x: Array
    loss: float = np.inf
    slope: Array | None = None
    pairs: tuple[Pair, ...] = ()
    halved: int = 0
    steps: int = 0

    @property
    def stuck(self) -> bool:
        """Whether nothing lower was found in the present direction."""
        return self.halved >= HALVINGS


class Ahead(NamedTuple):
    """The place (n,) to look at next, and the curvature that led there."""

    there: Array
    pairs: tuple[Pair, ...]


def ahead(state: Descent) -> Ahead:
    """Where to look next: at the very place where nobody has looked yet, else further down."""
    if state.slope is None:
        return Ahead(state.x, state.pairs)
    slope, pairs = state.slope, state.pairs
    direction = -_times_inverse(slope, pairs)
    if direction @ slope >= 0:
        direction, pairs = -slope, ()
    length = 1.0 if pairs else REACH / max(float(np.abs(slope).max()), 1e-12)
    length /= 2**state.halved
    return Ahead(np.clip(state.x + length * direction, 0, 255), pairs)


def told(state: Descent, looked: Ahead, loss: float, slope: Array, keep: int = MEMORY) -> Descent:
    """The descent after a look: a step on where it was lower, else ready to look half as far.

    keep: how many pairs are kept, 1 or more.
    """
    if state.slope is None:
        return replace(state, loss=loss, slope=slope)
    if not loss < state.loss:
        return replace(state, halved=state.halved + 1)
    step, bend, pairs = looked.there - state.x, slope - state.slope, looked.pairs
    if step @ bend > 1e-10:
        pairs = (*pairs[max(0, len(pairs) - keep + 1) :], (step, bend))
    return Descent(looked.there, loss, slope, pairs, 0, state.steps + 1)


def anew(state: Descent) -> Descent:
    """The same place of another loss: nothing is known of that yet."""
    return Descent(state.x, steps=state.steps)


def descend(gradient: Callable[[Array], tuple[float, Array]], start: Array, steps: int) -> Array:
    """From ``start`` (n,) so many steps down, or until there is nothing lower."""
    state = Descent(start)
    while state.steps < steps and not state.stuck:
        looked = ahead(state)
        state = told(state, looked, *gradient(looked.there))
    return state.x


def _times_inverse(slope: Array, pairs: Sequence[Pair]) -> Array:
    """The slope (n,) by the inverse of the curvature that the last steps have shown."""
    q, shares = slope.copy(), []
    for step, bend in reversed(pairs):
        share = (step @ q) / (step @ bend)
        shares.append(share)
        q = q - share * bend
    if pairs:
        step, bend = pairs[-1]
        q = q * ((step @ bend) / (bend @ bend))
    for (step, bend), share in zip(pairs, reversed(shares), strict=True):
        q = q + step * (share - (bend @ q) / (step @ bend))
    return q
