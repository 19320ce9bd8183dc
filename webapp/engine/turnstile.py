"""Single pictures that wait for a worker: how many may wait, and who goes next. No clock but for how long one waits."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from webapp.errors import Busy

COME_BACK = 2.0


@dataclass(frozen=True)
class Capacity:
    """How many pictures may be here at a time, waiting or in workers: in all, of one address, of one visitor."""

    total: int
    each_address: int
    each_visitor: int


@dataclass(eq=False, slots=True)
class _Picture:
    address: str
    visitor: str
    size: int
    order: int
    called: threading.Event = field(default_factory=threading.Event)


class Turnstile:
    """Lets ``at_once`` pictures through to the workers, and no more than ``bytes_at_once`` together unless it is one
    alone. Next is the address whose last turn is longest ago, of its pictures the first that came."""

    def __init__(self, at_once: int, bytes_at_once: int, room: Capacity) -> None:
        self._at_once, self._bytes_at_once, self._room = at_once, bytes_at_once, room
        self._waiting: list[_Picture] = []
        self._inside: set[_Picture] = set()
        self._turns: dict[str, int] = {}
        self._count = itertools.count(1)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Pictures that wait or are in workers."""
        return len(self._waiting) + len(self._inside)

    @contextlib.contextmanager
    def turn(self, address: str, visitor: str, size: int, patience: float) -> Iterator[None]:
        """What a worker does with a picture of ``size`` bytes goes into the block. ``visitor`` is empty for who has no
        cookie: then the address alone counts. Raises Busy when too many are here, or after ``patience`` seconds."""
        picture = self._come(address, visitor, size)
        try:
            if not picture.called.wait(patience):
                raise Busy(retry_after=COME_BACK)
            yield
        finally:
            self._go(picture)

    def _come(self, address: str, visitor: str, size: int) -> _Picture:
        with self._lock:
            here = [*self._waiting, *self._inside]
            addresses = Counter(picture.address for picture in here)
            own = sum(picture.visitor == visitor for picture in here) if visitor else 0
            room = self._room
            if len(here) >= room.total or addresses[address] >= room.each_address or own >= room.each_visitor:
                raise Busy("Too many pictures are waiting. Try again in a moment.", retry_after=COME_BACK)
            picture = _Picture(address, visitor, size, next(self._count))
            self._waiting.append(picture)
            self._call()
        return picture

    def _go(self, picture: _Picture) -> None:
        with self._lock:
            if picture in self._inside:
                self._inside.discard(picture)
            else:
                self._waiting.remove(picture)
            self._call()
            here = {picture.address for picture in (*self._waiting, *self._inside)}
            self._turns = {address: turn for address, turn in self._turns.items() if address in here}

    def _call(self) -> None:
        """Let in whoever is next, as long as there is room."""
        while self._waiting and len(self._inside) < self._at_once:
            following = min(self._waiting, key=lambda one: (self._turns.get(one.address, 0), one.order))
            held = sum(picture.size for picture in self._inside)
            if self._inside and held + following.size > self._bytes_at_once:
                return  # nobody overtakes: else a large picture would wait for ever
            self._waiting.remove(following)
            self._inside.add(following)
            self._turns[following.address] = next(self._count)
            following.called.set()
