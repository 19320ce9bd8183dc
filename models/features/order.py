"""Which feature maps are the strongest, and in an order that can be watched.

A map is strong when it varies over the picture: one that is bright everywhere says nothing of what is where. From
frame to frame strengths jump, so they are smoothed over about a second, and the order is made anew at most every
other second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

TIME_CONSTANT = 1.0
"""Seconds in which a smoothed strength follows to 63 %."""
SORT_EVERY = 2.0
"""Seconds between two orders."""
STAYS = 1.2
"""What is shown keeps its place unless another is stronger by this factor."""
FORGET = 5.0
"""After so many seconds without a frame nothing is kept."""
_BORDER = 8
"""Maps of this many rows or more are judged without their outermost cells, where zero padding glows."""


class Kept(NamedTuple):
    """strengths: float32 (channels,), smoothed; order: every channel, strongest first; the last frame's and the last
    sort's seconds."""

    strengths: Array
    order: Array
    time: float
    sorted: float


def strengths(maps: Array) -> Array:
    """How much each map varies over the picture: maps (h, w, channels) → float32 (channels,)."""
    inner = maps[1:-1, 1:-1] if min(maps.shape[:2]) >= _BORDER else maps
    return np.asarray(inner.std(axis=(0, 1)), np.float32)


def strongest(found: Array) -> Array:
    """Every channel, strongest first."""
    return np.argsort(-found, kind="stable").astype(np.uint16)


def follow(found: Array, layer: str, memory: Mapping[str, Any], now: float) -> tuple[Kept, Mapping[str, Any]]:
    """Smoothed strengths and a steady order; the stream's memory as it comes and as it goes on.

    found: float32 (channels,). The memory of another layer counts as none.
    """
    kept = kept_in(memory, layer)
    if kept is None or abs(now - kept.time) >= FORGET:
        return _remembered(Kept(found, strongest(found), now, now), layer)
    share = 1 - math.exp(-max(now - kept.time, 0.0) / TIME_CONSTANT)
    smooth = kept.strengths + share * (found - kept.strengths)
    order, when = kept.order, kept.sorted
    if abs(now - when) >= SORT_EVERY:
        # Ranks resist small differences: each channel is a little stronger than the ones that come after it.
        resisting = np.empty_like(smooth)
        resisting[order] = smooth[order] * np.geomspace(STAYS, 1, len(order), dtype=np.float32)
        order, when = strongest(resisting), now
    return _remembered(Kept(smooth.astype(np.float32), order, now, when), layer)


def kept_in(memory: Mapping[str, Any], layer: str) -> Kept | None:
    """What a memory keeps of this layer; None for another's and for an empty one."""
    if memory.get("layer") != layer:
        return None
    return Kept(*(memory[name] for name in Kept._fields))


def _remembered(kept: Kept, layer: str) -> tuple[Kept, Mapping[str, Any]]:
    return kept, {"layer": layer, **kept._asdict()}
