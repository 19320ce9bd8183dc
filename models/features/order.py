"""Which feature maps are the strongest, and in an order that can be watched.

A map is strong when it varies over the picture: one that is bright everywhere says nothing of what is where. From
frame to frame strengths jump, so they are smoothed over about a second, and the order is made anew at most every
other second.
"""

from __future__ import annotations

import hashlib
import math
import struct
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

_HEADER = struct.Struct("<4s8sdd")
_MAGIC = b"FEA1"
_DIGEST = 8


class Memory(NamedTuple):
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


def follow(found: Array, layer: str, blob: bytes, now: float) -> tuple[Memory, bytes]:
    """Smoothed strengths and a steady order; the stream's memory as it comes and as it goes on.

    found: float32 (channels,). A memory that cannot be read, or of another layer, counts as none.
    """
    kept = unpack(blob, layer, len(found))
    if kept is None or abs(now - kept.time) >= FORGET:
        memory = Memory(found, strongest(found), now, now)
        return memory, pack(memory, layer)
    share = 1 - math.exp(-max(now - kept.time, 0.0) / TIME_CONSTANT)
    smooth = kept.strengths + share * (found - kept.strengths)
    order, when = kept.order, kept.sorted
    if abs(now - when) >= SORT_EVERY:
        # Ranks resist small differences: each channel is a little stronger than the ones that come after it.
        resisting = np.empty_like(smooth)
        resisting[order] = smooth[order] * np.geomspace(STAYS, 1, len(order), dtype=np.float32)
        order, when = strongest(resisting), now
    memory = Memory(smooth, order, now, when)
    return memory, pack(memory, layer)


def pack(memory: Memory, layer: str) -> bytes:
    body = memory.strengths.astype("<f4").tobytes() + memory.order.astype("<u2").tobytes()
    head = _HEADER.pack(_MAGIC, _name(layer), memory.time, memory.sorted)
    return head + body + _digest(head + body)


def unpack(blob: bytes, layer: str, channels: int) -> Memory | None:
    """A memory of this layer that :func:`pack` made; of anything else None. Never raises."""
    if len(blob) != _HEADER.size + 6 * channels + _DIGEST or _digest(blob[:-_DIGEST]) != blob[-_DIGEST:]:
        return None
    magic, name, time, sorted_at = _HEADER.unpack_from(blob)
    if magic != _MAGIC or name != _name(layer):
        return None
    found = np.frombuffer(blob, "<f4", channels, _HEADER.size)
    order = np.frombuffer(blob, "<u2", channels, _HEADER.size + 4 * channels)
    return Memory(found, order, time, sorted_at)


def _name(layer: str) -> bytes:
    return hashlib.blake2b(layer.encode(), digest_size=8).digest()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
