"""HTTP and HTTPS on one port: a connection's first byte says which it is. For one connection, in its own thread."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

HANDSHAKE = 0x16
"""The first byte of a TLS connection (RFC 8446, 5.1: ContentType handshake); no request of HTTP begins with it."""
PATIENCE = 10.0
"""Seconds for the first byte and the handshake together with whatever the network does."""


class Tls:
    """TLS 1.2 and later, with Python's choice of ciphers; the certificate may be renewed while connections go on."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.renew(certificate, key)

    def renew(self, certificate: Path, key: Path) -> None:
        """Have every connection that begins from now on get this certificate.

        A context of its own each time: in one that is in use the certificate would for a moment not fit the key.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._context = context

    def wrap(self, connection: Any) -> Any:
        """The connection in TLS, before the handshake."""
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)


def secured(connection: Any, tls: Tls, follow: Callable[[Any], None] = lambda _: None) -> Any:
    """The connection as it is to be read: wrapped where the client speaks TLS, as it was where it speaks HTTP.

    ``follow`` is told the wrapped one before anything is read from it, since the one that came is of no use then.

    Raises OSError (ssl.SSLError among them) when the client says nothing, or nonsense.
    """
    connection.settimeout(PATIENCE)
    first = connection.recv(1, socket.MSG_PEEK)
    if not first:
        raise ConnectionError("the client went away")
    if first[0] != HANDSHAKE:
        return connection
    wrapped = tls.wrap(connection)
    follow(wrapped)
    try:
        wrapped.settimeout(PATIENCE)
        wrapped.do_handshake()
    except BaseException:
        wrapped.close()
        raise
    return wrapped


class SharedTls:
    """A TLS connection that one thread reads while another writes: OpenSSL allows one call at a time."""

    def __init__(self, connection: ssl.SSLSocket, timeout: float) -> None:
        connection.settimeout(0)
        self._connection, self._timeout, self._lock = connection, timeout, threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def recv(self, size: int) -> bytes:
        """Some bytes, or none at the end. Raises TimeoutError."""
        while True:
            try:
                with self._lock:
                    return self._connection.recv(size)
            except ssl.SSLWantReadError:
                self._wait(read=True)
            except ssl.SSLWantWriteError:
                self._wait(read=False)

    def sendall(self, data: bytes) -> None:
        """Send all. Raises TimeoutError."""
        rest = memoryview(data)
        while rest:
            try:
                with self._lock:
                    rest = rest[self._connection.send(rest) :]
            except ssl.SSLWantReadError:
                self._wait(read=True)
            except ssl.SSLWantWriteError:
                self._wait(read=False)

    def _wait(self, read: bool) -> None:
        number = self._connection.fileno()
        if number < 0:
            raise ConnectionError("the connection is closed")
        waiter = select.poll()
        waiter.register(number, select.POLLIN if read else select.POLLOUT)
        if not waiter.poll(self._timeout * 1000):
            raise TimeoutError("nothing happens on the connection")
