"""A WebSocket's messages with as few calls of the system as can be, so that a visitor costs little beside the server.

The handshake is websocket-client's; only what comes and goes for each frame passes here.
"""

from __future__ import annotations

import contextlib
import struct
from typing import Any

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
AT_ONCE = 1 << 18
_NO_MASK = bytes(4)
"""A key of zeros leaves the content as it is: the server unmasks it all the same, the visitor saves the work."""


class Closed(ConnectionError):
    """The connection has ended."""


def packed(opcode: int, content: bytes) -> bytes:
    """A whole message as a client sends it."""
    size = len(content)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    return b"".join((head, _NO_MASK, content))


class Wire:
    """Messages over ``socket``. What came is kept while a message is not whole, also over a time-out."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._patience = socket, socket.gettimeout()
        self._held = b""
        self.up = self.down = 0
        """Bytes of events with attachments that were sent, and of all messages that came."""

    def send_event(self, text: str, attachment: bytes) -> None:
        """An event and its attachment, in one piece."""
        self.up += len(text) + len(attachment)
        self._socket.sendall(packed(TEXT, text.encode()) + packed(BINARY, attachment))

    def message(self, timeout: float) -> str | bytes:
        """The next message. Raises TimeoutError after ``timeout`` seconds without a byte, and Closed or OSError."""
        try:
            return self._message(timeout)
        finally:
            with contextlib.suppress(OSError):
                self._socket.settimeout(self._patience)

    def _message(self, timeout: float) -> str | bytes:
        while True:
            opcode, content = self._frame(timeout)
            if opcode == TEXT:
                return content.decode()
            if opcode == BINARY:
                return content
            if opcode == PING:
                self._socket.sendall(packed(PONG, content))
            elif opcode == CLOSE:
                raise Closed

    def _frame(self, timeout: float) -> tuple[int, bytes]:
        """A server's frame: never masked, never one of several."""
        while (found := _first(self._held)) is None:
            self._socket.settimeout(timeout)
            data = self._socket.recv(AT_ONCE)
            if not data:
                raise Closed
            self._held += data
        opcode, start, end = found
        content, self._held = self._held[start:end], self._held[end:]
        self.down += len(content)
        return opcode, content


def _first(data: bytes) -> tuple[int, int, int] | None:
    """The first frame in ``data``: opcode, where its content starts and ends; None when it is not whole."""
    if len(data) < 2:
        return None
    size, start = data[1] & 127, 2
    if size > 125:
        start = 4 if size == 126 else 10
        if len(data) < start:
            return None
        size = int.from_bytes(data[2:start], "big")
    return (data[0] & 15, start, start + size) if len(data) >= start + size else None
