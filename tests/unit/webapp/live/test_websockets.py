"""A message that is no Engine.IO packet ends its connection in the ordinary way, and nothing raises."""

from __future__ import annotations

import contextlib

import pytest
from engineio.exceptions import UnknownPacketError
from engineio.packet import Packet
from hypothesis import given
from hypothesis import strategies as st

from webapp.budget import MemoryBudget
from webapp.live.traffic import Allowance, Traffic
from webapp.live.websockets import MOST_UNREAD, Checked


class Told:
    """A WebSocket that has one message, and a property of its own."""

    path = "/socket.io/"

    def __init__(self, message: str | bytes | None) -> None:
        self._message = message

    def wait(self) -> str | bytes | None:
        return self._message


def checked(message: str | bytes | None, unread: int = 0) -> Checked:
    allowed = Allowance(rate=90, burst=180, abuse=1000, longest=1000, connections=10)
    traffic = Traffic(allowed, MemoryBudget(1000, 1000, 1000), lambda: None)
    with traffic.connection("192.0.2.1") as meter:
        return Checked(Told(message), meter, lambda: unread)


def heard(message: str | bytes | None) -> str | bytes | None:
    return checked(message).wait()


@pytest.mark.parametrize(
    "message",
    [
        None,
        "",
        "x",
        " 4",
        "7",
        "9",
        "²",
        "b4",
        "bAAA=",
        "\ud800",
        "4" + "[" * 100_000,
        '4 {"a":' + "[" * 5000,
        "2" + '{"a":' * 5000,
    ],
)
def test_what_is_no_packet_is_the_end(message: str | bytes | None) -> None:
    assert heard(message) is None


@pytest.mark.parametrize(
    "message",
    ["3", "2probe", "4", "40/live,", '42/live,["open",{}]', "4{}", "4x", b"", b"\xff\xd8", "42" + "[" * 100_000],
)
def test_packets_pass_as_they_are(message: str | bytes) -> None:
    assert heard(message) == message


@given(st.text(max_size=40) | st.binary(max_size=40) | st.from_regex(r"[0-6][\[\]{}0-9a,:\" ]*", fullmatch=True))
def test_what_passes_can_be_read(message: str | bytes) -> None:
    passed = heard(message)
    assert passed is None or passed == message
    if passed is not None:
        with contextlib.suppress(UnknownPacketError):
            Packet(encoded_packet=passed)


def test_all_else_is_the_websockets_own() -> None:
    assert checked(None).path == "/socket.io/"


def test_who_sends_and_does_not_read_is_at_the_end() -> None:
    assert checked("3", unread=MOST_UNREAD).wait() == "3"
    assert checked("3", unread=MOST_UNREAD + 1).wait() is None
