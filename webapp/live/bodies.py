"""What a request may bring along, and how much of it is held at a time. Plain WSGI, in front of whatever reads a body.

A body that says that it is too long is refused before anything of it is read; one that does not say (chunked) as soon
as it is. What is read takes of the memory budget as it comes, and gives it back with the end of the request, however
that ends. Where there is no memory left, a body that stands still makes room, else the newcomer is told to come back.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import flask
from werkzeug.wsgi import ClosingIterator

from webapp.budget import Holding, MemoryBudget
from webapp.errors import Busy, InvalidFormat, Refusal, TooLarge
from webapp.live.connections import SEAT, Seat
from webapp.live.gate import App, Environ, Start, answer

log = logging.getLogger(__name__)

SMALL = 8_000
"""Bytes of a body that is no picture: votes and forms have some hundred. The budget need not know of so little."""
PICTURES = ("/api/demos/", "/api/uploads", "/share")
"""Where addresses begin to which pictures are sent."""
PIECE = 65_536
STANDS_STILL = 5.0
"""Seconds without a byte after which a body makes room for others."""
LINGER, LINGER_BYTES = 2.0, 64_000_000
"""How long, and how much of it, what nobody wants is taken in and thrown away: who sends it shall read the answer."""
COME_BACK = 3.0
LINE = 256
"""Bytes of a line between chunks."""
MOST_TRAILERS = 32
SPARE_CHUNKS, LEAST_CHUNK = 1000, 256
"""Chunks of any size, and the average of those beyond: each costs as much work as some hundred bytes."""


class Chunks(io.RawIOBase):
    """A chunked body (RFC 9112, 7.1) without its frame. Both ways of serving read lines of any length by themselves."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self._source = source
        self._left = self._count = self._size = 0
        self.ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` bytes of one chunk, b"" at the end. Raises OSError for what is no chunk, or cut off."""
        if not self._left and not self.ended:
            self._next()
        if self.ended:
            return b""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        piece: bytes = self._source.read(min(wanted, PIECE))
        if not piece:
            raise OSError("a chunk was cut off")
        self._left -= len(piece)
        self._size += len(piece)
        if not self._left and self._line():
            raise OSError("a chunk is longer than it says")
        return piece

    def _next(self) -> None:
        self._count += 1
        digits = self._line().partition(b";")[0].strip()
        if not digits or len(digits) > 12 or digits.strip(b"0123456789abcdefABCDEF"):
            raise OSError("a chunk does not say how long it is")
        if self._count > SPARE_CHUNKS + self._size // LEAST_CHUNK:
            raise OSError("the chunks are too small")
        self._left = int(digits, 16)
        if not self._left:
            self._end()

    def _end(self) -> None:
        for _ in range(MOST_TRAILERS):
            if not self._line():
                self.ended = True
                return
        raise OSError("there are too many trailers")

    def _line(self) -> bytes:
        line: bytes = self._source.readline(LINE)
        if not line.endswith(b"\n"):
            raise OSError("a line between chunks is cut off, or too long")
        return line.rstrip(b"\r\n")


class Body(io.RawIOBase):
    """A request's body as the app reads it. Raises TooLarge, Busy, and InvalidFormat for one that is cut off."""

    def __init__(self, bodies: Bodies, environ: Environ, claimed: int | None, most: int) -> None:
        super().__init__()
        self._bodies, self._source = bodies, environ["wsgi.input"]
        self._seat: Seat | None = environ.get(SEAT)
        self._open = functools.partial(bodies.open, environ)
        self.address = str(environ.get("REMOTE_ADDR", ""))
        self._claimed, self._most = claimed, most
        self._holding: Holding | None = None
        self._kept = io.BytesIO()
        self._read = 0
        self._whole = claimed == 0
        self._cut = False
        self._heard = bodies.clock()

    @property
    def heard(self) -> float:
        """When a byte came last."""
        return self._heard if self._seat is None else max(self._heard, self._seat.heard)

    @property
    def size(self) -> int:
        """Bytes of the budget that it holds."""
        return self._holding.size if self._holding is not None else 0

    @property
    def is_left_over(self) -> bool:
        """Whether more may come than is worth waiting for."""
        return not self._whole and (self._claimed is None or self._claimed - self._read > SMALL)

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self.readall() if size is None or size < 0 else self._piece(size)

    def readall(self) -> bytes:
        """All of it, in memory once: what is read piece by piece and joined is there twice for a moment."""
        while piece := self._piece(PIECE):
            self._kept.write(piece)
        self._refuse_cut()
        return self._kept.getvalue()

    def cut(self) -> None:
        """Let go of everything, and have whoever reads it find the connection's end."""
        self._cut = True
        self.let_go()
        if self._seat is not None:
            self._seat.end()

    def let_go(self) -> None:
        """Give back what it holds; the bytes themselves now, not when somebody collects what refers to itself."""
        self._kept = io.BytesIO()
        if self._holding is not None:
            self._holding.close()

    def throw_away(self) -> None:
        """Take in what still comes, for a while, and keep nothing."""
        if self._whole:
            return
        end, left = self._bodies.clock() + LINGER, LINGER_BYTES
        with contextlib.suppress(OSError, ValueError):
            if self._seat is not None and self._seat.socket is not None:
                self._seat.socket.settimeout(LINGER)
            while not self._whole and left > 0 and self._bodies.clock() < end:
                before = self._read
                self._note(len(self._next(PIECE)))
                left -= self._read - before
                self._bodies.rest()

    def _piece(self, size: int) -> bytes:
        if self._whole or not size:
            return b""
        try:
            piece = self._next(size)
        except (OSError, ValueError):
            piece = b""
        self._refuse_cut()
        self._note(len(piece))
        if not piece and not self._ended():
            raise InvalidFormat("The request was cut off before its end.")
        if self._read > self._most:
            raise too_large(self._most)
        self._hold()
        self._bodies.rest()
        return piece

    def _next(self, size: int) -> bytes:
        """What the connection has next: one that is kept open has no end by itself."""
        left = PIECE if self._claimed is None else self._claimed - self._read
        piece: bytes = self._source.read(min(size, PIECE, left))
        return piece

    def _note(self, size: int) -> None:
        self._heard = self._bodies.clock()
        self._read += size
        self._whole = self._whole or not size or self._read == self._claimed

    def _ended(self) -> bool:
        return self._read == self._claimed if self._claimed is not None else bool(getattr(self._source, "ended", True))

    def _hold(self) -> None:
        """Have the budget know of what was read. Raises Busy."""
        beyond = self._read - SMALL - self.size
        if beyond <= 0:
            return
        if self._holding is None:
            self._holding = self._open()
        while not self._holding.grow(beyond):
            if not self._bodies.make_room(self, beyond):
                raise Busy("Too many pictures are on their way. Try again in a moment.", retry_after=COME_BACK)

    def _refuse_cut(self) -> None:
        if self._cut:
            raise Busy(retry_after=COME_BACK)


class Bodies:
    """The app, with each body measured. ``visitor_of`` names the visitor of a request, empty where it has no cookie;
    ``largest`` is the most bytes of a picture; ``rest`` gives other threads their turn."""

    def __init__(
        self,
        app: App,
        budget: MemoryBudget,
        largest: int,
        visitor_of: Callable[[Environ], str],
        rest: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._budget, self._largest, self._visitor_of = app, budget, largest, visitor_of
        self.rest, self.clock = rest, clock
        self._here: set[Body] = set()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            return self._app(environ, start)
        try:
            claimed = claimed_length(environ)
        except Refusal as refused:
            return _refuse(start, refused)
        if claimed == 0:
            return self._app(environ, start)
        most = self._largest if environ.get("PATH_INFO", "").startswith(PICTURES) else SMALL
        body = Body(self, environ, claimed, most)
        if claimed is not None and claimed > most:
            return ClosingIterator(_refuse(start, too_large(most)), body.throw_away)
        return self._measured(environ, start, body)

    def _measured(self, environ: Environ, start: Start, body: Body) -> Iterable[bytes]:
        # Whoever reads it now finds its end by itself: without this a chunked body counts as none.
        environ["wsgi.input"], environ["wsgi.input_terminated"] = body, True

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start(status, [*headers, *([("Connection", "close")] if body.is_left_over else [])], *error)

        with self._lock:
            self._here.add(body)
        try:
            return ClosingIterator(self._app(environ, begin), body.throw_away)
        finally:
            with self._lock:
                self._here.discard(body)
            body.let_go()
            environ["wsgi.input"] = io.BytesIO()

    def open(self, environ: Environ) -> Holding:
        """What a request's body will hold."""
        return self._budget.open(environ.get("REMOTE_ADDR", ""), self._visitor_of(environ))

    def make_room(self, newcomer: Body, size: int) -> bool:
        """End the body that has stood still for longest: one of the newcomer's address, or, where the whole budget is
        used up, any. False where none does."""
        since = self.clock() - STANDS_STILL
        with self._lock:
            still = [body for body in self._here if body is not newcomer and body.size and body.heard < since]
        own = [body for body in still if body.address == newcomer.address]
        candidates = own or (still if self._budget.room < size else [])
        if not candidates:
            return False
        idlest = min(candidates, key=lambda body: body.heard)
        log.info("a body stood still and made room for another")
        idlest.cut()
        return True


class Request(flask.Request):
    """A request whose form's files stay in memory: nothing that a visitor sends is written to disk."""

    def _get_file_stream(self, *_: Any, **__: Any) -> io.BytesIO:
        return io.BytesIO()


def claimed_length(environ: Environ) -> int | None:
    """How many bytes a body says that it has; None where it comes in chunks. Raises InvalidFormat."""
    length, coding = environ.get("CONTENT_LENGTH") or "", environ.get("HTTP_TRANSFER_ENCODING", "").strip().lower()
    if coding:
        if coding != "chunked" or length:
            raise InvalidFormat("A request has a length, or comes in chunks; nothing else is understood.")
        return None
    if not length:
        return 0
    if not (length.isascii() and length.isdigit()):
        raise InvalidFormat("Content-Length must be a number.")
    return int(length[:20])


def too_large(most: int) -> TooLarge:
    kind = f"A picture may have {most / 1e6:g} MB." if most > SMALL else f"No more than {most} bytes are taken here."
    return TooLarge(kind)


def _refuse(start: Start, refused: Refusal) -> list[bytes]:
    """The answer to a body that is not looked at; the connection ends, since what follows may be the rest of it."""
    return answer(start, refused.status, json.dumps({"error": refused.body()}).encode(), [("Connection", "close")])
