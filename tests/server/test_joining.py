"""A class joins and stays, on both ways of serving: many behind one address, other sites' links, changes of network."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest

from tests.support.apart import in_a_network_of_its_own
from tests.support.classroom import lesson_where, signed_in, token
from tests.support.client import Client
from tests.support.processors import threads_waited, waited
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback
from tests.support.waiting import eventually
from tests.support.web import Reply

VOTE, SUBJECT = "/api/votes/hype", "mirror:before"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLASS = 40
WITHIN = 2.0
"""Seconds from when a pupil's browser sends a vote until it has the answer, for every one of the class at once. What
other programs of this machine take away is left out: how long the pupil's thread and the slowest one of the server
waited for a processor (on an idle machine next to nothing).
"""
WORK = 1.0
"""Seconds of a processor that the web process may need for the votes of the class, handshakes left out."""

# -- forty behind one address, by HTTPS ------------------------------------------------------------------------


class Browser:
    """Asks by HTTPS on one connection, and keeps its cookies."""

    def __init__(self, server: Server, trust: ssl.SSLContext) -> None:
        self._connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=trust)
        self.url = f"https://127.0.0.1:{server.port}"
        self.cookies: dict[str, str] = {}
        self.ask("GET", "/")

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Reply:
        headers = {"Cookie": self.cookie, "Content-Type": kind, "Origin": self.url}
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        for one in answer.msg.get_all("Set-Cookie", []):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(answer.status, answer.msg, answer.read())

    def sign_in(self, token: str) -> int:
        return self.ask("POST", "/teacher", urlencode({"token": token}).encode(), FORM["Content-Type"]).status

    def vote(self, choice: str) -> Reply:
        return self.ask("POST", VOTE, json.dumps({"subject": SUBJECT, "choice": choice}).encode())


@pytest.fixture(scope="module")
def lan(mode: str) -> Iterator[tuple[Server, ssl.SSLContext]]:
    with Server(async_mode=mode, lan=1, mdns=0, trusted_hosts="hörsaal.example") as running:
        file = running.folder / "authority.crt"
        file.write_bytes(running.get("/trust/hype-or-reality.crt").body)
        yield running, ssl.create_default_context(cafile=str(file))
        assert_no_traceback(running)


@contextmanager
def guessing(server: Server, trust: ssl.SSLContext) -> Iterator[list[int]]:
    """Somebody at the same address tries tokens, as fast as they are refused."""
    statuses: list[int] = []
    enough = threading.Event()

    def guess() -> None:
        browser = Browser(server, trust)
        while not enough.wait(0.1):
            statuses.append(browser.sign_in("a wrong token"))

    thread = threading.Thread(target=guess)
    thread.start()
    try:
        yield statuses
    finally:
        enough.set()
        thread.join(30)


class Pupil(threading.Thread):
    """Joins, follows the teacher, and votes when everybody does."""

    def __init__(self, server: Server, trust: ssl.SSLContext, ready: threading.Barrier) -> None:
        super().__init__()
        self._server, self._trust, self._ready = server, trust, ready
        self.followed = ""
        self.voted: Any = None
        self.took = 0.0

    def run(self) -> None:
        self.browser = Browser(self._server, self._trust)
        options: Any = {"context": self._trust}
        with Client(self.browser.url, cookie=self.browser.cookie, namespace="/room", sslopt=options) as page:
            lesson = page.call("here", {"v": 1, "page": "/"})["lesson"]
            self._ready.wait(150)  # the teacher leads on
            self.followed = lesson["follow"] or lesson_where(page, lambda body: body["follow"] is not None)["follow"]
            self._ready.wait(150)
            start, waited_before = time.monotonic(), waited()
            self.voted = self.browser.vote("hype")
            self.took = time.monotonic() - start - (waited() - waited_before)


def processor_time(server: Server) -> float:
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def test_forty_behind_one_address_join_follow_and_vote(lan: tuple[Server, ssl.SSLContext]) -> None:
    server, trust = lan
    ready = threading.Barrier(CLASS + 1)
    pupils = [Pupil(server, trust, ready) for _ in range(CLASS)]
    for pupil in pupils:
        pupil.start()
    with guessing(server, trust) as guesses:
        teacher = Browser(server, trust)
        ready.wait(150)
        assert teacher.sign_in(token(server)) == 303
        options: Any = {"context": trust}
        with Client(teacher.url, cookie=teacher.cookie, namespace="/room", sslopt=options) as desk:
            assert desk.call("here", {"v": 1, "page": "/demos/mirror"})["teacher"]
            assert desk.call("lead", {"following": True})["ok"]
            before, worked = threads_waited(server.process.pid), processor_time(server)
            ready.wait(150)
            for pupil in pupils:
                pupil.join(120)
            worked = processor_time(server) - worked
            after = threads_waited(server.process.pid)
            assert desk.call("lead", {"following": False})["ok"]
        eventually(lambda: len(guesses) > 12, "the token is guessed at")
    assert {pupil.followed for pupil in pupils} == {"/demos/mirror"}
    assert [pupil.voted.status for pupil in pupils] == [200] * CLASS
    held_up = max(seconds - before.get(thread, 0.0) for thread, seconds in after.items())
    slowest = max(pupil.took for pupil in pupils)
    print(f"slowest vote {slowest:.2f} s, held up {held_up:.2f} s; the server worked {worked:.2f} s")
    assert slowest - held_up < WITHIN
    assert worked < WORK
    assert guesses.count(403) >= 10
    assert set(guesses) <= {403, 429}
    assert Browser(server, trust).sign_in(token(server)) == 303, "whoever guesses keeps nobody out"
    # Again, and by HTTP: each is still one visitor.
    for pupil in pupils[:3]:
        assert pupil.browser.vote("reality").status == 200
        plain = f"hype-{server.port}={pupil.browser.cookies[f'hype-{server.port}']}"
        body = json.dumps({"subject": SUBJECT, "choice": "reality"}).encode()
        by_http = server.post(VOTE, body, {"Content-Type": "application/json", "Cookie": plain})
        assert (by_http.status, by_http.json["total"]) == (200, CLASS)
    assert server.get(f"{VOTE}?subject={SUBJECT}").json["tally"] == {"hype": CLASS - 3, "reality": 3}


def test_the_trust_page_says_what_the_authority_may_vouch_for(lan: tuple[Server, ssl.SSLContext]) -> None:
    page = lan[0].get("/trust").text
    for name in ("localhost", "local", "hype.local"):
        assert f"<code>{name}</code>" in page
    assert "every address in numbers" in page
    assert "names alone: trusting it opens no other site" not in page


# -- limits ----------------------------------------------------------------------------------------------------


def test_who_votes_too_often_is_told_when_to_come_back_and_nobody_else_is(lan: tuple[Server, ssl.SSLContext]) -> None:
    server, trust = lan
    hasty, other = Browser(server, trust), Browser(server, trust)
    replies = (hasty.ask("POST", VOTE, b"{") for _ in range(1000))
    refused = next(reply for reply in replies if reply.status != 400)
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 2
    assert other.vote("hype").status == 200


def test_who_asks_for_the_votes_without_end_is_told_to_wait_and_nobody_else_is(
    lan: tuple[Server, ssl.SSLContext],
) -> None:
    server, trust = lan
    hasty, other = Browser(server, trust), Browser(server, trust)
    replies = (hasty.ask("GET", f"{VOTE}?subject={SUBJECT}") for _ in range(1000))
    refused = next(reply for reply in replies if reply.status != 200)
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 2
    assert other.ask("GET", f"{VOTE}?subject={SUBJECT}").status == 200


# -- links from other sites ------------------------------------------------------------------------------------


def test_a_link_from_another_site_makes_nobody_a_newcomer(server: Server) -> None:
    """The cookie comes along with such a link; what other sites send of themselves changes nothing nevertheless."""
    made = server.get("/", {"Referer": "https://moodle.example/"}).headers["Set-Cookie"]
    assert "SameSite=Lax" in made
    assert f"hype-{server.port}=" in made
    cookie = {"Cookie": signed_in(server), "Origin": "https://moodle.example"}
    for path in (
        "/teacher",
        "/teacher/leave",
        "/language",
        "/join/plain",
        VOTE,
        f"{VOTE}/reset",
        "/api/uploads",
        "/api/demos/mirror",
    ):
        refused = server.post(path, b"x=1", {**cookie, **FORM})
        assert (refused.status, "another site" in refused.text) == (403, True), path
    assert "data-lead" in server.get("/teacher", {"Cookie": cookie["Cookie"]}).text


# -- names and heads -------------------------------------------------------------------------------------------


def test_a_whole_name_with_its_dot_is_the_same_name(server: Server) -> None:
    assert server.get("/", {"Host": f"localhost.:{server.port}"}).status == 200
    origin = f"http://localhost.:{server.port}"
    assert server.post("/language", b"lang=en", {**FORM, "Origin": origin}).status == 303
    with Client(server.url, origin=origin) as visitor:
        assert visitor.open("mirror")["ok"]


def test_a_name_with_an_umlaut_is_served_with_its_certificate(lan: tuple[Server, ssl.SSLContext]) -> None:
    server, trust = lan
    name = "xn--hrsaal-wxa.example"
    assert server.get("/healthz", {"Host": name}).status == 200
    with socket.create_connection(("127.0.0.1", server.port), 20) as plain:
        trust.wrap_socket(plain, server_hostname=name).close()


@pytest.mark.parametrize("header", ["Cookie", "X-Anything"])
@pytest.mark.parametrize("count", [1, 12])
def test_a_head_that_is_too_long_is_answered_with_a_sentence(server: Server, header: str, count: int) -> None:
    """One line beyond 64 kB, and many below it: one way of serving bounds lines, both bound them all together."""
    size = 70_000 if count == 1 else 7_900
    lines = "".join(f"{header}: junk{number}={'x' * size}\r\n" for number in range(count))
    with socket.create_connection(("127.0.0.1", server.port), 20) as plain:
        plain.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{server.port}\r\n{lines}\r\n".encode())
        answer = http.client.HTTPResponse(plain)
        answer.begin()
        said = answer.read().decode()
    if answer.status != 200:
        assert (answer.status, "Delete the cookies of this address" in said) == (431, True), said
    assert answer.status == 431 or count > 1
    assert server.get("/healthz").status == 200


# -- from network to network -----------------------------------------------------------------------------------


def test_the_server_follows_its_machine_and_streams_stay(mode: str) -> None:
    """In a network of its own, with made-up interfaces (tests/support/moving.py)."""
    in_a_network_of_its_own("tests.support.moving", mode)
