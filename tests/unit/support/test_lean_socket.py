"""The benchmarks' lean WebSocket: what it reads from pieces of any size, and what it sends."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from eventlet.websocket import RFC6455WebSocket

from tests.support.lean_socket import Closed, Wire, packed


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    with ours, theirs:
        yield Wire(ours), theirs


def served(*messages: str | bytes) -> bytes:
    """As a server sends them."""
    server = RFC6455WebSocket(None, {})
    return b"".join(server._pack_message(message) for message in messages)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 200_000])
def test_messages_of_every_length(ends: tuple[Wire, socket.socket], size: int) -> None:
    wire, theirs = ends
    theirs.settimeout(5)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    theirs.sendall(served("é" * (size // 2), bytes(size)))
    assert wire.message(5) == "é" * (size // 2)
    assert wire.message(5) == bytes(size)


def test_a_message_in_single_bytes_over_a_time_out(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    whole = served("hello")
    theirs.sendall(whole[:3])
    with pytest.raises(TimeoutError):
        wire.message(0.01)
    theirs.sendall(whole[3:])
    assert wire.message(5) == "hello"


def test_a_ping_is_answered_and_not_told(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    theirs.sendall(b"\x89\x02hi" + served("after"))
    assert wire.message(5) == "after"
    assert theirs.recv(100) == packed(10, b"hi")


@pytest.mark.parametrize("end", [b"\x88\x00", b""])
def test_the_end(ends: tuple[Wire, socket.socket], end: bytes) -> None:
    wire, theirs = ends
    theirs.sendall(end)
    theirs.close()
    with pytest.raises(Closed):
        wire.message(5)


def test_an_event_and_its_attachment_are_one_piece(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    wire.send_event("451-/live,[]", b"picture")
    assert theirs.recv(1000) == packed(1, b"451-/live,[]") + packed(2, b"picture")
