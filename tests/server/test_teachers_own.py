"""What only the teacher may set: whatever others send, by whatever way, it is at its default for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import pictures
from tests.support.classroom import signed_in
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import good_frame

BOLD = {"bold": True}


@pytest.fixture(scope="module")
def guarded(mode: str) -> Iterator[Server]:
    with Server(async_mode=mode, demos="guarded") as running:
        yield running


def is_bold(client: Client, stream: str, seq: int) -> bool:
    return bool(good_frame(client, stream, seq).body["data"]["bold"])


def test_a_visitor_cannot_open_it_and_the_teacher_can(guarded: Server) -> None:
    with Client(guarded.url) as visitor, Client(guarded.url, cookie=signed_in(guarded)) as teacher:
        opened = visitor.open("guarded", BOLD)
        assert opened["params"] == {"gain": 1.0, "bold": False}
        assert visitor.call("params", {"stream": opened["stream"], "params": BOLD})["params"]["bold"] is False
        assert not is_bold(visitor, opened["stream"], 0)
        own = teacher.open("guarded", BOLD)
        assert own["params"]["bold"] is True
        assert is_bold(teacher, own["stream"], 0)
        assert teacher.call("params", {"stream": own["stream"], "params": {}})["params"]["bold"] is False


def test_following_the_teacher_does_not_open_it(guarded: Server) -> None:
    cookie = signed_in(guarded)
    with Client(guarded.url) as visitor, Client(guarded.url, cookie=cookie, namespace="/room") as desk:
        stream = visitor.open("guarded", {"gain": 0.5})["stream"]
        desk.call("here", {"v": 1, "page": "/demos/guarded?p.bold=1&p.gain=0.2"})
        desk.call("lead", {"following": True, "locked": True})
        desk.call("here", {"v": 1, "page": "/demos/guarded?p.bold=1&p.gain=0.2"})
        held = {"gain": 0.2, "bold": False}
        assert visitor.call("params", {"stream": stream, "params": BOLD})["params"] == held
        assert visitor.open("guarded", BOLD)["params"] == held
        assert not is_bold(visitor, stream, 0)
        desk.call("lead", {"following": False, "locked": False})


def test_over_http_and_in_descriptions_it_is_not_there(guarded: Server) -> None:
    cookie = {"Cookie": signed_in(guarded)}
    for headers in ({}, cookie):
        told = guarded.post("/api/demos/guarded?bold=1", pictures.GOOD, headers).json
        assert told["data"]["bold"] is False
    (described,) = guarded.get("/api/demos").json["demos"]
    assert [one["name"] for one in described["params"]] == ["gain"]
    assert list(described["schema"]["properties"]) == ["gain"]
    assert b'"bold"' not in guarded.get("/demos/guarded").body
    assert b'"bold"' in guarded.get("/demos/guarded", cookie).body


def test_who_signs_out_loses_it_at_once(guarded: Server) -> None:
    cookie = signed_in(guarded)
    with Client(guarded.url, cookie=cookie) as teacher:
        stream = teacher.open("guarded", BOLD)["stream"]
        assert is_bold(teacher, stream, 0)
        assert guarded.post("/teacher/leave", b"", {"Cookie": cookie}).status in (302, 303)
        assert not is_bold(teacher, stream, 100)
        assert teacher.call("params", {"stream": stream, "params": BOLD})["params"]["bold"] is False
