"""What requests bring along: how long a body may be on each route, and how much of all is held at a time."""

from __future__ import annotations

import contextlib
import json
import threading
import time

import pytest

from tests.support import pictures
from tests.support.beside import Beside
from tests.support.bodies import LARGEST, Sending, chunked, head
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback
from tests.support.waiting import eventually
from tests.support.web import multipart

pytestmark = pytest.mark.alone

VOTE = json.dumps({"subject": "mirror:before", "choice": "hype"}).encode()
JSON = {"Content-Type": "application/json"}
NO_PICTURES = ("/api/votes/hype", "/api/votes/hype/reset", "/teacher", "/teacher/leave", "/api/demos", "/nothing")
LONG = b'{"subject":"' + b"x" * (LARGEST - 12)
LONG_CHUNKS = chunked([b'{"subject":"', *[b"x" * 60_000] * 600])
ENOUGH = 40
"""Frames of a visitor beside during which something is done over and over."""
LITTLE = 60.0
"""MB that the web process may take for what it does not want: no body of 40 MB is among them."""


@pytest.mark.parametrize("path", NO_PICTURES)
def test_a_body_that_is_no_picture_has_some_kilobytes(server: Server, elsewhere: str, path: str) -> None:
    """By its length it is refused before anything of it came; without one, as soon as it is too long."""
    with Beside(server, memory=LITTLE):
        with Sending(server, elsewhere) as stated:
            stated.send(head(path, {"Content-Length": str(LARGEST), **JSON}))
            status, body = stated.answer()  # none of it was sent
            assert (status, body["error"]["code"]) == (413, "too_large")
        with Sending(server, elsewhere) as whole:
            whole.send(head(path, {"Content-Length": str(LARGEST), **JSON}))
            whole.send(LONG)
            assert whole.answer()[0] == 413
        with Sending(server, elsewhere) as pieces:
            pieces.send(head(path, {"Transfer-Encoding": "chunked", **JSON}))
            pieces.send(LONG_CHUNKS)
            assert 200 <= pieces.answer()[0] < 500, "who does not read it has another answer, and the connection's end"


def test_a_vote_in_chunks_is_cut_off_where_it_is_too_long(server: Server) -> None:
    cookie = {"Cookie": server.get("/").cookie}
    with Beside(server, memory=LITTLE) as beside:
        while len(beside.waits) < ENOUGH:
            with Sending(server) as pieces:
                pieces.send(head("/api/votes/hype", {"Transfer-Encoding": "chunked", **JSON, **cookie}, server.port))
                pieces.send(chunked([b"x" * 5000] * 4))
                status, body = pieces.answer()
                assert (status, body["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/api/demos/mirror", "/api/uploads"])
def test_a_picture_has_forty_megabytes(server: Server, elsewhere: str, path: str) -> None:
    with Beside(server, memory=LITTLE), Sending(server, elsewhere) as stated:
        stated.send(head(path, {"Content-Length": str(LARGEST + 1)}))
        status, body = stated.answer()
        assert (status, body["error"]["code"]) == (413, "too_large")
    with Beside(server, memory=150), Sending(server, elsewhere) as pieces:
        pieces.send(head(path, {"Transfer-Encoding": "chunked"}))
        pieces.send(chunked([b"x" * 60_000] * 700))
        status, body = pieces.answer()
        assert (status, body["error"]["code"]) == (413, "too_large")


def test_what_comes_in_chunks_is_read(server: Server) -> None:
    body, kind = multipart(pictures.GOOD)
    cookie = {"Cookie": server.get("/").cookie}
    asked = [
        ("/api/demos/mirror", pictures.GOOD, {}, 200),
        ("/api/demos/mirror", body, kind, 200),
        ("/api/uploads", pictures.GOOD, {}, 201),
        ("/api/votes/hype", VOTE, {**JSON, **cookie}, 200),
    ]
    for path, data, headers, expected in asked:
        with Sending(server) as sending:
            sending.send(head(path, {"Transfer-Encoding": "chunked", **headers}, server.port))
            sending.send(chunked([data[:10], data[10:]]))
            status, said = sending.answer()
            assert status == expected, (path, said)


BAD_CHUNKS = {
    "no length": b"zz\r\nabc\r\n",
    "a negative length": b"-5\r\nabc\r\n",
    "an endless length": b"1" * 100_000,
    "longer than said": b"1\r\nabcdef\r\n",
    "endless trailers": b"1\r\na\r\n0\r\n" + b"X: y\r\n" * 10_000,
    "an endless trailer": b"0\r\nX: " + b"y" * 1_000_000,
    "a byte a chunk": b"1\r\nx\r\n" * 400_000 + b"0\r\n\r\n",
}


@pytest.mark.parametrize("kind", BAD_CHUNKS)
def test_chunks_that_are_none_are_refused(server: Server, elsewhere: str, kind: str) -> None:
    with Beside(server, memory=LITTLE) as beside:
        while len(beside.waits) < ENOUGH:
            with Sending(server, elsewhere) as sending:
                sending.send(head("/api/uploads", {"Transfer-Encoding": "chunked"}))
                sending.send(BAD_CHUNKS[kind] + b"\r\n\r\n")
                status, body = sending.answer()
                assert status == 400 or (status, body) == (0, None), body


def test_a_form_fills_neither_memory_nor_disk(server: Server) -> None:
    """A file of a form is in memory once, and never on disk."""
    body, kind = multipart(pictures.GOOD + b"x" * 30_000_000)
    text, text_kind = multipart(b"x" * 30_000_000)
    text = text.replace(b'; filename="photo.jpg"', b"")
    with Beside(server, memory=150):
        assert server.post("/api/demos/mirror", body, kind).status == 200
        assert server.post("/api/demos/mirror", text, text_kind).status == 413


def test_bodies_that_stop_short_hold_no_more_than_the_budget(server: Server, elsewhere: str) -> None:
    """Thirty connections of one address that send all but the end; then others come, from there and elsewhere."""
    almost = head("/api/uploads", {"Content-Length": str(LARGEST)}) + pictures.noise() + b"x" * 36_000_000
    with contextlib.ExitStack() as open_ones, Beside(server):
        senders = [open_ones.enter_context(Sending(server, elsewhere)) for _ in range(30)]
        threads = [threading.Thread(target=sender.send, args=(almost,), daemon=True) for sender in senders]
        for thread in threads:
            thread.start()
        eventually(lambda: server.metrics()["hype_incoming_bytes"] > 100e6, "they hold much")
        assert server.post("/api/uploads", pictures.noise()).status == 201, "another address has room"
        for thread in threads:
            thread.join(60)
        assert server.metrics()["hype_incoming_bytes"] <= 160e6
        eventually(
            lambda: server.post("/api/uploads", pictures.noise(), source=elsewhere).status == 201,
            "what stands still makes room for others of its address",
        )
    eventually(lambda: server.metrics()["hype_incoming_bytes"] == 0, "all is given back")


def test_who_finds_no_room_is_told_when_to_come_back(server: Server, elsewhere: str) -> None:
    """One visitor's cookie has a share of its own."""
    cookie = {"Cookie": server.get("/").cookie}
    with contextlib.ExitStack() as open_ones:
        for _ in range(2):
            sender = open_ones.enter_context(Sending(server, elsewhere))
            sender.send(
                head("/api/uploads", {"Content-Length": str(LARGEST), **cookie}, server.port) + b"x" * 39_500_000
            )
        eventually(lambda: server.metrics()["hype_incoming_bytes"] > 78e6, "both have come")
        last = open_ones.enter_context(Sending(server, elsewhere))
        last.send(head("/api/uploads", {"Content-Length": str(LARGEST), **cookie}, server.port) + b"x" * 20_000_000)
        status, body = last.answer()
        assert (status, body["error"]["code"]) == (503, "busy")
        assert body["error"]["retry_after"] > 0


def test_whoever_goes_in_the_middle_leaves_nothing(server: Server) -> None:
    for path, sent in [("/api/uploads", 3_000_000), ("/api/demos/mirror", 500), ("/api/votes/hype", 10)] * 5:
        length = 5_000_000 if sent > 10 else 100
        with Sending(server) as sender:
            sender.send(head(path, {"Content-Length": str(length), **JSON}) + b"x" * sent)
            if sent > 1000:
                eventually(lambda: server.metrics()["hype_incoming_bytes"] > 0, "some of it has come")
    body, kind = multipart(b"x" * 3_000_000)
    with Sending(server) as sender:
        sender.send(head("/api/uploads", {"Content-Length": str(len(body)), **kind}) + body[:2_000_000])
    eventually(lambda: server.metrics()["hype_incoming_bytes"] == 0, "all is given back")
    assert_no_traceback(server)


def test_a_refused_body_does_not_cost_the_next_request(server: Server) -> None:
    """What was not read is never taken for the next request of its connection."""
    with Sending(server) as sender:
        inner = head("/api/votes/hype", {"Content-Length": "5"}) + b"xxxxx"
        sender.send(
            head("/api/votes/hype", {"Content-Length": str(9000 + len(inner))}).replace(b"close", b"keep-alive")
        )
        sender.send(b"x" * 9000 + inner)
        start = time.monotonic()
        status, body = sender.answer()
        assert (status, body["error"]["code"]) == (413, "too_large")
        assert time.monotonic() - start < 5, "the connection ends"
