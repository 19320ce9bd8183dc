"""Locked controls hold at the server, whatever a page sends; the teacher is free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import pictures
from tests.support.classroom import Join, signed_in, token
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import good_frame
from tests.support.web import Reply

DARK, DARKER = {"flip": True, "gain": 0.5, "picture": None}, {"flip": True, "gain": 0.2, "picture": None}
PLAIN = {"flip": True, "gain": 1.0, "picture": None}


@pytest.fixture
def cookie(server: Server) -> str:
    return server.get("/").cookie


@pytest.fixture
def visitor(server: Server, cookie: str) -> Iterator[Client]:
    with Client(server.url, cookie=cookie) as client:
        yield client


def level(client: Client, stream: str, seq: int) -> float:
    """How bright the answer to a picture is."""
    return float(pictures.decode(good_frame(client, stream, seq).image).mean())


def refused(answer: dict[str, Any]) -> dict[str, Any]:
    """The parameters that hold, as a refusal tells them."""
    assert (answer["ok"], answer["error"]["code"]) == (False, "bad_params"), answer
    assert "locked" in answer["error"]["message"]
    params: dict[str, Any] = answer["params"]
    return params


def test_a_locked_stream_keeps_its_parameters(visitor: Client, teacher: Client) -> None:
    stream = visitor.open("mirror", {"gain": 0.5})["stream"]
    assert teacher.call("lead", {"locked": True})["ok"]
    assert refused(visitor.call("params", {"stream": stream, "params": {"gain": 2.0}})) == DARK
    dark = level(visitor, stream, 0)
    assert visitor.call("params", {"stream": stream, "params": {"gain": 0.5}})["ok"], "nothing is changed"
    assert visitor.call("params", {"stream": stream, "params": {"gain": 9}})["error"]["message"].startswith("gain")
    assert teacher.call("lead", {"locked": False})["ok"]
    assert visitor.call("params", {"stream": stream, "params": {"gain": 1.0}})["ok"]
    assert level(visitor, stream, 100) > 1.5 * dark


def test_opening_anew_is_no_way_round(server: Server, cookie: str, visitor: Client, teacher: Client) -> None:
    stream = visitor.open("mirror", {"gain": 0.5})["stream"]
    teacher.call("lead", {"locked": True})
    visitor.call("close", {"stream": stream})
    again = visitor.open("mirror", {"gain": 2.0})
    assert (again["ok"], again["held"], again["params"]) == (True, True, DARK)
    with Client(server.url, cookie=cookie) as reloaded, Client(server.url) as stranger:
        assert reloaded.open("mirror", {"gain": 2.0})["params"] == DARK
        assert stranger.open("mirror", {"gain": 2.0})["params"] == PLAIN, "who comes first under lock gets the defaults"
    teacher.call("lead", {"locked": False})
    free = visitor.open("mirror", {"gain": 2.0})
    assert "held" not in free
    assert free["params"]["gain"] == 2.0


def test_locked_the_class_goes_where_the_teacher_leads(visitor: Client, teacher: Client) -> None:
    stream = visitor.open("mirror", {"gain": 2.0})["stream"]
    teacher.call("lead", {"following": True, "locked": True})
    teacher.call("here", {"v": 1, "page": "/demos/mirror?p.gain=0.5&p.flip=perhaps&p.nothing=1"})
    assert visitor.call("params", {"stream": stream, "params": {"gain": 0.5}})["params"] == DARK
    teacher.call("here", {"v": 1, "page": "/demos/mirror?p.gain=0.2"})
    assert refused(visitor.call("params", {"stream": stream, "params": {"gain": 0.5}})) == DARKER, "she has gone on"
    assert visitor.open("mirror", {"gain": 2.0})["params"] == DARKER
    assert visitor.open("negative")["ok"], "another demo is not led"


def test_the_teacher_is_free(server: Server, teacher: Client) -> None:
    teacher.call("lead", {"locked": True})
    with Client(server.url, cookie=signed_in(server)) as own:
        opened = own.open("mirror", {"gain": 0.5})
        assert (opened["params"], "held" in opened) == (DARK, False)
        answer = own.call("params", {"stream": opened["stream"], "params": {"gain": 0.2}})
        assert (answer["ok"], answer["params"]) == (True, DARKER)


def test_an_uploaded_picture_that_is_gone_does_not_keep_a_visitor_out(
    server: Server, cookie: str, visitor: Client, teacher: Client
) -> None:
    def upload() -> str:
        return str(server.post("/api/uploads", pictures.GOOD, {"Cookie": cookie}).json["id"])

    own = upload()
    assert visitor.open("mirror", {"picture": own, "gain": 0.5})["ok"]
    teacher.call("lead", {"locked": True})
    assert visitor.open("mirror", {"gain": 2.0})["params"] == {**DARK, "picture": own}
    for _ in range(4):
        upload()  # the first is pushed out
    assert visitor.open("mirror", {"gain": 2.0})["params"] == DARK


def test_the_class_that_does_not_know_of_locks_goes_on(visitor: Client, teacher: Client, join: Join) -> None:
    """Frames of a client that ignores the refusal are answered as before."""
    stream = visitor.open("mirror", {"gain": 0.5})["stream"]
    teacher.call("lead", {"locked": True})
    for seq in range(4):
        visitor.emit("params", {"stream": stream, "params": {"gain": 2.0}})
        assert good_frame(visitor, stream, seq).body["data"]["count"] == seq + 1
    assert join("/demos/mirror").call("here", {"v": 1, "page": "/demos/mirror"})["lesson"]["locked"]


def test_a_picture_over_http_is_no_way_round(server: Server, cookie: str, visitor: Client, teacher: Client) -> None:
    def ask(query: str = "gain=2.0", **headers: str) -> dict[str, Any]:
        reply = server.post(f"/api/demos/mirror?{query}", pictures.GOOD, headers)
        assert reply.status == 200
        found: dict[str, Any] = reply.json
        return found

    def picture(**headers: str) -> Reply:
        return server.post("/api/demos/mirror?gain=1.0", pictures.GOOD, {"Accept": "image/jpeg", **headers})

    free = picture()
    assert "Held" not in free.headers
    assert "held" not in ask()
    visitor.open("mirror", {"gain": 0.5})
    teacher.call("lead", {"locked": True})
    assert (ask(Cookie=cookie)["params"], ask(Cookie=cookie)["held"]) == (DARK, True), "what the visitor had last"
    assert ask()["params"] == PLAIN, "a program without a cookie is a visitor, too"
    dark = picture(Cookie=cookie)
    assert dark.headers["Held"] == "true"
    assert pictures.decode(free.body).mean() > 1.5 * pictures.decode(dark.body).mean()
    reply = server.post("/api/demos/mirror?gain=9", pictures.GOOD, {"Cookie": cookie})
    assert (reply.status, reply.code) == (400, "bad_params"), "what can be no value is refused as ever"
    teacher.call("lead", {"following": True})
    teacher.call("here", {"v": 1, "page": "/demos/mirror?p.gain=0.2"})
    assert ask()["params"] == ask(Cookie=cookie)["params"] == DARKER


def test_the_teacher_is_free_over_http(server: Server, teacher: Client) -> None:
    teacher.call("lead", {"locked": True})
    for headers in ({"Cookie": signed_in(server)}, {"Authorization": f"Bearer {token(server)}"}):
        reply = server.post("/api/demos/mirror?gain=0.5", pictures.GOOD, headers)
        assert (reply.json["params"], "held" in reply.json) == (DARK, False)
    reply = server.post("/api/demos/mirror?gain=0.5", pictures.GOOD, {"Authorization": "Bearer guessed"})
    assert reply.json["params"] == PLAIN
