"""One visitor's stream: the newest-only slot, the order of answers, the limits. Pure; no I/O, no clock."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from models.contract.demo import PICTURE
from webapp.errors import InvalidFormat, Refusal, ServerFull, UnknownStream
from webapp.limits import TokenBucket

MAX_SEQ = 2**53 - 1
"""The largest integer that JavaScript counts exactly."""
MOST_DROPPED = 256
"""Dropped seqs kept until a result tells them; a client that keeps to its window never has that many."""


@dataclass(slots=True)
class Frame:
    """A frame on its way through the engine. ``received`` is in seconds of the engine's clock."""

    stream: Stream
    seq: int
    t: float
    image: bytes
    params: dict[str, Any]
    received: float
    eased: int = 0
    """By how many steps ``params`` are lighter than the stream's own."""
    gap: bool = False
    """Something of the stream was lost since the frame that went to a worker before: its samples do not join."""


@dataclass(slots=True)
class Answer:
    """What became of one frame: a result (``refused`` is None) or a refusal."""

    stream: Stream
    seq: int
    t: float
    refused: Refusal | None = None
    data: dict[str, Any] | None = None
    layers: dict[str, bytes] = field(default_factory=dict)
    timing: dict[str, float] = field(default_factory=dict)
    batch: int = 0
    sharing: int = 1
    turn: float = 0.0
    """How many streams share the machine, and the milliseconds between two fair turns of one of them."""
    eased: int = 0
    """By how many steps the demo worked lighter than asked, since many share the machine."""

    @property
    def image(self) -> bytes:
        """The picture that needs no composing, if there is one."""
        return self.layers.get(PICTURE, b"")


Reply = Callable[[Answer], None]


@dataclass(slots=True)
class Stream:
    """What the server knows of one stream.

    Every seq is answered exactly once: by its own answer, or in ``dropped`` of a later result.
    """

    id: str
    visitor: str
    demo: str
    params: dict[str, Any]
    render: str = "server"
    still: bool = False
    """A single picture over HTTP, which may be larger than a live frame."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """The visitor's uploaded pictures that ``params`` name, by parameter."""
    slot: Frame | None = None
    in_flight: int = 0
    worker: str = ""
    turn: int = 0
    """The number of the last job that took a frame of this stream: the lower, the sooner its next turn."""
    memory: bytes = b""
    memory_seq: int = -1
    last_seq: int = -1
    dropped: list[int] = field(default_factory=list)
    room: int = 0
    """Bytes of sound that may wait, in order; 0 where the newest frame wins."""
    recurrent: bool = False
    """One frame is under way at a time, since what is remembered of it goes into the next."""
    behind: deque[Frame] = field(default_factory=deque)
    """Sound that waits behind the slot."""
    taken: int = -1
    lost: bool = False
    """The seq that went to a worker last, and whether nothing came of one that did."""
    closed: bool = False
    active: float = 0.0
    bucket: TokenBucket | None = None
    """Holds the stream to the teacher's limit, while there is one."""
    sender: str = ""
    """Who is charged for what a frame does to a worker: the visitor, however many streams and connections."""
    suspect: bool = False
    """A batch with a frame of this stream ended a worker, or failed: its next ones go alone until one goes well."""
    reply: Reply | None = None
    """What the engine calls with each answer; set by whoever opened the stream."""

    def line_up(self, last: int) -> None:
        """Stand in line; ``last`` is the last turn of anybody, since which a newcomer counts as served.

        Else a new stream for each picture would push everyone else out.
        """
        self.turn = self.turn or last

    def take_turn(self, turn: int, worker: str) -> Frame:
        """The waiting frame, which now goes to this worker."""
        self.turn, self.worker = turn, worker
        return self.next_frame()

    def suspected(self) -> None:
        """A batch with a frame of this stream ended a worker, or failed: its next ones go alone."""
        self.suspect = True

    def cleared(self) -> None:
        """A frame of it went well."""
        self.suspect = False

    def heard(self, now: float) -> None:
        """Its visitor sent something for it."""
        self.active = now

    def put(self, frame: Frame) -> Frame | None:
        """Put a frame into the slot; the frame that it replaced, whose seq is now among the dropped.

        Sound gets in line behind the slot, and pushes out the oldest where there is no room.
        Raises InvalidFormat for a seq that does not follow the ones before.
        """
        self.expect(frame.seq)
        if self.room:
            self._queue(frame)
            return None
        replaced, self.slot = self.slot, frame
        if replaced is not None:
            self._drop(replaced.seq)
        return replaced

    def _queue(self, frame: Frame) -> None:
        line = deque([] if self.slot is None else [self.slot, *self.behind])
        line.append(frame)
        waiting = sum(len(one.image) for one in line)
        while waiting > self.room and len(line) > 1:
            oldest = line.popleft()
            waiting -= len(oldest.image)
            self._drop(oldest.seq)
        self.slot, self.behind = line.popleft(), line

    def skip(self, seq: int) -> None:
        """Count a frame as dropped on arrival, as for a visitor who does not read the answers."""
        self.expect(seq)
        self._drop(seq)

    def expect(self, seq: int) -> None:
        """Note a seq. Raises InvalidFormat when it does not follow the ones before."""
        if not self.last_seq < seq <= MAX_SEQ:
            raise InvalidFormat("seq must grow from frame to frame")
        self.last_seq = seq

    def next_frame(self) -> Frame:
        """The waiting frame, which is now in flight."""
        if self.slot is None:
            raise LookupError(f"stream {self.id} has no frame waiting")
        frame, self.slot = self.slot, self.behind.popleft() if self.behind else None
        frame.gap = self.taken >= 0 and (self.lost or frame.seq != self.taken + 1)
        self.taken, self.lost = frame.seq, False
        self.in_flight += 1
        return frame

    def landed(self, seq: int, memory: bytes | None) -> None:
        """A frame came back from a worker, with what the stream is to remember, if anything."""
        self.in_flight -= 1
        self.lost = self.lost or memory is None
        if memory is not None and seq > self.memory_seq:
            self.memory, self.memory_seq = memory, seq

    def take_dropped(self, before: int) -> list[int]:
        """The dropped seqs below ``before``, each told once."""
        told = [seq for seq in self.dropped if seq < before]
        for seq in told:  # in place: another thread may be adding one
            with contextlib.suppress(ValueError):
                self.dropped.remove(seq)
        return told

    def change(self, params: dict[str, Any], pictures: dict[str, bytes]) -> None:
        """From the next frame on these parameters count, with the uploaded pictures that they name."""
        self.params, self.pictures = params, pictures

    def close(self) -> None:
        """Nothing more is taken in, and nobody is told of what is still under way."""
        self.closed = True
        self.empty()

    def empty(self) -> None:
        """Throw away what waits."""
        self.slot = None
        self.behind.clear()

    def _drop(self, seq: int) -> None:
        self.dropped.append(seq)
        if len(self.dropped) > MOST_DROPPED:
            del self.dropped[0]


class Streams:
    """All open streams, by id and by visitor. Threads may come as they like."""

    def __init__(self, most: int, most_per_visitor: int) -> None:
        self._most = most
        self._most_per_visitor = most_per_visitor
        self._by_id: dict[str, Stream] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._all())

    def open(self, visitor: str, demo: str, params: dict[str, Any], render: str, now: float) -> Stream:
        """A new stream. Raises ServerFull when the visitor, or everyone together, has too many."""
        stream = Stream(secrets.token_urlsafe(9), visitor, demo, params, render, active=now, sender=visitor)
        with self._lock:
            if sum(one.visitor == visitor for one in self._by_id.values()) >= self._most_per_visitor:
                raise ServerFull("Too many streams are open from this page. Close one first.")
            if len(self._by_id) >= self._most:
                raise ServerFull(retry_after=5)
            self._by_id[stream.id] = stream
        return stream

    def get(self, visitor: str, id: str) -> Stream:
        """The visitor's stream of this id. Raises UnknownStream, also for another visitor's."""
        stream = self._by_id.get(id)
        if stream is None or stream.visitor != visitor:
            raise UnknownStream()
        return stream

    def of(self, visitor: str) -> list[Stream]:
        return [stream for stream in self._all() if stream.visitor == visitor]

    def close(self, stream: Stream) -> None:
        """Forget a stream; what is in flight for it is thrown away when it comes back."""
        stream.close()
        with self._lock:
            self._by_id.pop(stream.id, None)

    def idle(self, now: float, timeout: float) -> list[Stream]:
        """Streams that had no frame for ``timeout`` seconds."""
        return [stream for stream in self._all() if now - stream.active > timeout]

    def _all(self) -> list[Stream]:
        with self._lock:
            return list(self._by_id.values())
