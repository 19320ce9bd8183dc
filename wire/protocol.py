"""The bytes between the web process and its workers: ZeroMQ parts, the first a msgpack header.

Pictures and memories follow the header as parts of their own and are never copied into it. Nothing here can
run code: msgpack knows numbers, strings, lists and maps only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack

VERSION = 1


@dataclass(slots=True)
class Item:
    """One sample for a worker: what came of a camera or a microphone, no bytes of a clock.

    ``received`` in seconds of the web process's clock; ``render`` as in ``open``; ``pictures`` by parameter; ``gap``:
    something was lost since the sample before.
    """

    stream: str
    seq: int
    params: dict[str, Any]
    received: float
    memory_seq: int
    image: bytes
    memory: bytes
    render: str = "server"
    still: bool = False
    pictures: dict[str, bytes] = field(default_factory=dict)
    gap: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of one sample. ``code`` is empty when all went well; ``timing`` in milliseconds; ``layers``: pictures
    as files, by name, in order; ``memory`` is None where there is no answer."""

    stream: str
    seq: int
    code: str = ""
    message: str = ""
    data: dict[str, Any] | None = None
    timing: dict[str, float] = field(default_factory=dict)
    layers: dict[str, bytes] = field(default_factory=dict)
    memory: bytes | None = None


@dataclass(slots=True)
class Message:
    """A message: its kind, the plain values of its header and the parts that follow."""

    kind: str
    values: dict[str, Any]
    parts: Sequence[bytes]


def pack(kind: str, values: dict[str, Any], parts: Sequence[bytes] = ()) -> list[bytes]:
    """The ZeroMQ parts of a message."""
    return [msgpack.packb([VERSION, kind, values]), *parts]


def unpack(parts: Sequence[bytes]) -> Message:
    """Read a message. Raises ValueError when it is none, or of another version."""
    try:
        version, kind, values = msgpack.unpackb(parts[0], strict_map_key=False)
    except (TypeError, IndexError) as error:
        raise ValueError(f"this is no message: {error}") from None
    if version != VERSION:
        raise ValueError(f"protocol version {version} is not {VERSION}")
    return Message(kind, values, parts[1:])


def pack_job(job: int, demo: str, items: Sequence[Item], *, alone: bool = False) -> list[bytes]:
    """A ``run`` message: for each item its picture, its memory, and its uploaded pictures.

    ``alone`` says that no other stream wants anything at present.
    """
    heads, parts = [], []
    for item in items:
        heads.append(
            [
                item.stream,
                item.seq,
                item.params,
                item.received,
                item.memory_seq,
                item.render,
                item.still,
                list(item.pictures),
                item.gap,
            ]
        )
        parts += [item.image, item.memory, *item.pictures.values()]
    return pack("run", {"job": job, "demo": demo, "alone": alone, "items": heads}, parts)


def unpack_items(message: Message) -> list[Item]:
    """The items of a ``run`` message."""
    parts = iter(message.parts)
    return [
        Item(
            stream,
            seq,
            params,
            received,
            memory_seq,
            next(parts),
            next(parts),
            render,
            still,
            {name: next(parts) for name in names},
            gap,
        )
        for stream, seq, params, received, memory_seq, render, still, names, gap in message.values["items"]
    ]


def pack_outcomes(job: int, outcomes: Sequence[Outcome], broken: str = "") -> list[bytes]:
    """A ``done`` message; ``broken`` says why the demo has to be loaded again, if it has to."""
    heads, parts = [], []
    for o in outcomes:
        heads.append([o.stream, o.seq, o.code, o.message, o.data, o.timing, list(o.layers), o.memory is not None])
        parts += [*o.layers.values(), o.memory or b""]
    return pack("done", {"job": job, "broken": broken, "items": heads}, parts)


def unpack_outcomes(message: Message) -> list[Outcome]:
    """The outcomes of a ``done`` message."""
    parts = iter(message.parts)
    outcomes = []
    for stream, seq, code, text, data, timing, names, remembers in message.values["items"]:
        layers = {name: next(parts) for name in names}
        memory = next(parts)
        outcomes.append(Outcome(stream, seq, code, text, data, timing, layers, memory if remembers else None))
    return outcomes
