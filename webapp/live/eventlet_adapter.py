"""All that this project knows of eventlet, beside the monkey patch at the top of wsgi.py."""

from __future__ import annotations

import contextlib
import functools
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import eventlet
import eventlet.hubs
import eventlet.wsgi
from engineio.async_drivers.eventlet import WebSocketWSGI
from eventlet import websocket

from webapp.config import Config
from webapp.lan.tls import Tls, secured
from webapp.live.bodies import Chunks
from webapp.live.connections import SEAT, Connections, Door, NoRoom, Seated, connections
from webapp.live.sockets import SocketServer
from webapp.live.traffic import AT_ONCE, Meter
from webapp.live.websockets import METER, check_messages, heads

__all__ = ["patch_server", "rest", "serve", "unmask", "wait_readable"]

TEXT, CONTROL = 1, 8
"""Opcodes (RFC 6455, 5.2): of text, and the bit that control frames have."""


def wait_readable(descriptor: int, seconds: float) -> None:
    """Wait until a file descriptor can be read, at most so long; other green threads run meanwhile."""
    with contextlib.suppress(TimeoutError):
        eventlet.hubs.trampoline(descriptor, read=True, timeout=seconds, timeout_exc=TimeoutError)


def rest() -> None:
    """Give the other green threads a turn."""
    eventlet.sleep(0)


def unmask(data: bytes, mask: Any, length: int | None = None, offset: int = 0) -> bytes:
    """XOR ``data`` with the repeated four-byte ``mask`` (RFC 6455, 5.3), whole integers at a time.

    eventlet does this byte by byte in Python: 22 ms for a 54 kB JPEG, where this takes 0.3 ms. ``offset`` is
    how many bytes of the message came before.
    """
    size = len(data) if length is None else length
    start = offset % 4
    key = bytes(mask)
    pattern = (key[start:] + key[:start]) * (size // 4 + 1)
    mixed = int.from_bytes(data[:size], "little") ^ int.from_bytes(pattern[:size], "little")
    return mixed.to_bytes(size, "little")


class BufferedReads:
    """A socket of which small pieces are read: eventlet asks for a message's head, length, mask and content one by
    one, each time of the system. Here what has come is fetched at once and handed out.
    """

    def __init__(self, connection: Any, came: Callable[[int], object] = lambda _: None) -> None:
        self._socket, self._came, self._held = connection, came, memoryview(b"")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def recv(self, size: int) -> memoryview:
        if not self._held:
            self._held = memoryview(self._socket.recv(AT_ONCE))
            self._came(len(self._held))
        taken, self._held = self._held[:size], self._held[size:]
        return taken


class _BufferedWebSocket(WebSocketWSGI):
    def __init__(self, handler: Callable[[Any], Any], server: Any) -> None:
        def handle(websocket: Any) -> Any:
            websocket.environ[SEAT].upgraded = True
            _count(websocket, websocket.environ[METER])
            websocket.socket = BufferedReads(websocket.socket, websocket.environ[METER].came)
            websocket.send = _joining(websocket)
            return handler(websocket)

        super().__init__(handle, server)
        self.support_legacy_versions = False  # drafts of 2010, whose messages are read without any limit


class _Counted(websocket.RFC6455WebSocket.Message):
    """A message whose pieces are counted as they come."""

    def __init__(self, meter: Meter, opcode: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(opcode, *args, **kwargs)
        self._meter = meter

    def push(self, data: bytes, final: bool = False) -> None:
        if not self.opcode & CONTROL and not self._meter.piece(len(data), self.opcode == TEXT):
            raise websocket.FailedConnectionError(1009, "The message is too long.")
        super().push(data, final)


def _count(ws: Any, meter: Meter) -> None:
    """Have every frame of a WebSocket counted, and its messages bounded."""
    connection, read = ws.socket, ws._recv_frame

    def frame(message: Any = None) -> Any:
        found = read(message)
        meter.frame()
        if found.finished and not found.opcode & CONTROL:
            meter.whole()
        return found

    def hang_up() -> None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    meter.hang_up = hang_up
    ws._recv_frame, ws.Message = frame, functools.partial(_Counted, meter)


def _joining(websocket: Any) -> Callable[..., None]:
    """A ``send`` that keeps the head of an event until its attachment comes."""
    held: list[bytes] = []

    def send(message: str | bytes, **kind: Any) -> None:
        held.append(websocket._pack_message(message, **kind))
        if not heads(message):
            whole = b"".join(held)
            held.clear()
            websocket._send(whole)

    return send


def patch_server(server: SocketServer) -> None:
    """Put the fast unmasking in eventlet's place, and check what is read. ``server`` is python-socketio's.

    Raises RuntimeError where eventlet has changed.
    """
    for name in ("_apply_mask", "_recv_frame", "Message"):
        if not hasattr(websocket.RFC6455WebSocket, name):
            raise RuntimeError(
                f"eventlet no longer has RFC6455WebSocket.{name}; look at webapp/live/eventlet_adapter.py"
            )
    websocket.RFC6455WebSocket._apply_mask = staticmethod(unmask)
    check_messages(server, _BufferedWebSocket)


class _Input(eventlet.wsgi.Input):
    """Reads chunks within bounds; eventlet takes lines of any length between them."""

    @property
    def ended(self) -> bool:
        return self.chunk_length == 0

    def _chunked_read(self, rfile: Any, length: int | None = None, use_readline: bool = False) -> bytes:
        if self.should_send_hundred_continue:
            self.send_hundred_continue_response()
            self.is_hundred_continue_response_sent = True
        if not hasattr(self, "chunks"):
            self.chunks = Chunks(rfile)
        piece = self.chunks.read(length)
        self.chunk_length = 0 if self.chunks.ended else -1
        return piece


class _Door(Door):
    def accept(self) -> tuple[Any, Any]:
        """The next connection that finds room. eventlet takes an error for the end."""
        while True:
            rest()  # those who came before are read before they could be displaced
            with contextlib.suppress(NoRoom):
                return super().accept()


def _protocol(seats: Connections, tls: Tls | None) -> Any:
    """How a connection is read: in its own green thread, so that a slow handshake holds nobody up."""

    class Protocol(Seated, eventlet.wsgi.HttpProtocol):
        def __init__(self, conn_state: Any, server: Any) -> None:
            self.seat = seats.of(conn_state[0])
            try:
                if tls is not None:
                    self.seat.reading = True
                    conn_state[1] = secured(conn_state[1], tls, self.seat.follow)
                super().__init__(conn_state, server)
            except OSError:
                conn_state[1].close()
            finally:
                seats.leave(self.seat, conn_state[0])

        def parse_request(self) -> bool:
            try:
                return super().parse_request()
            except (eventlet.wsgi.HeaderLineTooLong, eventlet.wsgi.HeadersTooLarge):
                self.refuse_head()
                return False

        def get_environ(self) -> Any:
            environ = super().get_environ()
            environ[SEAT] = self.seat
            environ["eventlet.input"].__class__ = _Input
            if isinstance(self.request, ssl.SSLSocket):
                environ["wsgi.url_scheme"] = "https"
            return environ

    return Protocol


def serve(app: Any, listener: Any, config: Config, stop: threading.Event, tls: Tls | None = None) -> None:
    """Serve until ``stop`` is set. ``listener`` is a bound, listening socket; with ``tls`` it takes HTTPS as well.

    Raises RuntimeError where it ends before.
    """
    quiet = logging.getLogger("webapp.http")
    seats = connections(config)
    server = eventlet.spawn(
        eventlet.wsgi.server,
        _Door(listener, seats),
        app,
        log=quiet,
        log_output=False,
        debug=False,
        max_size=2 * seats.most,
        socket_timeout=60,
        protocol=_protocol(seats, tls),
    )
    while not stop.is_set():
        if server.dead:
            raise RuntimeError("the server no longer accepts connections")
        seats.look()
        eventlet.sleep(0.05)
    server.kill()
