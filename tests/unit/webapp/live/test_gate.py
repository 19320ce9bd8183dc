"""Who may ask at all: Host against DNS rebinding, Origin against other sites' pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from webapp.config import Config
from webapp.lan.network import Network
from webapp.live.gate import Gate, host_name

HERE = "http://localhost:5000"


class Asked:
    """A gate in front of an app that says yes; ``environ`` is what the app was given."""

    def __init__(self, **settings: Any) -> None:
        config = Config(host="127.0.0.1", **settings)
        self.environ: dict[str, Any] | None = None
        self.status = ""
        self.headers: dict[str, str] = {}
        self._gate = Gate(self._app, Network(config))

    def _app(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self.environ = environ
        start("200 OK", [])
        return [b"yes"]

    def __call__(
        self,
        method: str = "GET",
        path: str = "/",
        host: str | None = "localhost:5000",
        origin: str | None = None,
        **more: str,
    ) -> str:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **more}
        if host is not None:
            environ["HTTP_HOST"] = host
        if origin is not None:
            environ["HTTP_ORIGIN"] = origin
        self.environ = None

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(headers)

        self.body = b"".join(self._gate(environ, start))
        assert (self.environ is not None) == (self.status == "200 OK")
        return self.status[:3]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:5000",
        "LocalHost:5000",
        "127.0.0.1:5000",
        "[::1]:5000",
        "[::1]",
        " localhost ",
        "localhost.",
        "localhost.:5000",
    ],
)
def test_its_own_names(host: str) -> None:
    assert Asked()(host=host) == "200"


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        ":5000",
        "evil.example",
        "evil.example:5000",
        "localhost.evil.example",
        "evil-localhost",
        "127.0.0.1.nip.io",
        "localhost:5000:5000",
        "192.168.1.5:5000",
        "0.0.0.0:5000",
        "[::2]:5000",
        "::1",
        "localhost@evil.example",
        "127.1",
        "localhost..",
        ".",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/demos", "/socket.io/"])
def test_any_other_name_is_refused(host: str | None, path: str) -> None:
    asked = Asked()
    assert asked(host=host, path=path, origin=HERE) == "400"
    assert json.loads(asked.body)["error"]["code"] == "invalid_format"
    assert int(asked.headers["Content-Length"]) == len(asked.body)


def test_a_trusted_name_is_one_of_its_own() -> None:
    asked = Asked(trusted_hosts=("Demo.School.example",))
    assert asked(host="demo.school.example") == "200"
    assert asked(host="school.example") == "400"


FOREIGN = [
    "null",
    "",
    "http://evil.example",
    "https://localhost:5000",
    "http://localhost",
    "http://localhost:5001",
    "http://localhost:5000.evil.example",
    "http://localhost:5000/",
    "http://LOCALHOST:5000",
    "http://evil.localhost:5000",
    "file://",
    "http://localhost:50000",
    " http://localhost:5000",
    "http://localhost:5000, http://evil.example",
]
FOREIGN_HERE = [origin for origin in FOREIGN if origin != "https://localhost:5000"]


@pytest.mark.parametrize("origin", [None, *FOREIGN_HERE])
@pytest.mark.parametrize("path", ["/socket.io/", "/socket.io"])
def test_a_socket_must_come_from_a_page_of_this_site(origin: str | None, path: str) -> None:
    assert Asked()(path=path, origin=origin) == "403"


@pytest.mark.parametrize("origin", [HERE, "http://127.0.0.1:5000", "http://[::1]:5000", "https://localhost:5000"])
def test_a_page_of_this_site_may(origin: str) -> None:
    asked = Asked()
    assert asked(path="/socket.io/", origin=origin) == "200"
    assert asked("POST", "/api/uploads", origin=origin) == "200"


@pytest.mark.parametrize("origin", FOREIGN_HERE)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_another_sites_page_changes_nothing(origin: str, method: str) -> None:
    assert Asked()(method, "/api/uploads", origin=origin) == "403"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_not_changing(method: str) -> None:
    assert Asked()(method, "/", origin="http://evil.example") == "200"


def test_a_program_without_an_origin_may_use_the_api() -> None:
    assert Asked()("POST", "/api/demos/pose") == "200"


def test_another_origin_by_the_setting() -> None:
    asked = Asked(origins=("https://demo.school.example",))
    assert asked(path="/socket.io/", origin="https://demo.school.example") == "200"
    assert asked(path="/socket.io/", origin="http://demo.school.example") == "403"


def test_compression_is_not_offered_on_the_socket() -> None:
    asked = Asked()
    asked(path="/socket.io/", origin=HERE, HTTP_SEC_WEBSOCKET_EXTENSIONS="permessage-deflate")
    assert asked.environ is not None
    assert "HTTP_SEC_WEBSOCKET_EXTENSIONS" not in asked.environ


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("A:1", "a"),
        ("a", "a"),
        ("[2001:DB8::1]:80", "2001:db8::1"),
        ("[::1", "::1"),
        ("", ""),
        ("a:b:c", "a:b"),
        ("A.b.:1", "a.b"),
    ],
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:5000", "200"),
        ("http://localhost.:5000", "200"),
        ("http://localhost..:5000", "403"),
        ("http://localhost.evil.example:5000", "403"),
        ("http://localhost:5000.", "403"),
        ("http://.:5000", "403"),
        ("null", "403"),
        ("", "403"),
    ],
)
def test_a_page_under_a_whole_name_is_the_servers_own(origin: str, status: str) -> None:
    assert Asked()("POST", origin=origin) == status
    assert Asked()(path="/socket.io/", origin=origin) == status
