"""The fast unmasking against the one that eventlet comes with."""

from __future__ import annotations

from typing import Any

import pytest
import socketio
from eventlet import websocket
from hypothesis import given
from hypothesis import strategies as st

from webapp.live import eventlet_adapter
from webapp.live.eventlet_adapter import BufferedReads, unmask

slow = websocket.RFC6455WebSocket._apply_mask
MASK = b"\x01\x80\xff\x37"


@pytest.mark.parametrize("offset", range(9))
def test_every_length_and_offset(offset: int) -> None:
    data = bytes(range(250, 256)) + bytes(range(60))
    for length in range(len(data) + 1):
        assert unmask(data[:length], MASK, offset=offset) == slow(data[:length], MASK, offset=offset)
        assert unmask(data, MASK, length, offset) == slow(data, MASK, length, offset)


@given(data=st.binary(max_size=3000), mask=st.binary(min_size=4, max_size=4), offset=st.integers(0, 2**40))
def test_anything(data: bytes, mask: bytes, offset: int) -> None:
    masked = unmask(data, mask, offset=offset)
    assert masked == slow(data, mask, offset=offset)
    assert unmask(masked, mask, offset=offset) == data


@given(st.lists(st.binary(max_size=50), max_size=8), st.binary(min_size=4, max_size=4))
def test_in_pieces_as_they_arrive(pieces: list[bytes], mask: bytes) -> None:
    whole, offset, unmasked = b"".join(pieces), 0, b""
    for piece in pieces:
        unmasked += unmask(piece, mask, offset=offset)
        offset += len(piece)
    assert unmasked == slow(whole, mask)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, tuple])
def test_any_kind_of_mask(kind: Any) -> None:
    assert unmask(b"some bytes", kind(MASK), offset=3) == slow(b"some bytes", MASK, offset=3)


def server() -> Any:
    """As much of python-socketio's server as is mended; it listens nowhere."""
    return socketio.Server(async_mode="threading")


def test_it_is_put_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket.RFC6455WebSocket, "_apply_mask", staticmethod(slow))
    eventlet_adapter.patch_server(server())
    assert websocket.RFC6455WebSocket._apply_mask is unmask
    socket = object.__new__(websocket.RFC6455WebSocket)
    assert socket._apply_mask(b"abc", MASK, offset=1) == slow(b"abc", MASK, offset=1)  # called as a method, too


class Pieces:
    """A socket on which these pieces arrive; ``asked`` counts how often it was read."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.asked = list(pieces), 0

    def recv(self, size: int) -> bytes:
        self.asked += 1
        assert len(self.pieces[0] if self.pieces else b"") <= size
        return self.pieces.pop(0) if self.pieces else b""


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=8), st.lists(st.integers(1, 9), max_size=60))
def test_reads_are_gathered_and_lose_nothing(pieces: list[bytes], sizes: list[int]) -> None:
    socket = Pieces(*pieces)
    buffered, read = BufferedReads(socket), b""
    for size in [*sizes, *[9] * 60]:
        taken = buffered.recv(size)
        assert len(taken) <= size
        read += taken
    assert read == b"".join(pieces)
    assert not len(buffered.recv(1))


def test_what_came_together_is_fetched_once() -> None:
    socket = Pieces(b"head and content")
    buffered = BufferedReads(socket)
    assert (bytes(buffered.recv(4)), bytes(buffered.recv(12)), socket.asked) == (b"head", b" and content", 1)
    assert buffered.pieces == []  # all else is the socket's own


def test_an_eventlet_without_the_method_is_noticed_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(websocket.RFC6455WebSocket, "_apply_mask")
    with pytest.raises(RuntimeError, match="_apply_mask"):
        eventlet_adapter.patch_server(server())
