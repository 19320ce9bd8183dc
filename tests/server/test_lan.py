"""LAN=1 on both ways of serving: HTTPS and HTTP on one port, the way from one to the other, sockets through TLS."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback, good_frame

FAR = "lab.test"


@pytest.fixture(scope="module")
def lan(mode: str) -> Iterator[Server]:
    with Server(async_mode=mode, lan=1, mdns=0, trusted_hosts=FAR) as running:
        yield running
        assert_no_traceback(running)


@pytest.fixture(scope="module")
def trust(lan: Server) -> ssl.SSLContext:
    """What a device that trusts the authority has, and no other."""
    file = lan.folder / "authority.crt"
    file.write_bytes(lan.get("/trust/hype-or-reality.crt").body)
    return ssl.create_default_context(cafile=str(file))


def get(lan: Server, path: str, trust: ssl.SSLContext, name: str = "localhost") -> tuple[int, str, str]:
    """Over HTTPS, under a name: status, text, cookies."""
    with socket.create_connection(("127.0.0.1", lan.port), 20) as plain:
        connection = http.client.HTTPSConnection(name, lan.port, timeout=20)
        connection.sock = trust.wrap_socket(plain, server_hostname=name)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), str(answer.headers.get("Set-Cookie"))


def test_https_under_every_name_with_the_authority_trusted(lan: Server, trust: ssl.SSLContext) -> None:
    for name in ("localhost", "127.0.0.1", FAR):
        status, text, cookie = get(lan, "/", trust, name)
        assert (status, "Hype or Reality?" in text) == (200, True), name
        assert "Secure" in cookie
    with pytest.raises(ssl.SSLCertVerificationError):
        get(lan, "/", ssl.create_default_context())


def test_plain_http_works_on_the_machine_itself(lan: Server) -> None:
    page = lan.get("/")
    assert "One step to the camera" not in page.text
    assert "welcome__act" in page.text


def test_plain_http_from_elsewhere_is_led_to_https(lan: Server) -> None:
    headers = {"Host": f"{FAR}:{lan.port}"}
    page = lan.get("/demos/mirror?p.gain=0.5", headers)
    assert "One step to the camera" in page.text
    assert f'href="https://{FAR}:{lan.port}/demos/mirror?p.gain=0.5"' in page.text
    for path in ("/trust", "/join", "/about", "/healthz", "/static/css/base.css"):
        assert "One step to the camera" not in lan.get(path, headers).text, path
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    on = lan.post("/join/plain", b"next=/demos/mirror", form)
    assert (on.status, on.headers["Location"]) == (303, "/demos/mirror")
    assert "One step" not in lan.get("/demos/mirror", {**headers, "Cookie": on.cookie}).text


def test_a_stream_through_tls(lan: Server, trust: ssl.SSLContext) -> None:
    url = f"https://127.0.0.1:{lan.port}"
    options = {"context": trust}
    with Client(url, sslopt=options) as visitor:
        stream = visitor.open("mirror")["stream"]
        good_frame(visitor, stream, 0)
        for seq in range(1, 40):
            assert visitor.answer(stream, seq, pictures.GOOD).name == "result"


def test_many_streams_through_tls_at_once(lan: Server, trust: ssl.SSLContext) -> None:
    answered: list[int] = []

    def visit() -> None:
        with Client(f"https://127.0.0.1:{lan.port}", sslopt={"context": trust}) as visitor:
            stream = visitor.open("mirror")["stream"]
            good_frame(visitor, stream, 0)
            answered.append(sum(visitor.answer(stream, seq, pictures.GOOD).name == "result" for seq in range(100, 120)))

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answered == [20] * 8


def test_who_says_nothing_or_nonsense_holds_nobody_up(lan: Server, trust: ssl.SSLContext) -> None:
    silent = [socket.create_connection(("127.0.0.1", lan.port)) for _ in range(20)]
    for number, one in enumerate(silent):
        if number % 2:
            one.sendall(b"\x16\x03\x01\x02\x00" + b"\0" * 40)
    start = time.monotonic()
    assert get(lan, "/healthz", trust)[0] == 200
    assert lan.get("/healthz").status == 200
    assert time.monotonic() - start < 5
    for one in silent:
        one.close()


def test_the_keys_stay_where_they_are(lan: Server) -> None:
    assert lan.get("/trust/hype-or-reality.crt").text.count("BEGIN CERTIFICATE") == 1
    keys = list(Path(lan.folder).rglob("*.key"))
    assert len(keys) == 2
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys)
    for path in ("/trust/site.key", "/trust/authority.key", "/trust/../var/tls/site.key"):
        assert lan.get(path).status == 404


def test_the_terminal_and_the_projector_show_the_way(lan: Server) -> None:
    found = re.search(r"for other machines (http://[\d.]+:\d+/)", lan.log)
    if found is None:
        pytest.skip("this machine has no address but loopback")
    assert "▀" in lan.log or "█" in lan.log or "\x1b[" in lan.log, "no QR code"
    page = lan.get("/join")
    assert found[1].removeprefix("http://").rstrip("/") in page.text
    code = lan.get("/join/qr.svg")
    assert (code.status, code.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert "Hype or Reality" in page.text


def test_the_fingerprint_is_shown(lan: Server) -> None:
    assert re.search(r"<code>([0-9A-F]{2}:){31}[0-9A-F]{2}</code>", lan.get("/trust").text)


def test_without_lan_there_is_no_certificate(server: Server) -> None:
    assert server.get("/trust/hype-or-reality.crt").status == 404
    assert "LAN=1" in server.get("/trust").text
    assert '<p class="join__only">' in server.get("/join").text
