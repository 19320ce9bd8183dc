"""Whatever a connection may be made of, sent over and over."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

from tests.support.client import Client
from tests.support.lean_socket import TEXT, packed

CONTINUATION = 0


def unfinished(opcode: int, content: bytes = b"") -> bytes:
    """A frame after which more of its message is to come."""
    whole = bytearray(packed(opcode, content))
    whole[0] &= 0x7F
    return bytes(whole)


def text(packet: str) -> bytes:
    return packed(TEXT, packet.encode())


def push(client: Client, data: bytes, seconds: float) -> bool:
    """Send it over and over; whether the connection is cut off within that time. What comes is read and thrown away."""
    plain = client.ws.sock
    plain.settimeout(seconds)
    ended = threading.Event()
    reader = threading.Thread(target=_drain, args=(plain, ended), daemon=True)
    reader.start()
    end = time.monotonic() + seconds
    with contextlib.suppress(OSError):
        while time.monotonic() < end and reader.is_alive():
            plain.sendall(data)
    return ended.wait(max(0.0, end - time.monotonic()))


def _drain(plain: socket.socket, ended: threading.Event) -> None:
    with contextlib.suppress(TimeoutError):
        with contextlib.suppress(ConnectionError):
            while plain.recv(1 << 16):
                pass
        ended.set()
