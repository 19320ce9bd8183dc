"""The pages: their headers, what they load, and that it is all here."""

from __future__ import annotations

import re

import pytest

from tests.support.server import ROOT, Server

PAGES = ["/", "/about", "/demos/mirror", "/demos/negative"]
LINK = re.compile(r"""(?:src|href|poster)=["']([^"']+)["']""")
FOREIGN = re.compile(r"""(?:https?:)?//([a-z0-9.-]+)""", re.IGNORECASE)
NAMES_ONLY = {"www.w3.org", "json-schema.org"}
"""Namespaces and the name of a schema's dialect: names, from which nothing is loaded."""


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
def test_every_page_has_the_headers(server: Server, path: str) -> None:
    reply = server.get(path, {"Accept": "text/html"})
    assert reply.status == (404 if path == "/nothing" else 200)
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert f"ws://127.0.0.1:{server.port}" in policy["connect-src"].split()
    assert f"wss://localhost:{server.port}" in policy["connect-src"].split()
    assert "unsafe" not in str(policy)
    assert "*" not in str(policy)
    permissions = reply.headers["Permissions-Policy"]
    assert "camera=(self)" in permissions
    assert "microphone=(self)" in permissions
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_another_host(server: Server, path: str) -> None:
    hosts = {match.lower() for match in FOREIGN.findall(server.get(path).text)} - NAMES_ONLY
    assert not hosts - {"127.0.0.1", "localhost"}


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script(server: Server, path: str) -> None:
    text = server.get(path).text
    for tag, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert not body.strip() or "application/json" in tag or "importmap" in tag, tag
    assert not re.search(r"\son[a-z]+\s*=", re.sub(r">[^<]*<", "><", text))


@pytest.mark.parametrize("path", PAGES)
def test_all_that_a_page_loads_is_served_from_here(server: Server, path: str) -> None:
    links = {link for link in LINK.findall(server.get(path).text) if link.startswith("/")}
    assert any("/static/" in link for link in links)
    for link in sorted(links):
        if "/media/example" in link:  # demos of the tests have none
            continue
        reply = server.get(link.partition("#")[0])
        assert reply.status == 200, link
        assert reply.body, link


def test_every_file_of_the_front_end_is_served_with_its_type(server: Server) -> None:
    kinds = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file() and path.suffix in kinds]
    assert any("vendor" in path.parts for path in files), "static/vendor is empty: run make setup"
    for file in files:
        reply = server.get(f"/{file.relative_to(ROOT)}")
        assert reply.status == 200, file
        assert reply.headers["Content-Type"].startswith(kinds[file.suffix]), file
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.body == file.read_bytes()


def test_no_file_of_the_front_end_names_another_host(server: Server) -> None:
    files = [file for file in (ROOT / "static").rglob("*") if file.suffix in {".js", ".css"}]
    own = [file for file in files if "vendor" not in file.parts]
    assert {file.suffix for file in own} == {".js", ".css"}
    for file in own:
        assert not set(FOREIGN.findall(file.read_text())) - NAMES_ONLY - {"", "localhost"}, file


@pytest.mark.parametrize(
    "path",
    [
        "/static/../wsgi.py",
        "/static/%2e%2e/wsgi.py",
        "/demos/mirror/media/demo.py",
        "/demos/mirror/media/../../x.jpg",
        "/demos/mirror/media/%2e%2e/%2e%2e/%2e%2e/static/favicon.svg",
        "/clips/../assets.py",
        "/clips/demo.py",
    ],
)
def test_no_other_file_can_be_had(server: Server, path: str) -> None:
    assert server.get(path).status == 404


def test_an_error_page_says_what_to_do(server: Server) -> None:
    reply = server.get("/demos/nothing", {"Accept": "text/html"})
    assert reply.status == 404
    assert "There is no demo of this name" in reply.text
    assert "first page" in reply.text


def test_what_a_demo_adds_to_its_page_is_served_and_nothing_else(server: Server) -> None:
    assert "/demos/marking/page/page.css" in server.get("/demos/marking").text
    script = server.get("/demos/marking/page/page.js")
    assert script.status == 200
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["X-Content-Type-Options"] == "nosniff"
    assert server.get("/demos/marking/page/page.css").headers["Content-Type"].startswith("text/css")
    for path in (
        "marking/page/demo.py",
        "marking/page/../demo.py",
        "marking/page/%2e%2e/demo.py",
        "marking/page",
        "marking/page/nothing.js",
        "mirror/page/page.js",
    ):
        assert server.get(f"/demos/{path}").status == 404, path
