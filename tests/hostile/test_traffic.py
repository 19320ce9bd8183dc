"""What one connection, or all of one address, may send: whatever it is, it counts, yields and has an end."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support import pictures
from tests.support.beside import Beside
from tests.support.classroom import signed_in
from tests.support.client import Client
from tests.support.lean_socket import BINARY, PING, PONG, TEXT, packed
from tests.support.pushing import CONTINUATION, push, text, unfinished
from tests.support.server import Server
from tests.support.visitors import assert_healthy, assert_no_traceback
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone

KINDS = {
    "NOOP": text("6"),
    "Engine.IO PING": text("2probe"),
    "Engine.IO PONG": text("3"),
    "UPGRADE": text("5"),
    "WebSocket ping": packed(PING, b"x" * 100),
    "WebSocket pong": packed(PONG, b""),
    "a namespace never joined": text('42/never,["x"]'),
    "joining what there is not": text("40/never,"),
    "joining twice": text("40/live,"),
    "leaving and joining": text("41/live,") + text("40/live,"),
    "acknowledgements": text("43/live,1[]"),
    "malformed events": text("42/live,x"),
    "pictures of no event": packed(BINARY, b"x"),
    "large JSON": text('42/live,["x",' + "[" * 150 + "0" + ",{}" * 200_000 + "]" * 150 + "]"),
    "empty pieces": unfinished(CONTINUATION),
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_without_end_is_cut_off(server: Server, elsewhere: str, kind: str) -> None:
    data = KINDS[kind]
    before = len(server.log)
    with Beside(server):
        client = Client(server.url, source=elsewhere)
        if kind == "empty pieces":
            client.ws.sock.sendall(unfinished(TEXT))
        assert push(client, data * max(1, 20_000 // len(data)), 12), "it goes on and on"
    eventually(lambda: "connection closed" in server.log[before:], "the log says so")  # after the connection has ended
    written = server.log[before:]
    assert len(written) < 4000, written


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_the_pieces_of_a_message_are_bounded_as_a_message_is(server: Server, elsewhere: str, opcode: int) -> None:
    piece = b"x" * 300_000
    with Beside(server, memory=40):
        for number in range(4):
            client = Client(server.url, source=elsewhere)
            client.ws.sock.sendall(unfinished(opcode, b"4" + piece))
            assert push(client, unfinished(CONTINUATION, piece), 12), f"message {number} has no end"


def test_a_frame_in_pieces_is_a_frame(server: Server) -> None:
    with Client(server.url) as client:
        stream = client.open("mirror")["stream"]
        head = f'451-/live,["frame",{{"stream":"{stream}","seq":7}},{{"_placeholder":true,"num":0}}]'.encode()
        middle = len(pictures.GOOD) // 2
        client.ws.sock.sendall(
            unfinished(TEXT, head[:30])
            + packed(PING, b"?")
            + packed(CONTINUATION, head[30:])
            + unfinished(BINARY, pictures.GOOD[:middle])
            + unfinished(CONTINUATION)
            + packed(CONTINUATION, pictures.GOOD[middle:])
        )
        assert client.wait_for("result").body["seq"] == 7


def frames_taken(url: str, source: str, seconds: float) -> int:
    """Pings that are answered on one connection until it is cut off, or the time is over."""
    client = Client(url, source=source)
    plain, got = client.ws.sock, 0
    plain.settimeout(seconds)
    end = time.monotonic() + seconds
    with contextlib.suppress(OSError):
        plain.sendall(packed(PING, b"") * 3000)
    with contextlib.suppress(OSError):
        while time.monotonic() < end and (data := plain.recv(1 << 16)):
            got += data.count(b"\x8a\x00")
    plain.close()
    return got


def test_coming_back_does_not_renew_what_was_used_up(server: Server, elsewhere: str) -> None:
    begin = time.monotonic()
    taken = [frames_taken(server.url, elsewhere, 5) for _ in range(6)]
    passed = time.monotonic() - begin
    print(f"\nframes taken on six connections one after the other, in {passed:.1f} s: {taken}")
    assert sum(taken) < 1340 + 6 * 80 + 360 * passed


def test_many_connections_of_one_address_get_no_more_than_a_class(server: Server, elsewhere: str) -> None:
    """A crowd that sends without end from one address, and a class behind another."""
    stop = threading.Event()

    def crowd() -> None:
        while not stop.is_set():
            with contextlib.suppress(Exception), Client(server.url, source=elsewhere) as client:
                push(client, KINDS["a namespace never joined"] * 500, 3)

    threads = [threading.Thread(target=crowd, daemon=True) for _ in range(8)]
    with Beside(server):
        for thread in threads:
            thread.start()
        time.sleep(4)
        stop.set()
        for thread in threads:
            thread.join(20)


def test_a_class_behind_one_address_is_never_refused(server: Server, elsewhere: str) -> None:
    """Forty pages that send 30 messages a second, each with a connection to the room, while one among them is cut off
    again and again."""
    pages = [Client(server.url, source=elsewhere) for _ in range(40)]
    rooms = [Client(server.url, source=elsewhere, namespace="/room") for _ in range(40)]
    stop = threading.Event()

    def rude() -> None:
        while not stop.is_set():
            with contextlib.suppress(Exception), Client(server.url, source=elsewhere) as client:
                push(client, KINDS["NOOP"] * 2000, 3)

    attack = threading.Thread(target=rude, daemon=True)
    attack.start()
    event = packed(TEXT, b'42/live,["close",{"stream":"none"}]') + packed(PONG, b"")
    begin = time.monotonic()
    for turn in range(90):
        for page in pages:
            page.ws.sock.sendall(event)
        if turn % 30 == 0:
            for room in rooms:
                room.emit("seen", {"seq": 1})
        time.sleep(max(0.0, begin + turn / 30 - time.monotonic()))
    stop.set()
    attack.join(20)
    for page in pages:
        assert page.call("close", {"stream": "none"})["error"]["code"] == "unknown_stream"
        assert page.receive(0) is None, "nobody is told that it sends too much"
        page.ws.close()
    for room in rooms:
        assert room.call("here", {"v": 1, "page": "/"})["ok"]
        room.ws.close()


def test_who_goes_on_and_does_not_read_is_cut_off(server: Server, elsewhere: str) -> None:
    """Answers to what a visitor asks, which nobody but the visitor could hold back."""
    with Beside(server, memory=30):
        client = Client(server.url, source=elsewhere)
        client.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        question = text('42/live,7["open",{"v":1,"demo":"' + "x" * 30_000 + '"}]')
        client.ws.sock.settimeout(1)
        end = time.monotonic() + 15
        with contextlib.suppress(OSError):
            while time.monotonic() < end:
                client.ws.sock.sendall(question)
                time.sleep(1 / 150)
        client.ws.sock.close()


@pytest.fixture
def presenter(server: Server) -> Iterator[Client]:
    with Client(server.url, cookie=signed_in(server), namespace="/room") as teacher:
        assert teacher.call("here", {"v": 1, "page": "/"})["teacher"]
        assert teacher.call("present", {"on": True, "stream": None})["ok"]
        yield teacher
        assert teacher.call("present", {"on": False})["ok"]


def test_who_watches_and_does_not_read_gets_the_newest_only(server: Server, elsewhere: str, presenter: Client) -> None:
    """Three that ask for the presented picture again and again, and leave all unread; a fourth one sees it."""
    picture = pictures.noise(640, 480)
    assert 100_000 < len(picture) < 400_000
    idle = [Client(server.url, source=elsewhere, namespace="/room") for _ in range(3)]
    for client in idle:
        client.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    seen: list[int] = []
    with Client(server.url, namespace="/room") as viewer, Beside(server, rate=10, memory=25):
        assert viewer.call("watch")["ok"]
        for _ in range(150):
            presenter.emit_picture("picture", {}, picture + struct.pack("d", time.monotonic()))
            for client in idle:
                client.ws.sock.sendall(text('42/room,["unwatch"]') + text('42/room,["watch"]'))
            while (event := viewer.receive(0.01)) is not None:
                if event.name == "picture":
                    seen.append(event.body["seq"])
                    viewer.emit("seen", {"seq": event.body["seq"]})
    assert len(seen) > 20
    assert seen == sorted(seen)
    for client in idle:
        client.ws.sock.close()


def test_what_was_cut_off_leaves_nothing_behind(server: Server, elsewhere: str) -> None:
    for _ in range(20):
        client = Client(server.url, source=elsewhere)
        client.open("mirror")
        assert push(client, KINDS["NOOP"] * 3000, 10)
    eventually(lambda: server.metrics()["hype_visitors"] == 0, "all are gone")
    assert_healthy(server)
    assert_no_traceback(server)
