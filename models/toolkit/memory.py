"""What a stream remembers, as bytes and back: one codec for all demos.

A memory is a mapping of names to plain values (None, booleans, numbers, text, bytes, lists and mappings of these with
text as keys) and NumPy arrays. As bytes it is msgpack of version, owner and values, with a check sum: it travels
between processes and may come from another version of a demo, or of this file. Whatever is not exactly what
:func:`pack` made for the same owner reads as the empty memory. Nothing in it can run code.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgpack
import numpy as np

VERSION = 1
MOST = 4_000_000
"""Bytes of a memory at most: one travels with each sample."""
EMPTY: Mapping[str, Any] = MappingProxyType({})

_ARRAY = 1
_SUM = 4
_KINDS = "biuf"


def pack(owner: str, memory: Mapping[str, Any]) -> bytes:
    """A memory as bytes; no bytes for an empty one.

    owner: whose it is; only the same one reads it again. Raises ValueError when it is too large, and for what is
    neither plain nor an array of numbers or booleans.
    """
    if not memory:
        return b""
    try:
        body: bytes = msgpack.packb([VERSION, owner, dict(memory)], default=_packed, strict_types=True)
    except (TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"a memory of {owner} cannot be kept: {error}") from None
    if len(body) > MOST:
        raise ValueError(f"a memory of {owner} has {len(body)} bytes; {MOST} are the most")
    return body + zlib.crc32(body).to_bytes(_SUM, "little")


def unpack(owner: str, blob: bytes) -> Mapping[str, Any]:
    """The memory in a blob, its arrays not to be written to; empty for anything that :func:`pack` did not make for this
    owner. Never raises.
    """
    body = memoryview(blob)[:-_SUM]
    if not 0 < len(body) <= MOST or zlib.crc32(body) != int.from_bytes(blob[-_SUM:], "little"):
        return EMPTY
    try:
        version, whose, memory = msgpack.unpackb(body, ext_hook=_unpacked)
    except (ValueError, TypeError, RecursionError):
        return EMPTY
    return memory if version == VERSION and whose == owner and isinstance(memory, dict) else EMPTY


def part(memory: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One part of a memory that is a mapping itself, empty where there is none."""
    found = memory.get(name)
    return found if isinstance(found, Mapping) else EMPTY


def _packed(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in _KINDS:
        little = value.astype(value.dtype.newbyteorder("<"), copy=False)
        return msgpack.ExtType(_ARRAY, msgpack.packb([little.dtype.str, value.shape, little.tobytes()]))
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is neither plain nor an array")


def _unpacked(code: int, data: bytes) -> Any:
    if code != _ARRAY:
        raise ValueError(f"an unknown kind of value, {code}")
    kind, shape, content = msgpack.unpackb(data)
    if np.dtype(kind).kind not in _KINDS:
        raise ValueError(f"arrays of {kind} are not kept")
    return np.frombuffer(content, kind).reshape(shape)
