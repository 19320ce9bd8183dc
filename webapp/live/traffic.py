"""What arrives on connections, counted in one place for both ways of serving.

Every frame of a WebSocket costs, whatever is in it: text, picture, piece of a message, ping, pong or end; so every
packet costs that travels in one. A connection has a bucket of its own, and shares a wide one with all connections of
its network address, so that many connections get no more than a class does. Who goes beyond is cut off. A bucket
outlives its connection until it is full again: the next one from that address goes on with it.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from webapp.budget import MemoryBudget
from webapp.limits import TokenBucket

log = logging.getLogger(__name__)

PAGES = 50
"""Pages of one address that may all send as much as a page may."""
FRAMES = 4
"""Frames a message may have: an event has one, its picture another, and a browser may send either in pieces."""
CALM = 16
"""Frames below a full bucket from which on others get a turn after each; a camera's page stays above."""
NEWCOMER = 80
"""What a connection has at the least, whatever the one before it left: a page comes in and goes on."""
JOIN = 20
"""What joining or leaving a namespace costs beside its frame."""
TEXT, BINARY = 1 / 4096, 1 / 131072
"""What a byte costs beside its frame; text is JSON, which takes longer to read."""
FREE, STEP, PIECE = 131_072, 131_072, 64
"""Bytes of an unfinished message that the memory budget need not know of; how it is asked for more; what a piece takes
beside its bytes."""
AT_ONCE, TLS_RECORD = 65536, 16384
"""Bytes that are read from a connection at once: as many as there are, up to the first; TLS hands out records."""
TELL = 1.0
"""Seconds between two lines of the log about one address."""


_numbers = itertools.count(1)
"""What the log calls connections: addresses of visitors are not written down."""


class TooMuch(ConnectionError):
    """More arrives on this connection than is allowed; it has been ended."""


@dataclass(frozen=True)
class Allowance:
    """Messages a second, and at once, of one connection; messages beyond it after which it is ended; bytes of the
    longest message; connections of one address."""

    rate: float
    burst: int
    abuse: int
    longest: int
    connections: int


class _Buckets:
    """What a connection hands on to the next one of its address."""

    def __init__(self, allowed: Allowance, now: float) -> None:
        self._allowed = allowed
        self.own = TokenBucket(FRAMES * allowed.rate, 2 * NEWCOMER + allowed.burst + allowed.abuse, now)
        self.spare = TokenBucket(allowed.rate, NEWCOMER + allowed.burst, now)
        """What it may send where its address has used up what all of it share."""
        self.messages: dict[str, TokenBucket] = {}

    def of(self, namespace: str, now: float) -> TokenBucket:
        """The bucket for events of a namespace: the same one however often it is joined."""
        if namespace not in self.messages:
            self.messages[namespace] = TokenBucket(self._allowed.rate, self._allowed.burst, now)
        return self.messages[namespace]

    def hand_on(self, now: float) -> None:
        """Made ready for the next connection."""
        for bucket in self.all():
            bucket.raise_to(NEWCOMER, now)
            bucket.refused = 0

    def all(self) -> list[TokenBucket]:
        return [self.own, self.spare, *self.messages.values()]

    def full(self, now: float) -> bool:
        return all(bucket.full(now) for bucket in self.all())


@dataclass
class _Address:
    pool: TokenBucket
    meters: set[Meter] = field(default_factory=set)
    left: list[_Buckets] = field(default_factory=list)
    told: float = float("-inf")


class Meter:
    """Counts what arrives on one connection; used by that connection's own thread."""

    def __init__(self, traffic: Traffic, name: str, address: _Address, buckets: _Buckets, now: float) -> None:
        self._number, self._address, self._buckets = next(_numbers), address, buckets
        self._own, self._pool, self._spare = buckets.own, address.pool, buckets.spare
        self._clock, self._rest, self._lock = traffic.clock, traffic.rest, traffic.lock
        self._has_left = False
        self._calm = self._own.burst - CALM
        self._holding = traffic.budget.open(name)
        self._longest = traffic.allowed.longest
        self._size = self._weight = 0
        self._due = 0.0
        self.heard = now
        self.hang_up: Callable[[], object] = lambda: None
        """Ends the connection at once, whatever it is doing; set by who serves it."""

    def came(self, size: int) -> None:
        """So many bytes were read at once. What is in them counts as come at this moment, however long it takes to deal
        with; and where there was more than could be read, as come with what was read before: else a slow server
        would take a flood for what it can just keep up with."""
        if size not in (AT_ONCE, TLS_RECORD):
            self.heard = self._clock()

    def frame(self) -> None:
        """A whole frame has come. Raises TooMuch."""
        due, self._due = self._due, 0.0
        self.charge(1 + due)

    def charge(self, cost: float) -> None:
        """Take so much out of the buckets, and give others a turn where much comes. Raises TooMuch."""
        now = self._clock()
        # Threads may take from the pool at the same time, and one of the two then costs nothing: no harm.
        if not (self._own.take(self.heard, cost) and (self._pool.take(now, cost) or self._spare.take(now, cost))):
            self.cut("more arrives than MESSAGE_RATE and MESSAGE_ABUSE allow")
            raise TooMuch
        if self._own.tokens < self._calm:
            self._rest()

    def piece(self, size: int, is_text: bool) -> bool:
        """A piece of a message has come; False where the message is too long, or memory for it too short."""
        self._size += size
        self._weight += size + PIECE
        self._due += size * (TEXT if is_text else BINARY)
        if self._size > self._longest:
            return False
        beyond = self._weight - FREE - self._holding.size
        if beyond > 0 and not self._holding.grow(max(STEP, beyond)):
            self.cut("messages that are not whole hold too much memory")
            return False
        return True

    def whole(self) -> None:
        """The message has come whole and is handed on."""
        self._size = self._weight = 0
        if self._holding.size:
            self._holding.close()

    def bucket(self, namespace: str) -> TokenBucket:
        """The bucket for events of a namespace."""
        return self._buckets.of(namespace, self._clock())

    def leave(self, now: float) -> None:
        """The connection has ended, or is about to; what is left of its buckets is for the next one."""
        with self._lock:
            self._address.meters.discard(self)
            if not (self._has_left or self._buckets.full(now)):
                self._address.left.append(self._buckets)
            self._has_left = True

    def cut(self, why: str) -> None:
        """End the connection, and say so in one line of the log, not more often than one a second for an address."""
        self.leave(self.heard)  # now: who is cut off may be back before this connection has come to its end
        self.hang_up()
        if self.heard - self._address.told >= TELL:
            self._address.told = self.heard
            log.warning("connection %d: %s; connection closed", self._number, why)


class Traffic:
    """All connections of one server. ``rest`` gives other threads, green or not, their turn; ``clock`` in seconds."""

    def __init__(
        self,
        allowed: Allowance,
        budget: MemoryBudget,
        rest: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.allowed, self.budget, self.rest, self.clock = allowed, budget, rest, clock
        self._addresses: dict[str, _Address] = {}
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def connection(self, address: str) -> Iterator[Meter]:
        """The meter of a new connection, while it lasts."""
        meter = self._enter(address)
        try:
            yield meter
        finally:
            meter.whole()
            meter.leave(self.clock())

    def _enter(self, name: str) -> Meter:
        now = self.clock()
        with self.lock:
            self._forget(now)
            address = self._addresses.get(name)
            if address is None:
                rate = PAGES * self.allowed.rate
                address = self._addresses[name] = _Address(TokenBucket(rate, round(2 * rate), now))
            meter = Meter(self, name, address, self._take_over(address, now), now)
            idlest = None
            if len(address.meters) >= self.allowed.connections:
                idlest = min(address.meters, key=lambda other: other.heard)
                address.meters.discard(idlest)
            address.meters.add(meter)
        if idlest is not None:
            idlest.cut("as many connections as one address may have; the one silent for longest makes room")
        return meter

    def _take_over(self, address: _Address, now: float) -> _Buckets:
        """The emptiest buckets that are left, or new ones where all are full again."""
        address.left = [buckets for buckets in address.left if not buckets.full(now)]
        if not address.left:
            return _Buckets(self.allowed, now)
        taken = min(address.left, key=lambda buckets: buckets.own.level(now))
        address.left.remove(taken)
        taken.hand_on(now)
        return taken

    def _forget(self, now: float) -> None:
        """Addresses without a connection, whose buckets are full, leave no trace."""
        gone = [
            name
            for name, address in self._addresses.items()
            if not address.meters and address.pool.full(now) and all(left.full(now) for left in address.left)
        ]
        for name in gone:
            del self._addresses[name]
