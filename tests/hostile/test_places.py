"""Places: streams, the wall, uploads, votes, single pictures. No address takes them all from the others, and a class
behind one address has what it needs."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support import pictures
from tests.support.beside import Beside
from tests.support.classroom import signed_in
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import good_frame
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone

JSON = {"Content-Type": "application/json"}
CLASS = 40


@pytest.fixture
def crowd(server: Server) -> Iterator[list[Client]]:
    """Clients that are closed at the end."""
    made: list[Client] = []
    yield made
    for client in made:
        with contextlib.suppress(OSError):
            client.close()


def test_one_address_cannot_take_all_streams_from_the_others(
    server: Server, elsewhere: str, crowd: list[Client]
) -> None:
    """A class of forty has its streams already; 25 connections of another address open four each, and send."""
    served = [Client(server.url, cookie=server.get("/").cookie) for _ in range(CLASS)]
    crowd += served
    streams = [client.open("mirror")["stream"] for client in served]
    hostile = [Client(server.url, source=elsewhere) for _ in range(25)]
    crowd += hostile
    with Beside(server, rate=20):
        answers = [client.open("mirror") for client in hostile for _ in range(4)]
        assert sum(answer["ok"] for answer in answers) >= 59, "while nobody else asks an address may have many"
        for client, stream in zip(served, streams, strict=True):
            assert client.answer(stream, 0, pictures.GOOD).name == "result", "who had a stream keeps it"
        newcomers = [Client(server.url, cookie=server.get("/").cookie) for _ in range(5)]
        crowd += newcomers
        for client in newcomers:
            opened = client.open("mirror")
            assert opened["ok"], "another address has room"
            assert client.answer(opened["stream"], 0, pictures.GOOD).name == "result"
    told = [event for client in hostile if (event := client.receive(0.05)) is not None and event.name == "problem"]
    assert "server_full" in {event.body["code"] for event in told}, "who made room is told"


def test_one_address_that_has_all_streams_makes_room(server: Server, elsewhere: str, crowd: list[Client]) -> None:
    hostile = [Client(server.url, source=elsewhere) for _ in range(25)]
    crowd += hostile
    assert all(client.open("mirror")["ok"] for client in hostile for _ in range(4)), "nobody else asks"
    for _ in range(3):
        with Client(server.url) as client:
            opened = client.open("mirror")
            assert opened["ok"], opened
            good_frame(client, opened["stream"], 0)


def test_one_address_that_has_the_whole_wall_makes_room(server: Server, elsewhere: str, crowd: list[Client]) -> None:
    teacher = Client(server.url, cookie=signed_in(server), namespace="/room")
    crowd.append(teacher)
    assert teacher.call("lead", {"wall": True})["ok"]
    try:
        hostile = [Client(server.url, source=elsewhere, namespace="/room") for _ in range(60)]
        crowd += hostile
        assert all(client.call("agree", {"agreed": True})["ok"] for client in hostile)
        newcomers = [Client(server.url, cookie=server.get("/").cookie, namespace="/room") for _ in range(5)]
        crowd += newcomers
        for client in newcomers:
            assert client.call("agree", {"agreed": True})["ok"]
            client.emit_picture("tile", {}, pictures.GOOD)
        board = teacher.wait_for("board").body
        eventually(
            lambda: sum(guest["wall"] is not None for guest in teacher.wait_for("board").body["guests"]) == 60,
            "the wall is as full as it may be",
        )
        assert board["guests"]
        kept = [client for client in newcomers if client.call("agree", {"agreed": True})["ok"]]
        assert len(kept) == 5
    finally:
        teacher.call("lead", {"wall": False})


def test_uploads_of_one_address_push_out_its_own(server: Server, elsewhere: str) -> None:
    """400 pictures without a cookie; what somebody else uploaded before is still there."""
    cookie = {"Cookie": server.get("/").cookie}
    mine = server.post("/api/uploads", pictures.GOOD, cookie).json["id"]
    with Beside(server, rate=20):
        threads = [threading.Thread(target=_upload, args=(server, elsewhere, 105), daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    reply = server.post(f"/api/demos/mirror?picture={mine}", pictures.GOOD, cookie)
    assert reply.status == 200, reply.body
    assert reply.json["data"]["picture"] == [64, 48]


def _upload(server: Server, source: str, count: int) -> None:
    for _ in range(count):
        assert server.post("/api/uploads", pictures.GOOD, source=source).status == 201


def test_no_cookie_no_vote(server: Server, elsewhere: str) -> None:
    """Who votes without a cookie gets one, and the sentence to try again; with it the vote counts, once."""
    address = "/api/votes/hype"
    vote = json.dumps({"subject": "sleeping:after", "choice": "hype"}).encode()
    before = server.get(f"{address}?subject=sleeping:after").json["total"]
    replies = [server.post(address, vote, JSON, elsewhere) for _ in range(15)]
    for reply in replies:
        assert (reply.status, reply.code) == (400, "invalid_format")
        assert "Try again" in reply.json["error"]["message"]
        assert reply.json["error"]["retry_after"] > 0
    assert server.get(f"{address}?subject=sleeping:after").json["total"] == before
    cookie = {"Cookie": replies[0].cookie}
    for _ in range(3):
        assert server.post(address, vote, {**JSON, **cookie}).status == 200
    assert server.get(f"{address}?subject=sleeping:after").json["total"] == before + 1


def test_single_pictures_make_nobodys_page_slower(server: Server, elsewhere: str, client: Client) -> None:
    """They count as no streams: what a page is told of its share, by which it paces itself, stays."""
    threads = [threading.Thread(target=_stills, args=(server, elsewhere, 12), daemon=True) for _ in range(2)]
    stream = client.open("mirror")["stream"]
    seqs = itertools.count()

    def told() -> int:
        return int(client.answer(stream, next(seqs), pictures.GOOD).body["share"]["streams"])

    eventually(lambda: told() == 1, "those before are forgotten", every=0.1)
    for thread in threads:
        thread.start()
    shares = set()
    while any(thread.is_alive() for thread in threads):
        shares.add(told())
        time.sleep(0.03)
    assert shares == {1}


def _stills(server: Server, source: str, count: int) -> None:
    for _ in range(count):
        assert server.post("/api/demos/sleeping?ms=100", pictures.GOOD, source=source).status == 200


def test_a_flood_of_single_pictures_is_bounded_and_others_have_their_turn(server: Server, elsewhere: str) -> None:
    cookie = {"Cookie": server.get("/").cookie}
    statuses: list[int] = []

    def send() -> None:
        statuses.append(server.post("/api/demos/sleeping?ms=300", pictures.GOOD, cookie, elsewhere).status)

    threads = [threading.Thread(target=send, daemon=True) for _ in range(30)]
    for thread in threads:
        thread.start()
    eventually(lambda: statuses.count(503) >= 20, "beyond its share a visitor is told to come back", 10)
    start = time.monotonic()
    assert server.post("/api/demos/sleeping?ms=1", pictures.GOOD).status == 200
    assert time.monotonic() - start < 1.5, "another address goes before the rest of the flood"
    for name, data in {"too_large": pictures.huge_header(), "bad_image": b"nothing" * 10}.items():
        start = time.monotonic()
        assert server.post("/api/demos/sleeping", data).code == name
        assert time.monotonic() - start < 0.5, "what its first bytes tell needs no worker"
    for thread in threads:
        thread.join(60)
    assert sorted(set(statuses)) == [200, 503]
    assert 1 <= statuses.count(200) <= 10


def test_a_class_behind_one_address_works(mode: str) -> None:
    """Forty browsers at the same moment, with the settings that a server has by itself: page, stream, vote, upload."""
    with Server(async_mode=mode, demos="mirror") as server:
        faults: list[str] = []
        gate = threading.Barrier(CLASS)
        threads = [threading.Thread(target=_take_part, args=(server, gate, faults), daemon=True) for _ in range(CLASS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(90)
        assert not faults, faults[:5]
        assert server.get("/api/votes/hype?subject=mirror:before").json["total"] == CLASS
        eventually(lambda: server.metrics()["hype_streams"] == 0, "all have gone")


def _take_part(server: Server, gate: threading.Barrier, faults: list[str]) -> None:
    try:
        cookie = server.get("/demos/mirror").cookie
        gate.wait(60)
        with Client(server.url, cookie=cookie) as client:
            opened = client.open("mirror")
            assert opened["ok"], opened
            for seq in range(5):
                event = client.answer(opened["stream"], seq, pictures.GOOD)
                assert event.name == "result", event.body
            vote = json.dumps({"subject": "mirror:before", "choice": "hype"}).encode()
            reply = server.post("/api/votes/hype", vote, {**JSON, "Cookie": cookie})
            assert reply.status == 200, reply.body
            reply = server.post("/api/uploads", pictures.noise(), {"Cookie": cookie})
            assert reply.status == 201, reply.body
            params = {"params": {"picture": reply.json["id"]}, "stream": opened["stream"]}
            assert client.call("params", params)["ok"]
    except Exception as error:
        faults.append(repr(error))
        gate.abort()
