"""The outlines of a mouth by its five weights, the same as page/mouth.js draws: what is what is in page/mouth.json.

Lengths are in halves of the width of a mouth at rest, from the middle between the corners; y goes down.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

_TABLE = json.loads((Path(__file__).parent / "page" / "mouth.json").read_text(encoding="utf-8"))


class Outlines(NamedTuple):
    """``lips``, ``inside`` (what is open between them) and ``teeth``, polygons (n, 2)."""

    lips: Array
    inside: Array
    teeth: Array


def outlines(weights: Sequence[float], *, closed: bool) -> Outlines:
    """weights: open, wide, round, pressed, tucked, each 0..1. Lips that are closed have nothing between them."""
    opening, wide, rounded, pressed, tucked = weights
    gap = 0.0 if closed else opening * (1 - pressed)
    width, inner = (_sum(_TABLE[name], wide, rounded) for name in ("width", "inner"))
    above, below = (gap * share for share in _TABLE["opens"])
    thin = 1 - _TABLE["pressed"] * pressed
    full = _TABLE["fuller"] * rounded
    upper = _TABLE["upper"] * thin + full
    lower = (_TABLE["lower"] * thin + full) * (1 - _TABLE["tucked"] * tucked)
    lips = np.concatenate([_arch(width, -above - upper, _TABLE["bow"]), _arch(width, below + lower, 0)[::-1]])
    top, bottom = _arch(width * inner, -above, 0), _arch(width * inner, below, 0)
    biting = tucked * _TABLE["teeth"]
    row = np.minimum(
        top[:, 1] + _TABLE["teeth"] * np.sqrt(1 - np.linspace(-1, 1, len(top)) ** 2), bottom[:, 1] + biting
    )
    teeth = np.concatenate([top, np.stack([top[:, 0], row], 1)[::-1]])
    return Outlines(lips, np.concatenate([top, bottom[::-1]]), teeth)


def _sum(parts: Sequence[float], wide: float, rounded: float) -> float:
    return parts[0] + parts[1] * wide + parts[2] * rounded


def _arch(width: float, height: float, bow: float) -> Array:
    """From corner to corner (points + 1, 2); bow: the share by which its middle dips."""
    x = np.linspace(-1, 1, _TABLE["points"] + 1)
    y = height * (1 - x * x) * (1 - bow * np.exp(-((x / 0.18) ** 2)))
    return np.stack([width * x, y], axis=1)
