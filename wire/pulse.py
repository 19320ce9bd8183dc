"""A page of memory that a worker shares with the web process: when it last lived, and what each thread is doing.

The worker writes, the web process reads when it has to judge: nothing need be sent, received or handled for that, so
signs of life count however busy the web process is, and what a worker was doing is known after its end as well.
Times are of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

SLOTS = 32
"""Threads that can say what they do."""
WHOLE = 0xFFFFFFFF
"""In place of an item's number: all items of the job."""

_BEAT = struct.Struct("=d")
_SLOT = struct.Struct("=IIQdQ")
_PHASE = struct.Struct("=I")
_SIZE = 16 + SLOTS * _SLOT.size


class Phase(IntEnum):
    """What a thread of a worker is at."""

    IDLE = 0
    DECODING = 1
    PREPARING = 2
    PREDICTING = 3
    RENDERING = 4
    PICTURE = 5
    """Decoding a picture that a visitor has uploaded; the job is the request's number."""
    LOADING = 6


@dataclass(frozen=True, slots=True)
class Activity:
    """What one thread is at, since when, and with which item of which job."""

    phase: Phase
    item: int
    job: int
    since: float
    thread: int


class Pulse:
    """Both ends of the page: ``beat`` and ``doing`` are the worker's, the rest is the web process's."""

    def __init__(self, descriptor: int | None = None) -> None:
        """A new page, or the one behind a descriptor that was handed over."""
        self.descriptor = _new_page() if descriptor is None else descriptor
        self._page = mmap.mmap(self.descriptor, _SIZE)
        self._lock, self._slots = threading.Lock(), threading.local()
        self._next = 0

    def beat(self) -> None:
        _BEAT.pack_into(self._page, 0, time.monotonic())

    @contextmanager
    def doing(self, phase: Phase, job: int = 0, item: int = WHOLE) -> Iterator[None]:
        """Say what the calling thread does meanwhile. One that has no slot left says nothing."""
        at = self._place()
        if at is None:
            yield
            return
        # The phase comes last and goes first: what is read beside it belongs to it.
        _SLOT.pack_into(self._page, at, Phase.IDLE, item, job, time.monotonic(), threading.get_ident())
        _PHASE.pack_into(self._page, at, phase)
        try:
            yield
        finally:
            _PHASE.pack_into(self._page, at, Phase.IDLE)

    def _place(self) -> int | None:
        at: int | None = getattr(self._slots, "at", None)
        if at is None:
            with self._lock:
                if self._next == SLOTS:
                    return None
                at, self._next = 16 + self._next * _SLOT.size, self._next + 1
            self._slots.at = at
        return at

    @property
    def last(self) -> float:
        """When the worker last lived; 0 before its first sign."""
        return float(_BEAT.unpack_from(self._page, 0)[0])

    def activities(self) -> list[Activity]:
        """What the worker's threads are at, or were when it ended."""
        rows = (_SLOT.unpack_from(self._page, 16 + slot * _SLOT.size) for slot in range(SLOTS))
        return [Activity(Phase(phase), *rest) for phase, *rest in rows if phase]

    def close(self) -> None:
        self._page.close()
        os.close(self.descriptor)


def _new_page() -> int:
    """A descriptor of memory without a name, where the system has such, else of a file without one."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("pulse")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.ftruncate(descriptor, _SIZE)
    return descriptor
