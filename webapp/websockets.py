"""A WebSocket whose messages are Engine.IO packets, or the end.

python-engineio reads each message without expecting that it may be none: the exception leaves its receive loop
without closing the session. Here such a message ends the connection in the ordinary way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

PACKET_TYPES = frozenset("0123456")
HEAD = "45"
"""How an event begins whose picture follows as a message of its own: both go out in one piece, which wakes whoever
reads once."""
DEEPEST = 200
"""Brackets in a payload that is JSON itself; Socket.IO's payloads begin with a digit and are read elsewhere."""


def heads(message: str | bytes) -> bool:
    """Whether an attachment follows this message at once."""
    return isinstance(message, str) and message.startswith(HEAD)


class Checked:
    """Stands before a WebSocket and passes everything on but messages that are no packets."""

    def __init__(self, websocket: Any) -> None:
        self._websocket = websocket

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)

    def wait(self) -> str | bytes | None:
        """The next message, or None at the end of the connection."""
        message: str | bytes | None = self._websocket.wait()
        if message is None or isinstance(message, bytes):
            return message
        if message[:1] not in PACKET_TYPES or _is_deep_json(message):
            log.info("a message was no packet; connection closed")
            return None
        return message


def _is_deep_json(message: str) -> bool:
    """Whether python-engineio would take a message's payload for JSON and not come back from its depth."""
    return not message[1:2].isnumeric() and message.count("[") + message.count("{") > DEEPEST


def check_messages(server: Any, base: Callable[..., Any]) -> None:
    """Have python-socketio's ``server`` read its WebSockets, of class ``base``, through :class:`Checked`."""

    def websocket(handler: Callable[[Any], Any], engineio_server: Any) -> Any:
        return base(lambda ws: handler(Checked(ws)), engineio_server)

    server.eio._async = {**server.eio._async, "websocket": websocket}
