"""The bytes between the web process and its workers: ZeroMQ parts, the first a msgpack header.

Pictures and memories follow the header as parts of their own and are never copied into it. Nothing here can
run code: msgpack knows numbers, strings, lists and maps only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgpack

VERSION = 1


class Kind(StrEnum):
    """What a message is: first those to a worker, then those from one."""

    RUN = "run"
    LOAD = "load"
    CHECK = "check"
    """Whether the files of these demos are right."""
    PICTURE = "picture"
    """A visitor's upload, to be made anew."""
    HELLO = "hello"
    CHECKED = "checked"
    """They are: the demos can be loaded."""
    CANNOT_START = "cannot_start"
    DONE = "done"
    LOADED = "loaded"
    UNLOADED = "unloaded"
    LOAD_FAILED = "load_failed"
    PICTURED = "pictured"


_KINDS = {kind.value: kind for kind in Kind}


@dataclass(slots=True, kw_only=True)
class Item:
    """One sample for a worker: what came of a camera or a microphone, no bytes of a clock.

    ``received`` in seconds of the web process's clock; ``render`` as in ``open``; ``pictures`` by parameter; ``gap``:
    something was lost since the sample before; ``many``: so many share the machine that bytes are to be spared.
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
    many: bool = False

    def pack(self, parts: list[bytes]) -> list[Any]:
        """Its entry in the header; adds its own to the parts that follow."""
        parts += (self.image, self.memory, *self.pictures.values())
        return [
            self.stream,
            self.seq,
            self.params,
            self.received,
            self.memory_seq,
            self.render,
            self.still,
            list(self.pictures),
            self.gap,
            self.many,
        ]

    @classmethod
    def unpack(cls, head: Sequence[Any], parts: Iterator[bytes]) -> Item:
        stream, seq, params, received, memory_seq, render, still, names, gap, many = head
        return cls(
            stream=stream,
            seq=seq,
            params=params,
            received=received,
            memory_seq=memory_seq,
            render=render,
            still=still,
            gap=gap,
            many=many,
            image=next(parts),
            memory=next(parts),
            pictures={name: next(parts) for name in names},
        )


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one sample. ``code`` is empty when all went well; ``why``: the reason of a refusal, as
    ``FrameError`` has it; ``timing`` in milliseconds; ``layers``: pictures as files, by name, in order; ``memory`` is
    None where there is no answer."""

    stream: str
    seq: int
    code: str = ""
    message: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] | None = None
    timing: dict[str, float] = field(default_factory=dict)
    layers: dict[str, bytes] = field(default_factory=dict)
    memory: bytes | None = None

    def pack(self, parts: list[bytes]) -> list[Any]:
        """Its entry in the header; adds its own to the parts that follow."""
        parts += (*self.layers.values(), self.memory or b"")
        remembers = self.memory is not None
        told = [self.code, self.message, self.why, self.data, self.timing]
        return [self.stream, self.seq, *told, list(self.layers), remembers]

    @classmethod
    def unpack(cls, head: Sequence[Any], parts: Iterator[bytes]) -> Outcome:
        stream, seq, code, message, why, data, timing, names, remembers = head
        layers = {name: next(parts) for name in names}
        memory = next(parts)
        return cls(
            stream=stream,
            seq=seq,
            code=code,
            message=message,
            why=why,
            data=data,
            timing=timing,
            layers=layers,
            memory=memory if remembers else None,
        )


@dataclass(slots=True)
class Message:
    """A message: its kind, the plain values of its header and the parts that follow."""

    kind: Kind
    values: dict[str, Any]
    parts: Sequence[bytes]


def pack(kind: Kind, values: dict[str, Any], parts: Sequence[bytes] = ()) -> list[bytes]:
    """The ZeroMQ parts of a message."""
    return [msgpack.packb([VERSION, kind, values]), *parts]


def unpack(parts: Sequence[bytes]) -> Message:
    """Read a message. Raises ValueError when it is none, of another version, or of no kind that there is."""
    try:
        version, kind, values = msgpack.unpackb(parts[0], strict_map_key=False)
    except (TypeError, IndexError) as error:
        raise ValueError(f"this is no message: {error}") from None
    if version != VERSION:
        raise ValueError(f"protocol version {version} is not {VERSION}")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError(f"there is no message of kind {kind!r}")
    return Message(_KINDS[kind], values, parts[1:])


def check_data(data: Any) -> None:
    """Raises TypeError and OverflowError for what is not plain data and cannot be an outcome's."""
    msgpack.packb(data)


def pack_job(job: int, demo: str, items: Sequence[Item], *, alone: bool = False) -> list[bytes]:
    """A ``run`` message: for each item its picture, its memory, and its uploaded pictures.

    ``alone`` says that no other stream wants anything at present.
    """
    parts: list[bytes] = []
    heads = [item.pack(parts) for item in items]
    return pack(Kind.RUN, {"job": job, "demo": demo, "alone": alone, "items": heads}, parts)


def unpack_items(message: Message) -> list[Item]:
    """The items of a ``run`` message."""
    parts = iter(message.parts)
    return [Item.unpack(head, parts) for head in message.values["items"]]


def pack_outcomes(job: int, outcomes: Sequence[Outcome], broken: str = "") -> list[bytes]:
    """A ``done`` message; ``broken`` says why the demo has to be loaded again, if it has to."""
    parts: list[bytes] = []
    heads = [outcome.pack(parts) for outcome in outcomes]
    return pack(Kind.DONE, {"job": job, "broken": broken, "items": heads}, parts)


def unpack_outcomes(message: Message) -> list[Outcome]:
    """The outcomes of a ``done`` message."""
    parts = iter(message.parts)
    return [Outcome.unpack(head, parts) for head in message.values["items"]]
