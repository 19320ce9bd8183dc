"""A WebSocket whose messages are Engine.IO packets, or the end.

python-engineio reads each message without expecting that it may be none: the exception leaves its receive loop
without closing the session. Here such a message ends the connection in the ordinary way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from webapp.live.sockets import EngineServer, Receiver, SocketServer
from webapp.live.traffic import JOIN, Meter, TooMuch, Traffic

log = logging.getLogger(__name__)

PACKET_TYPES = frozenset("0123456")
HEAD = "45"
"""How an event begins whose picture follows as a message of its own: both go out in one piece, which wakes whoever
reads once."""
METER = "hype.meter"
"""Where a WebSocket's environ has its meter."""
JOINS = ("40", "41")
"""How a packet begins that joins or leaves a namespace: more work than an event, and seldom."""
MOST_UNREAD = 400
"""Packets that wait for a visitor to read them, above which whoever goes on sending is cut off. Each sender of packets
has limits of its own far below; this is for answers, which nobody but the visitor can hold back."""
DEEPEST = 200
"""Brackets in a payload that is JSON itself; Socket.IO's payloads begin with a digit and are read elsewhere."""


def heads(message: str | bytes) -> bool:
    """Whether an attachment follows this message at once."""
    return isinstance(message, str) and message.startswith(HEAD)


class Metered:
    """The app, with a meter for each WebSocket. Stands behind whatever finds out a visitor's address."""

    def __init__(self, app: Callable[..., Iterable[bytes]], traffic: Traffic) -> None:
        self._app, self._traffic = app, traffic

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return self._app(environ, start)
        with self._traffic.connection(environ.get("REMOTE_ADDR", "")) as meter:
            environ[METER] = meter
            return self._app(environ, start)  # comes back when the connection has ended


class Checked:
    """Stands before a WebSocket and passes everything on but messages that are no packets.

    ``unread`` tells how many packets wait for the visitor to read them.
    """

    def __init__(self, websocket: Any, meter: Meter, unread: Callable[[], int]) -> None:
        self._websocket, self._meter, self._unread = websocket, meter, unread

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)

    def wait(self) -> str | bytes | None:
        """The next message, or None at the end of the connection."""
        message: str | bytes | None = self._websocket.wait()
        if self._unread() > MOST_UNREAD:
            self._meter.cut("goes on sending and does not read the answers")
            return None
        if message is None or isinstance(message, bytes):
            return message
        if message[:1] not in PACKET_TYPES or _is_deep_json(message):
            log.info("a message was no packet; connection closed")
            return None
        if message.startswith(JOINS):
            try:
                self._meter.charge(JOIN)
            except TooMuch:
                return None
        return message


def _is_deep_json(message: str) -> bool:
    """Whether python-engineio would take a message's payload for JSON and not come back from its depth."""
    return not message[1:2].isnumeric() and message.count("[") + message.count("{") > DEEPEST


def check_messages(server: SocketServer, base: Callable[..., Any]) -> None:
    """Have python-socketio's ``server`` read its WebSockets, of class ``base``, through :class:`Checked`."""

    def websocket(handler: Receiver, engineio_server: EngineServer) -> Any:
        queue = handler.__self__.queue
        return base(lambda ws: handler(Checked(ws, ws.environ[METER], queue.qsize)), engineio_server)

    server.eio._async = {**server.eio._async, "websocket": websocket}
