"""Rows 20, 21, 22 and 25: other origins, other names, forged requests, hostile files, a LAN address."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import websocket

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server, run_to_end
from tests.support.visitors import assert_healthy, assert_quiet
from tests.support.web import ask, multipart
from webapp.serving import CONFIGURATION
from worker.pictures import reencode

EVIL = "https://evil.example"
MARK = b"<script>alert('hype-marker-7391')</script>"


def refused_status(server: Server, **options: Any) -> int:
    """The HTTP status with which a WebSocket is refused."""
    url = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException) as caught:
        websocket.create_connection(url, timeout=20, **options)
    return int(caught.value.status_code)


@pytest.mark.parametrize(
    "origin",
    [EVIL, "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost.evil.example", "file://", "http://[::1"],
)
def test_a_socket_from_another_origin_is_refused(server: Server, origin: str) -> None:
    assert refused_status(server, origin=origin) == 403


def test_a_socket_without_origin_is_refused(server: Server) -> None:
    assert refused_status(server, suppress_origin=True) == 403


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_the_servers_own_origins_are_let_in(server: Server, name: str) -> None:
    with Client(server.url, origin=f"http://{name}:{server.port}") as client:
        assert client.open("mirror")["ok"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:5000", "", "localhost.evil.example", "127.0.0.1.nip.io"]
)
def test_another_host_name_is_refused(server: Server, host: str) -> None:
    """DNS rebinding: a stranger's name that points here."""
    for path in ("/", "/api/demos", "/readyz", "/static/js/home.js"):
        assert server.get(path, {"Host": host}).status == 400, path
    assert refused_status(server, host=host or "x", origin=f"http://{host or 'x'}") == 400


def test_polling_is_not_offered(server: Server) -> None:
    reply = server.get("/socket.io/?EIO=4&transport=polling", {"Origin": server.url})
    assert reply.status == 400
    assert "Access-Control-Allow-Origin" not in server.get("/api/demos", {"Origin": EVIL}).headers


@pytest.mark.parametrize("path", ["/api/uploads", "/api/demos/mirror"])
@pytest.mark.parametrize("origin", [EVIL, "null"])
def test_a_forged_post_is_refused(server: Server, path: str, origin: str) -> None:
    cookie = server.get("/").cookie
    reply = server.post(path, pictures.GOOD, {"Origin": origin, "Cookie": cookie})
    assert reply.status == 403
    assert server.post(path, pictures.GOOD, {"Origin": server.url, "Cookie": cookie}).status in (200, 201)


def test_the_cookie_stays_at_home(server: Server) -> None:
    """It comes along where a visitor follows a link to here, with no form that another site sends."""
    [cookie] = server.get("/").headers.get_all("Set-Cookie") or []
    assert "SameSite=Lax" in cookie
    assert "HttpOnly" in cookie
    assert "Domain" not in cookie


def test_a_forged_cookie_is_worth_nothing(server: Server) -> None:
    for cookie in ("hype=x", "hype=eyJ2aXNpdG9yIjoiYSJ9.x.y", "hype=" + "a" * 5000):
        assert server.get("/", {"Cookie": cookie}).status == 200
        with Client(server.url, cookie=cookie) as client:
            assert client.open("mirror", {"picture": "x"})["error"]["code"] == "bad_params"


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"origins": "*"}, "ORIGINS"),
        ({"origins": "[]"}, "ORIGINS"),
        ({"origins": "null"}, "ORIGINS"),
        ({"trusted_hosts": "*"}, "TRUSTED_HOSTS"),
    ],
)
def test_open_doors_are_refused_at_start(settings: dict[str, str], word: str) -> None:
    ended = run_to_end(**settings)
    assert ended.returncode == CONFIGURATION
    assert word in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


NAMES = ["../../etc/passwd", "/etc/passwd", "..\\..\\x.jpg", "a.php", ".htaccess", "x" * 300, "<b>.jpg", "a;b.jpg"]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_has_no_effect(server: Server, name: str) -> None:
    before = sorted(server.folder.rglob("*"))
    form, headers = multipart(pictures.GOOD, filename=name)
    reply = server.post("/api/uploads", form, headers)
    assert reply.status == 201
    assert re.fullmatch(r"[\w-]{16}", reply.json["id"])
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert sorted(server.folder.rglob("*")) == before, "an upload is kept in memory"


POLYGLOTS = {
    "HTML after a JPEG": pictures.GOOD + MARK,
    "HTML in a JPEG's EXIF": pictures.with_exif(pictures.halves(), 1, MARK.decode()),
    "HTML in a JPEG's comment": pictures.encode(pictures.halves(), comment=MARK),
    "HTML after a PNG": pictures.encode(pictures.halves(), "PNG") + MARK,
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_polyglot_is_a_picture_and_nothing_else(server: Server, name: str) -> None:
    data = POLYGLOTS[name]
    assert MARK in data
    made, width, height = reencode(data)  # what a worker makes of an upload, and all that is kept of it
    assert MARK not in made
    assert b"Exif" not in made
    assert (width, height) == (64, 48)
    cookie = server.get("/").cookie
    reply = server.post("/api/uploads", data, {"Cookie": cookie, "Content-Type": "text/html"})
    assert reply.status == 201
    shown = server.post("/api/demos/mirror", data, {"Accept": "image/jpeg"})
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert MARK not in shown.body
    assert np.abs(pictures.decode(shown.body).astype(int) - pictures.halves()[:, ::-1]).mean() < 8
    for path in (f"/api/uploads/{reply.json['id']}", f"/uploads/{reply.json['id']}", f"/static/{reply.json['id']}"):
        assert server.get(path, {"Cookie": cookie}).status in (404, 405), "an upload is never served"


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/jpeg"])
def test_an_svg_is_no_picture(server: Server, kind: str) -> None:
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    reply = server.post("/api/uploads", svg, {"Content-Type": kind})
    assert (reply.status, reply.code) == (400, "bad_image")
    assert reply.headers["Content-Type"] == "application/json"


def lan_address() -> str:
    """This machine's own address in its network, or nothing. No packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address = str(probe.getsockname()[0])
        return "" if address.startswith("127.") else address


@pytest.fixture(scope="module")
def lan(mode: str) -> Iterator[Server]:
    with Server(async_mode=mode, host="0.0.0.0", trusted_hosts=lan_address()) as running:
        yield running


@pytest.mark.skipif(not lan_address(), reason="this machine has no address but loopback")
def test_over_plain_http_on_a_lan_the_site_serves_and_takes_pictures(lan: Server) -> None:
    """Browsers give no camera there; the page itself, its socket and picture upload work meanwhile."""
    address = lan_address()
    page = ask(lan.port, "GET", "/demos/mirror", host=address)
    assert page.status == 200
    assert "Strict-Transport-Security" not in page.headers
    assert "upgrade-insecure-requests" not in page.headers["Content-Security-Policy"]
    assert f"ws://{address}:{lan.port}" in page.headers["Content-Security-Policy"]
    url = f"http://{address}:{lan.port}"
    shown = ask(lan.port, "POST", "/api/demos/mirror", pictures.GOOD, {"Origin": url}, host=address)
    assert shown.status == 200
    with Client(url) as client:
        assert client.answer(client.open("mirror")["stream"], 0, pictures.GOOD).name == "result"
    assert_healthy(lan)
    assert_quiet(lan)
