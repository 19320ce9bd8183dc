"""The head of an event and its attachment go out in one piece; everything else at once and as it is."""

from __future__ import annotations

from typing import Any

from eventlet.websocket import RFC6455WebSocket
from hypothesis import given
from hypothesis import strategies as st

from webapp.live.eventlet_adapter import _joining
from webapp.live.threading_adapter import _WholeSender
from webapp.live.websockets import heads

HEAD = '451-/live,["result",{},{"_placeholder":true,"num":0}]'


class Socket:
    """Keeps the pieces that were sent."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self.pieces.append(data)


def websocket() -> tuple[Any, Socket]:
    socket = Socket()
    return RFC6455WebSocket(socket, {}), socket


def test_only_an_event_with_an_attachment_is_a_head() -> None:
    assert heads(HEAD)
    assert not any(heads(message) for message in ("2", "42/live,[]", "", "461-", b"45", b""))


def test_eventlet_joins_head_and_picture() -> None:
    ws, socket = websocket()
    send = _joining(ws)
    send(HEAD)
    assert socket.pieces == []
    send(b"picture")
    assert socket.pieces == [ws._pack_message(HEAD) + ws._pack_message(b"picture")]


@given(st.lists(st.sampled_from([HEAD, "2", '42/live,["x"]', b"picture", b""]), max_size=12))
def test_eventlet_sends_the_same_bytes_in_the_same_order(messages: list[Any]) -> None:
    ws, socket = websocket()
    send = _joining(ws)
    for message in [*messages, "2"]:
        send(message)
    assert b"".join(socket.pieces) == b"".join(ws._pack_message(message) for message in [*messages, "2"])


def test_a_closing_frame_takes_along_what_is_held() -> None:
    ws, socket = websocket()
    ws.send = _joining(ws)
    ws.send(HEAD)
    ws.send(b"", control_code=8)
    assert b"".join(socket.pieces) == ws._pack_message(HEAD) + ws._pack_message(b"", control_code=8)


def test_threads_hold_what_is_to_be_joined() -> None:
    socket = Socket()
    sender = _WholeSender(socket)
    assert sender.send(b"a") == 1
    sender.hold_next()
    sender.send(b"head ")
    assert socket.pieces == [b"a"]
    sender.send(b"picture")
    sender.send(b"b")
    assert socket.pieces == [b"a", b"head picture", b"b"]
