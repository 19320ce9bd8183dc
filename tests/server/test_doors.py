"""Who was removed, who has signed out, and addresses and bodies that nobody proper sends: over real sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support import pictures
from tests.support.ballots import URL, vote
from tests.support.classroom import Join, lesson_where, signed_in
from tests.support.client import Client, Refused
from tests.support.server import Server
from tests.support.visitors import assert_healthy
from tests.support.waiting import eventually

ODD = [
    "%00",
    "a%00b",
    "%00.jpg",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "%ed%a0%80",
    "x" * 300,
    "x" * 300 + ".jpg",
    "%0a",
    "%0d%0aX-Header:%201",
    "a" * 5000 + ".js",
    "%2e%2e",
    "~root",
    "CON.jpg",
    "%F0%9F%99%82.jpg",
    "{{7*7}}",
    "a/" * 400 + "b.jpg",
]
PLACES = [
    "/demos/{}",
    "/demos/mirror/media/{}",
    "/demos/{}/media/example.jpg",
    "/demos/marking/page/{}",
    "/clips/{}",
    "/playground/{}",
    "/votes/{}",
    "/votes/hype?subject={}",
    "/api/votes/{}",
    "/api/votes/{}.csv",
    "/api/votes/hype?subject={}",
    "/static/{}",
    "/static/js/{}",
    "/join?host={}",
    "/join/qr.svg?host={}",
    "/{}",
]


@pytest.fixture(autouse=True)
def _healthy(server: Server) -> Iterator[None]:
    yield
    assert_healthy(server)


# -- odd addresses and bodies ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_an_address_that_no_page_has_is_no_mistake_of_the_server(server: Server, place: str) -> None:
    for odd in ODD:
        status = server.get(place.format(odd)).status
        assert status < 500, (place, odd, status)
        if "?" not in place:
            assert status in (400, 404, 308), (place, odd, status)


@pytest.mark.parametrize(
    "place", ["/api/demos/{}", "/api/votes/{}", "/api/votes/{}/reset", "/api/votes/hype/reset?subject={}"]
)
def test_nor_is_one_that_is_posted_to(server: Server, place: str) -> None:
    for odd in ODD:
        assert 400 <= server.post(place.format(odd), pictures.GOOD).status < 500, (place, odd)


DEEP = {  # each short enough to be read, and deeper or longer than Python's own limits
    "lists": b"[" * 7_900,
    "closed lists": b"[" * 3_950 + b"]" * 3_950,
    "objects": b'{"a":' * 1_550,
    "a list in a vote": b'{"subject": ' + b"[" * 3_900 + b"]" * 3_900 + b', "choice": "hype"}',
    "a long number": b'{"subject": ' + b"9" * 7_000 + b', "choice": "hype"}',
    "no JSON": b"\xff\xfe\x00",
    "half a pair": b'{"subject": "\\ud800", "choice": "hype"}',
    "NaN": b'{"subject": NaN, "choice": Infinity}',
}


@pytest.mark.parametrize("body", DEEP.values(), ids=list(DEEP))
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_no_vote_is_refused(server: Server, body: bytes, kind: str) -> None:
    reply = server.post(URL, body, {"Content-Type": kind, "Cookie": server.get("/").cookie})
    assert (reply.status, reply.code) == (400, "invalid_format")


@pytest.mark.parametrize("path", ["/teacher", "/language", "/join/plain", "/teacher/leave"])
def test_nor_a_form_that_is_none(server: Server, path: str) -> None:
    few = (b"token=%00&lang=%00&next=%00", b"&" * 5000 + b"\xff\xfe=\xff")  # each is a guess at the teacher's token
    for body in few:
        reply = server.post(path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert reply.status < 500, (path, body[:20], reply.status)


# -- signing out -----------------------------------------------------------------------------------------------


def test_signing_out_ends_the_rights_of_open_pages_at_once(server: Server, join: Join) -> None:
    cookie = signed_in(server)
    desk, page, other = join("/teacher", cookie), join("/demos/mirror", cookie), join("/teacher", signed_in(server))
    live = Client(server.url, cookie=cookie)
    watcher = join("/audience")
    assert desk.call("wall", {})["ok"]
    assert page.call("present", {"on": True})["ok"]
    lesson_where(watcher, lambda lesson: lesson["presenting"])
    other.call("lead", {"locked": True})
    stream = live.open("mirror", {"gain": 0.5})
    assert stream["params"]["gain"] == 0.5, "nothing holds the teacher"
    left = server.post("/teacher/leave", headers={"Cookie": cookie})
    assert left.status == 303
    for client in (desk, page):
        client.wait_for("dismissed")
        refused = client.call("lead", {"locked": False})
        assert (refused["ok"], refused["error"]["code"]) == (False, "invalid_format")
        for event in ("wall", "present", "hide", "remove"):
            assert not client.call(event, {"on": True, "hidden": True, "number": 1})["ok"]
        assert client.call("here", {"v": 1, "page": "/"})["teacher"] is False, "the page goes on as a visitor's"
    assert not lesson_where(watcher, lambda lesson: not lesson["presenting"])["presenting"]
    held = live.call("params", {"stream": stream["stream"], "params": {"gain": 1.0}})
    assert held["error"]["code"] == "bad_params"
    assert all(event.name != "board" for event in iter(lambda: desk.receive(1.5), None))
    # The cookie that somebody kept opens nothing, on pages and on new connections.
    assert "data-lead" not in server.get("/teacher", {"Cookie": cookie}).text
    assert server.post(f"{URL}/reset", headers={"Cookie": cookie}).status == 403
    with Client(server.url, cookie=cookie, namespace="/room") as again:
        assert again.call("here", {"v": 1, "page": "/teacher"})["teacher"] is False
    # Who is signed in elsewhere still is.
    assert other.call("lead", {"locked": False})["ok"]
    live.close()


# -- the removed -----------------------------------------------------------------------------------------------


def test_who_is_removed_gets_no_page_no_picture_and_no_vote(server: Server, teacher: Client, join: Join) -> None:
    cookie, classmate = server.get("/").cookie, server.get("/").cookie
    guest, mate = join("/", cookie), join("/", classmate)
    number = guest.call("here", {"v": 1, "page": "/"})["number"]
    assert vote(server, "hype", cookie).status == 200
    assert teacher.call("remove", {"number": number})["ok"]
    headers = {"Cookie": cookie}
    for path in (
        "/",
        "/demos/mirror",
        "/playground/",
        "/audience",
        URL,
        f"{URL}.csv",
        "/api/demos",
        "/clips/carphone.mp4",
    ):
        assert server.get(path, headers).status == 403, path
    assert "out of the class" in server.get("/", {**headers, "Accept": "text/html"}).text
    assert vote(server, "reality", cookie).status == 403
    for path in ("/api/demos/mirror", "/api/uploads"):
        assert server.post(path, pictures.GOOD, headers).status == 403
    assert server.get("/static/css/base.css", headers).status == server.get("/static/css/base.css").status
    assert server.get("/teacher", headers).status == 200, "the way in for the teacher stays open"
    assert server.get("/healthz", headers).status == 200
    # Without the cookie: a newcomer from this address, who waits; whoever was here does not.
    fresh = server.get("/").cookie
    refused = vote(server, "hype", fresh)
    assert (refused.status, refused.code) == (503, "server_full")
    assert 0 < int(refused.headers["Retry-After"]) <= 30
    assert server.post("/api/demos/mirror", pictures.GOOD).status == 503
    for namespace in ("/room", "/live"):
        with pytest.raises(Refused) as no:
            Client(server.url, cookie=fresh, namespace=namespace)
        assert "retry_after" in json.dumps(no.value.args[0])
    assert vote(server, "reality", classmate).status == 200
    assert server.post("/api/demos/mirror", pictures.GOOD, {"Cookie": classmate}).status == 200
    mate.close()
    mate = join("/demos/mirror", classmate)
    assert mate.call("here", {"v": 1, "page": "/demos/mirror"})["ok"], "loaded anew, as pages are"
    assert teacher.call("remove", {"back": True})["ok"]
    assert server.get("/", headers).status == 200
    assert vote(server, "hype", fresh).status == 200


def test_the_teachers_page_says_what_removal_can_do(server: Server) -> None:
    cookie = signed_in(server)
    for language, words in (("en", "whoever deletes the site"), ("pt-BR", "quem apaga os cookies")):
        page = server.get("/teacher", {"Cookie": cookie, "Accept-Language": language}).text
        assert words in page, language


# -- hidden ----------------------------------------------------------------------------------------------------


def test_who_was_hidden_stays_hidden_after_agreeing_anew(server: Server, teacher: Client, join: Join) -> None:
    teacher.call("lead", {"wall": True})
    teacher.call("wall", {})
    cookie = server.get("/").cookie
    guest = join("/demos/mirror", cookie)
    told = [guest.call("agree", {"agreed": True})]
    guest.emit_picture("tile", {}, pictures.GOOD)
    number = teacher.wait_for("tile").body["number"]
    teacher.call("hide", {"number": number, "hidden": True})
    guest.call("agree", {"agreed": False})
    told.append(guest.call("agree", {"agreed": True}))
    guest.close()
    again = join("/demos/mirror", cookie)
    told.append(again.call("agree", {"agreed": True}))
    shown = join("/demos/mirror")
    shown.call("agree", {"agreed": True})
    again.emit_picture("tile", {}, pictures.GOOD)
    eventually(lambda: again.call("here", {"v": 1, "page": "/demos/mirror"})["ok"], "the picture has arrived")
    shown.emit_picture("tile", {}, pictures.GOOD)
    assert teacher.wait_for("tile").body["number"] != number, "only who is not hidden is shown"
    assert told == [{"ok": True, "hidden": hidden} for hidden in (False, True, True)]
    teacher.call("hide", {"number": number, "hidden": False})
    assert teacher.wait_for("tile").body["number"] == number
