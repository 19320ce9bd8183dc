"""Connections as the network knows them: how many there are, and how long one may keep the server waiting.

For both ways of serving: the listening socket stands behind a :class:`Door`, and whoever reads requests is
:class:`Seated`. A connection that is waited for (for a request, its head or its body) has a time for it; when there is
no room for one more, the one that has been silent for longest goes.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from webapp.config import Config

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler as _Handler
else:
    _Handler = object  # of eventlet's handlers the base is a copy of it that eventlet made

log = logging.getLogger(__name__)

SEAT = "hype.seat"
"""Where a request's environ has its connection."""
BODY_PACE = 8_000
"""Bytes that give a body one second more, up to the time that it had at first: what came early is no credit for a
stall. A phone at the edge of a Wi-Fi sends 20,000 a second.
"""
LONG = 30.0
"""Seconds under way after which an answer, too, makes room where there is no other."""
PER_VISITOR = 8
"""Connections of one page: browsers open six for requests, and one for the socket."""
OTHER_FILES = 64
"""Descriptors for all that is no connection: libraries, pipes and sockets of workers, votes, the log."""
PAUSE = 0.1
"""Seconds until one more connection is tried after the system had no descriptor."""
LONG_HEAD = (
    b"The browser sends more than this server reads, mostly cookies of other programs at this address. "
    b"Delete the cookies of this address in the browser's settings, or open a private window, and load the page again."
)
"""What a request is told whose head is too long: before anything is known of it, and so in one language."""
LINGER, LINGER_BYTES = 1.0, 262_144
"""How long, and how much of it, the rest of such a head is thrown away: who sends it shall read the answer."""
OUT_OF = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class NoRoom(OSError):
    """A connection was not accepted, or closed at once; the next one may be."""


def connections(config: Config) -> Connections:
    """An empty register, with room for as many as there may be in all and of one address.

    Half of the descriptors that this process may have are for connections: an answer may need a file of its own.
    """
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = config.max_connections if files == resource.RLIM_INFINITY else max(8, (files - OTHER_FILES) // 2)
    most = min(config.max_connections, room)
    if most < config.max_connections:
        log.warning("of %d open files %d may be connections; MAX_CONNECTIONS asks for more", files, most)
    behind_proxy = config.proxies > 0  # whose address is that of all
    each = most if behind_proxy else min(PER_VISITOR * config.max_visitors_per_address, max(4, most // 2))
    return Connections(most, each, config.request_seconds)


class Seat:
    """One connection. Written by its own thread, read by the one that looks after all."""

    __slots__ = ("_clock", "_pace", "_seconds", "address", "due", "heard", "reading", "since", "socket", "upgraded")

    def __init__(self, connection: Any, address: str, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock, self.socket, self.address = seconds, clock, connection, address
        self.since = self.heard = clock()
        self.due = seconds
        """Seconds after ``since`` at which it has kept the server waiting too long; 0 while there is no hurry."""
        self._pace = 0.0
        """Seconds more for each byte."""
        self.reading = False
        """Whether the server waits for bytes, rather than has not come to reading them."""
        self.upgraded = False
        """Whether it is a WebSocket, which is counted and timed elsewhere."""

    def follow(self, connection: Any) -> None:
        """The connection goes on as this one: TLS has been put around it."""
        self.socket = connection

    def expect_request(self) -> None:
        """The request before has been answered. The next may be long in coming: its first byte starts the clock."""
        self.since, self.due, self._pace = self._clock(), 0.0, 0.0

    def expect_body(self) -> None:
        """The head has come."""
        self.since, self.due, self._pace = self._clock(), self._seconds, 1 / BODY_PACE

    def came(self, size: int) -> None:
        """So many bytes were read."""
        self.heard = self._clock()
        if self.due:
            self.due = min(self.due + size * self._pace, max(self.due, self.heard - self.since + self._seconds))
        else:
            self.since, self.due = self.heard, self._seconds

    @property
    def silent_since(self) -> float:
        """From when on it has kept the server waiting: a body that comes well is not silent, one that dribbles is."""
        return self.since + max(0.0, self.due - self._seconds)

    def late(self, now: float) -> bool:
        return self.reading and bool(self.due) and now - self.since > self.due

    def end(self) -> None:
        """Whoever reads it or writes to it finds that it has ended."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class Connections:
    """All connections of one server: at most ``most`` in all, ``each_address`` of one network address.

    A request's head has ``seconds``: the first one's from the connection's beginning, a later one's from its first
    byte. Its body has as many again, and gains more as it comes, but never has more than that ahead of it.
    """

    def __init__(
        self, most: int, each_address: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.each_address = most, each_address
        self._seconds, self._clock = seconds, clock
        self._seats: dict[Any, Seat] = {}
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._looked = clock()

    def __len__(self) -> int:
        return len(self._seats)

    def enter(self, connection: Any, peer: Any) -> bool:
        """A new connection; False where there is no room for it. ``peer`` is its address and port."""
        seat = Seat(connection, peer[0], self._seconds, self._clock)
        with self._lock:
            if peer in self._seats:  # closed, and its port in use again, before that was noticed
                self._drop(peer)
            if self._counts[seat.address] >= self.each_address and not self._displace(seat.address):
                return False
            if len(self._seats) >= self.most and not self._displace():
                return False
            self._seats[peer] = seat
            self._counts[seat.address] += 1
        return True

    def of(self, peer: Any) -> Seat:
        """The seat of a connection; one that counts nowhere where it has none any more."""
        return self._seats.get(peer) or Seat(None, peer[0], self._seconds, self._clock)

    def leave(self, seat: Seat, peer: Any) -> None:
        """The connection has ended."""
        with self._lock:
            if self._seats.get(peer) is seat:
                self._drop(peer)

    def displace(self) -> bool:
        """Close the connection that has been silent for longest; False where none is."""
        with self._lock:
            return self._displace()

    def look(self) -> None:
        """Close those that keep the server waiting too long. May be called often; looks once a second."""
        now = self._clock()
        if now - self._looked < 1:
            return
        self._looked = now
        with self._lock:
            late = [seat for seat in self._seats.values() if seat.late(now)]
            for peer in [peer for peer, seat in self._seats.items() if seat.socket.fileno() < 0]:
                self._drop(peer)  # closed before anybody took it over
        for seat in late:
            seat.end()
        if late:
            log.info("%d connections kept the server waiting too long and were closed", len(late))

    def _displace(self, address: str | None = None) -> bool:
        now = self._clock()
        here = [(peer, seat) for peer, seat in self._seats.items() if address is None or seat.address == address]
        silent = [(seat.silent_since, peer) for peer, seat in here if seat.reading]
        if not silent:
            silent = [(seat.since, peer) for peer, seat in here if not seat.upgraded and now - seat.since > LONG]
        if not silent:
            return False
        _, peer = min(silent, key=lambda entry: entry[0])
        self._seats[peer].end()
        self._drop(peer)
        return True

    def _drop(self, peer: Any) -> None:
        address = self._seats.pop(peer).address
        self._counts[address] -= 1
        if not self._counts[address]:
            del self._counts[address]


class Door:
    """A listening socket whose connections find a place among the others, or are closed at once."""

    def __init__(self, listener: Any, connections: Connections) -> None:
        self._listener, self._connections = listener, connections
        self.is_broken = False
        """Whether nothing will come in any more."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)

    def accept(self) -> tuple[Any, Any]:
        """The next connection, and its address and port. Raises NoRoom, and OSError where it is over."""
        try:
            connection, peer = self._listener.accept()
        except OSError as error:
            if error.errno == errno.ECONNABORTED:  # gone while it waited
                raise NoRoom from None
            if error.errno not in OUT_OF:
                self.is_broken = True
                raise
            log.error("no connection could be accepted: %s", error.strerror)
            self._connections.displace()
            time.sleep(PAUSE)
            raise NoRoom from None
        if not self._connections.enter(connection, peer):
            log.warning("no room for one more connection")
            connection.close()
            raise NoRoom
        return connection, peer


class _Heard(io.RawIOBase):
    """What a connection's reader reads from; tells its seat what came, and that it is waited for."""

    def __init__(self, raw: Any, seat: Seat) -> None:
        super().__init__()
        self._raw, self._seat = raw, seat

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._seat.reading = True
        try:
            size: int | None = self._raw.readinto(buffer)
        finally:
            self._seat.reading = False
        if size:
            self._seat.came(size)
        return size

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class Seated(_Handler):
    """For a request handler of the standard library's kind, to inherit from first: tells its seat what it waits for."""

    seat: Seat
    rfile: Any

    def setup(self) -> None:
        super().setup()
        self.seat.follow(self.connection)
        self.seat.reading = False  # it was while TLS was agreed on
        self.rfile = io.BufferedReader(_Heard(self.rfile.detach(), self.seat))

    def handle_one_request(self) -> None:
        super().handle_one_request()
        self.seat.expect_request()

    def parse_request(self) -> bool:
        parsed: bool = super().parse_request()
        if parsed:
            self.seat.expect_body()
        return parsed

    def refuse_head(self) -> None:
        """The head is longer than anybody reads."""
        said = f"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: {len(LONG_HEAD)}"
        kind = "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff"
        self.close_connection = True
        left, source = LINGER_BYTES, getattr(self.rfile, "fp", self.rfile)
        with contextlib.suppress(OSError):
            self.wfile.write(f"{said}\r\n{kind}\r\n\r\n".encode() + LONG_HEAD)
            self.connection.settimeout(LINGER)
            while left > 0 and (piece := source.read1(65_536)) and not piece.endswith(b"\r\n\r\n"):
                left -= len(piece)
