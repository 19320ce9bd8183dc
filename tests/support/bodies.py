"""Requests whose bodies are late, cut off, endless or in chunks: by hand, on a socket."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterable, Mapping
from typing import Any

from tests.support.server import Server

LARGEST = 40_000_000


def head(path: str, headers: Mapping[str, str], port: int = 80) -> bytes:
    """A request's head. ``port`` is the server's: a cookie counts at the port that it was given at."""
    host = "localhost" if port == 80 else f"localhost:{port}"
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "Accept: application/json", "Connection: close", "", ""]).encode()


def chunked(pieces: Iterable[bytes]) -> bytes:
    """A body in chunks, one a piece."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


class Sending:
    """A request on a connection of its own, of which as much is sent as a test likes."""

    def __init__(self, server: Server, source: str = "", timeout: float = 30.0) -> None:
        place = (source, 0) if source else None
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout, source_address=place)

    def send(self, data: bytes) -> bool:
        """False where the server no longer takes it."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def answer(self) -> tuple[int, Any]:
        """The answer's status, and its JSON; 0 and None where the connection ends without one."""
        said = b""
        with contextlib.suppress(ConnectionError):
            while piece := self.socket.recv(65536):
                said += piece
        if not said:
            return 0, None
        status, body = int(said.split(None, 2)[1]), said.partition(b"\r\n\r\n")[2]
        return status, json.loads(body) if body.startswith(b"{") else body

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Sending:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
