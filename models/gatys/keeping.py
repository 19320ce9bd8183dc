"""How far a painting is, and what of that travels with its stream: from one look to the next, in any worker. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.toolkit.descent import MEMORY, Descent, anew

Array = np.ndarray[Any, Any]

MOST = 2_300_000
"""Bytes of picture, slope and curvature that travel with each look, where one pair at least fits in."""
_FULL, _HALF = 4, 2
"""Bytes of a number of the picture and its slope, and of one of the curvature."""


@dataclass(frozen=True)
class Progress:
    """How far a painting is. ``row`` are the weights it was looked at with (models.toolkit.perceptual.Weights, flat);
    ``losses`` are those of the picture as it is: content, each layer's style, smoothness; None where it begins, as is
    ``start``, those of the photograph. ``looks`` were taken, ``computed`` seconds spent on them."""

    state: Descent
    row: tuple[float, ...]
    losses: tuple[float, ...] | None = None
    start: tuple[float, ...] | None = None
    looks: int = 0
    computed: float = 0.0


def pairs(size: int) -> int:
    """How many pairs of curvature are kept of a picture (size, size, 3)."""
    values = 3 * size**2
    return max(1, min(MEMORY, (MOST - 2 * _FULL * values) // (2 * _HALF * values)))


def remembered(key: str, progress: Progress) -> dict[str, Any]:
    """A stream's memory of a painting. The curvature loses digits: it says where to go, not where one is."""
    state = progress.state
    return {
        "key": key,
        "row": list(progress.row),
        "losses": list(progress.losses or ()),
        "start": list(progress.start or ()),
        "looks": progress.looks,
        "computed": progress.computed,
        "x": state.x.astype(np.float32),
        "slope": None if state.slope is None else state.slope.astype(np.float32),
        "loss": float(state.loss),
        "halved": state.halved,
        "steps": state.steps,
        "pairs": [[*_small(step), *_small(bend)] for step, bend in state.pairs],
    }


def recalled(key: str, row: tuple[float, ...], memory: Mapping[str, Any]) -> Progress | None:
    """What a memory says of this painting, None where it is of another. With other weights it goes on from the same
    picture, which is looked at once more."""
    if memory.get("key") != key:
        return None
    known = tuple((_whole(*pair[:2]), _whole(*pair[2:])) for pair in memory["pairs"])
    state = Descent(memory["x"], memory["loss"], memory["slope"], known, memory["halved"], memory["steps"])
    if tuple(memory["row"]) != row:
        state = anew(state)
    return Progress(state, row, tuple(memory["losses"]), tuple(memory["start"]), memory["looks"], memory["computed"])


def clock(at: float, memory: Mapping[str, Any], longest: float) -> dict[str, float]:
    """When it is, and the seconds passed; gaps longer than ``longest`` are pauses and do not count."""
    gap = at - memory.get("at", at)
    return {"at": at, "passed": memory.get("passed", 0.0) + (gap if 0 <= gap <= longest else 0.0)}


def _small(values: Array) -> tuple[Array, float]:
    """As numbers of 16 bits of at most 1, and what they are to be multiplied by."""
    scale = max(float(np.abs(values).max()), 1e-30)
    return (values / scale).astype(np.float16), scale


def _whole(values: Array, scale: float) -> Array:
    return values.astype(np.float32) * np.float32(scale)
