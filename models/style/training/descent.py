"""Going down a loss by its slope, and what was gained by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

MEMORY = 10
"""Steps from which the curvature is known."""


def descend(gradient: Callable[[Array], tuple[float, Array]], start: Array, steps: int) -> Array:
    """L-BFGS (Nocedal, 1980) with halving steps, from ``start`` (n,): so many steps down, values kept in 0..255."""
    x, (loss, slope) = start, gradient(start)
    pairs: list[tuple[Array, Array]] = []
    for _ in range(steps):
        direction = -_times_inverse(slope, pairs)
        if direction @ slope >= 0:
            direction, pairs = -slope, []
        length = 1.0 if pairs else 40 / max(float(np.abs(slope).max()), 1e-12)
        for _ in range(12):
            there = np.clip(x + length * direction, 0, 255)
            found, turned = gradient(there)
            if found < loss:
                break
            length /= 2
        else:
            break
        step, bend = there - x, turned - slope
        if step @ bend > 1e-10:
            pairs = [*pairs[-MEMORY + 1 :], (step, bend)]
        x, loss, slope = there, found, turned
    return x


def _times_inverse(slope: Array, pairs: Sequence[tuple[Array, Array]]) -> Array:
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


def share(rows: Sequence[Mapping[str, Any]]) -> float:
    """The mean over pairs of what the network gains by what optimisation gains, in percent."""
    return 100 * float(np.mean([(row["start"] - row["network"]) / (row["start"] - row["optimised"]) for row in rows]))
