"""Serving with plain threads: Werkzeug's server and simple-websocket, one thread a connection."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import simple_websocket
from engineio.async_drivers import _websocket_wsgi
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from wsproto.events import BytesMessage, TextMessage
from wsproto.utilities import LocalProtocolError

from webapp.config import Config
from webapp.lan.tls import SharedTls, Tls, secured
from webapp.live.bodies import Chunks
from webapp.live.connections import SEAT, Connections, Door, Seated, connections
from webapp.live.sockets import SocketServer
from webapp.live.traffic import AT_ONCE, Meter, TooMuch
from webapp.live.websockets import METER, check_messages, heads

__all__ = ["patch_server", "rest", "serve", "wait_readable"]

SILENCE = 75
"""Seconds without a byte after which a connection is closed; longer than two pings."""


def wait_readable(descriptor: int, seconds: float) -> None:
    """Wait until a file descriptor can be read, at most so long."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll(seconds * 1000)


def rest() -> None:
    """Give the other threads a turn."""
    time.sleep(0)


class _WholeSender:
    """A socket whose ``send`` sends all: one with a time-out may send a part, and the rest would be lost.

    What is sent next after ``hold_next`` waits for what is sent then.
    """

    def __init__(self, connection: Any) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._holds, self._held = False, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def hold_next(self) -> None:
        self._holds = True

    def send(self, data: bytes) -> int:
        with self._lock:
            whole, self._held = self._held + data, b""
            if self._holds:
                self._holds, self._held = False, whole
            else:
                self._connection.sendall(whole)
        return len(data)


class _Reading(simple_websocket.Server):
    """Reads in the thread that waits for messages. simple-websocket has one more thread for that, which for each
    message wakes the other, and reads on while nobody takes what came.
    """

    connected: bool
    ended = False

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:
        super().__init__(environ, **options)
        self._came = environ[METER].came
        self.ws.events = _counted(self.ws.events, environ[METER])

    def end(self) -> None:
        """Whoever reads is to stop, and nothing more is taken in."""
        self.ended = True
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def _thread(self) -> None:
        """Nothing is read here."""

    def receive(self, timeout: float | None = None) -> str | bytes:
        """The next message. Raises ConnectionClosed; the connection's own time-out counts, ``timeout`` does not."""
        while not self.input_buffer:
            if not self.connected:
                raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)
            self.connected = self._read() and not self.ended
        message: str | bytes = self.input_buffer.pop(0)
        return message

    def _read(self) -> bool:
        """Take in what came; False at the end."""
        try:
            data = self.sock.recv(self.receive_bytes)
            if not data:
                return False
            self._came(len(data))
            self.ws.receive_data(data)
            going: bool = self._handle_events()
        except TooMuch:
            self.input_buffer.clear()
            return False
        except (OSError, LocalProtocolError):
            return False
        return going


def _counted(events: Callable[[], Iterator[Any]], meter: Meter) -> Callable[[], Iterator[Any]]:
    """What wsproto has read, with every frame counted and messages bounded.

    simple-websocket collects a message of any size before anybody looks at it.
    """

    def counted() -> Iterator[Any]:
        for event in events():
            if not isinstance(event, TextMessage | BytesMessage):
                meter.frame()
            else:
                if not meter.piece(len(event.data), isinstance(event, TextMessage)):
                    raise TooMuch
                if event.frame_finished:
                    meter.frame()
                if event.message_finished:
                    meter.whole()
            yield event

    return counted


class _BoundedWebSocket(_websocket_wsgi.SimpleWebSocketWSGI):
    """A WebSocket whose messages and frames are counted, and which ends when it is told to."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        connection = environ["werkzeug.socket"]
        is_tls = isinstance(connection, ssl.SSLSocket)
        environ["werkzeug.socket"] = _WholeSender(SharedTls(connection, SILENCE) if is_tls else connection)
        self.environ = environ
        environ[SEAT].upgraded = True
        self.ws = _Reading(environ, receive_bytes=AT_ONCE)
        environ[METER].hang_up = self.ws.end
        try:
            self.app(self)
        finally:
            with contextlib.suppress(OSError):
                self.ws.sock.shutdown(socket.SHUT_RDWR)
            self.ws.sock.close()
        raise ConnectionError  # Werkzeug's way to be told that there is nothing to answer

    def close(self) -> None:
        with contextlib.suppress(OSError, LocalProtocolError):  # who has gone gets no farewell
            super().close()
        self.ws.end()

    def send(self, message: str | bytes) -> Any:
        if heads(message):
            self.ws.sock.hold_next()
        return super().send(message)


class _Done:
    """Stands for a request that was read as far as anybody wants; Werkzeug would read gigabytes of what follows."""

    def __init__(self, rfile: Any) -> None:
        self._rfile = rfile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rfile, name)

    def read(self, _: int = -1) -> bytes:
        return b""


class _QuietHandler(Seated, WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SILENCE

    def __init__(self, request: Any, client_address: Any, server: _Server) -> None:
        self.seat = server.seats.of(client_address)
        try:
            if server.tls is not None:
                self.seat.reading = True
                try:  # in the connection's own thread, so that a slow handshake holds nobody up
                    request = secured(request, server.tls, self.seat.follow)
                except OSError:
                    request.close()
                    return
            super().__init__(request, client_address, server)
        finally:
            server.seats.leave(self.seat, client_address)

    def make_environ(self) -> Any:
        environ = super().make_environ()
        environ[SEAT] = self.seat
        if environ.get("wsgi.input_terminated"):  # it comes in chunks
            environ["wsgi.input"] = Chunks(self.rfile)
        self.rfile = _Done(self.rfile)
        if isinstance(self.connection, ssl.SSLSocket):
            environ["wsgi.url_scheme"] = "https"
        return environ

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            self.refuse_head()
        else:
            super().send_error(code, message, explain)

    def handle(self) -> None:
        with contextlib.suppress(ssl.SSLError):  # who goes without a farewell, as browsers and phones do
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        if isinstance(self.connection, ssl.SSLSocket):  # the server knows only what was there before it was wrapped
            self.connection.close()

    def log(self, *args: Any, **kwargs: Any) -> None:
        """One line for each request would drown what matters; refusals are logged where they are made."""


class _Server(ThreadedWSGIServer):
    """Werkzeug's, with a door before its listening socket."""

    def __init__(self, app: Any, listener: Any, seats: Connections, tls: Tls | None) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(host, port, app, _QuietHandler, fd=listener.fileno())
        self.seats, self.tls, self.door = seats, tls, Door(self.socket, seats)

    def get_request(self) -> tuple[Any, Any]:
        return self.door.accept()


def patch_server(server: SocketServer) -> None:
    """Bound the size of a message, and check what is read. ``server`` is python-socketio's."""
    check_messages(server, _BoundedWebSocket)


def serve(app: Any, listener: Any, config: Config, stop: threading.Event, tls: Tls | None = None) -> None:
    """Serve until ``stop`` is set. ``listener`` is a bound, listening socket; with ``tls`` it takes HTTPS as well.

    Raises RuntimeError where it ends before.
    """
    seats = connections(config)
    server = _Server(app, listener, seats, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
    thread.start()
    while not stop.wait(1.0):
        if server.door.is_broken or not thread.is_alive():
            raise RuntimeError("the server no longer accepts connections")
        seats.look()
    server.shutdown()
