"""Behind a reverse proxy: below a path, by HTTPS, with the visitor's address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import websocket

from tests.support.server import Server

SITE = "https://hype.example.org"
HEADERS = {
    "Host": "hype.example.org",
    "X-Forwarded-Host": "hype.example.org",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Prefix": "/hype",
}
"""What nginx sets by the example of docs/operations.md, with its prefix."""
ADDRESS = re.compile(r"""(?:src|href|action|poster)=["'](/[^"']*)["']""")


@pytest.fixture(scope="module")
def mounted(mode: str) -> Iterator[Server]:
    settings = {
        "origins": "https://hype.example.org",
        "trusted_hosts": "hype.example.org",
        "proxies": "1",
    }
    with Server(async_mode=mode, **settings) as running:
        yield running


@pytest.mark.parametrize(
    "path", ["/", "/demos/mirror", "/about", "/playground/", "/teacher", "/audience", "/join", "/trust"]
)
def test_every_address_of_a_page_is_below_the_path(mounted: Server, path: str) -> None:
    page = mounted.get(path, HEADERS)
    assert page.status == 200
    found = ADDRESS.findall(page.text)
    assert len(found) > 5
    assert [address for address in found if not address.startswith("/hype/")] == []
    assert 'data-root="/hype"' in page.text


def test_so_are_those_in_data_and_redirects(mounted: Server) -> None:
    demo = mounted.get("/api/demos", HEADERS).json["demos"][0]
    assert demo["page"] == "/hype/demos/mirror"
    assert demo["example"].startswith("/hype/")
    manifest = json.loads(mounted.get("/manifest.webmanifest", HEADERS).text)
    assert manifest["start_url"] == manifest["scope"] == "/hype/"
    assert mounted.get(manifest["icons"][0]["src"].removeprefix("/hype"), HEADERS).status == 200
    form = {**HEADERS, "Content-Type": "application/x-www-form-urlencoded", "Origin": SITE}
    assert mounted.post("/language", b"lang=pt-BR&next=/hype/about", form).headers["Location"] == "/hype/about"


def test_cookies_are_for_https_alone(mounted: Server) -> None:
    assert "Secure" in mounted.get("/", HEADERS).headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("origin", "is_let_in"), [("https://hype.example.org", True), ("https://elsewhere.test", False)]
)
def test_sockets_are_upgraded_for_pages_of_the_proxys_origin(mounted: Server, origin: str, is_let_in: bool) -> None:
    def connect() -> websocket.WebSocket:
        return websocket.create_connection(
            f"ws://127.0.0.1:{mounted.port}/socket.io/?EIO=4&transport=websocket",
            origin=origin,
            timeout=20,
            header=[f"{name}: {value}" for name, value in HEADERS.items() if name != "Host"],
            host=HEADERS["Host"],
        )

    if not is_let_in:
        with pytest.raises(websocket.WebSocketBadStatusException):
            connect()
        return
    socket = connect()
    assert str(socket.recv()).startswith("0")
    socket.close()
