"""The visitor cookie as browsers keep it: by name and path whatever the port, and Secure ones for HTTPS alone."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest
from flask import Flask, session
from itsdangerous import TimestampSigner

from webapp.visitors import Cookies, known_visitor, visitor_name, visitor_of

HTTP, HTTPS = "http://lab.test:5000", "https://lab.test:5000"


def made(both_schemes: bool = True) -> Flask:
    app = Flask(__name__)
    app.secret_key, app.session_interface = "x" * 32, Cookies(both_schemes)
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

    @app.get("/")
    def page() -> str:
        return visitor_name()

    @app.get("/sign-in")
    def sign_in() -> str:
        session["teacher"] = "yes"
        return visitor_name()

    @app.get("/teacher")
    def teacher() -> str:
        return str(session.get("teacher", ""))

    @app.get("/look")
    def look() -> str:
        return known_visitor()

    return app


class Browser:
    """Keeps cookies as RFC 6265bis asks: Secure ones are sent by HTTPS alone, and HTTP does not overwrite them."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[str, bool]] = {}

    def get(self, app: Flask, base: str, path: str = "/", mount: str = "") -> str:
        secure = base.startswith("https")
        environ = {"SCRIPT_NAME": mount}
        sent = "; ".join(
            f"{name}={value}"
            for (name, below), (value, is_secure) in self.kept.items()
            if (secure or not is_secure) and f"{mount}/".startswith(below.rstrip("/") + "/")
        )
        client = app.test_client(use_cookies=False)
        reply: Any = client.get(path, base_url=base, environ_overrides=environ, headers={"Cookie": sent})
        for header in reply.headers.getlist("Set-Cookie"):
            (morsel,) = SimpleCookie(header).values()
            key = (morsel.key, morsel["path"])
            assert secure or not morsel["secure"], "HTTP sets no Secure cookie"
            if secure or not self.kept.get(key, ("", False))[1]:
                self.kept[key] = (morsel.value, bool(morsel["secure"]))
            assert morsel["samesite"] == "Lax"
            assert morsel["httponly"]
        return str(reply.text)


@pytest.mark.parametrize("order", [(HTTP, HTTPS), (HTTPS, HTTP)])
def test_one_visitor_by_http_and_https(order: tuple[str, str]) -> None:
    app, browser = made(), Browser()
    first = browser.get(app, order[0])
    for base in (*order, *reversed(order), *order):
        assert browser.get(app, base) == first


def test_two_visitors_become_one_with_the_next_page() -> None:
    app, browser = made(), Browser()
    by_https = browser.get(app, HTTPS)
    del browser.kept["hype-5000", "/"]  # as it is where the cookies of an earlier version were kept
    assert browser.get(app, HTTP) != by_https
    assert browser.get(app, HTTPS, "/sign-in") == by_https
    assert browser.get(app, HTTP) == by_https


def test_the_teacher_by_http_is_the_teacher_by_https_and_no_secret_goes_the_other_way() -> None:
    app, browser = made(), Browser()
    browser.get(app, HTTP, "/sign-in")
    assert browser.get(app, HTTPS, "/teacher") == "yes"
    browser = Browser()
    browser.get(app, HTTPS, "/sign-in")
    assert browser.get(app, HTTPS, "/teacher") == "yes"
    assert browser.get(app, HTTP, "/teacher") == ""


def test_where_there_is_https_alone_nothing_goes_unencrypted() -> None:
    app, browser = made(both_schemes=False), Browser()
    browser.get(app, HTTPS)
    assert [secure for _, secure in browser.kept.values()] == [True]


def test_two_servers_of_one_machine_do_not_sign_each_other_out() -> None:
    one, other, browser = made(), made(), Browser()
    other.secret_key = "y" * 32
    first, second = browser.get(one, HTTP), browser.get(other, "http://lab.test:5001")
    usual = browser.get(one, "http://lab.test")
    for _ in range(2):
        assert browser.get(one, HTTP, "/look") == first
        assert browser.get(other, "http://lab.test:5001", "/look") == second
        assert browser.get(one, "http://lab.test", "/look") == usual


def test_two_sites_below_one_name_do_not_either() -> None:
    one, other, browser = made(), made(), Browser()
    other.secret_key = "y" * 32
    first, second = browser.get(one, HTTP, mount="/a"), browser.get(other, HTTP, mount="/b")
    assert browser.get(one, HTTP, "/look", "/a") == first
    assert browser.get(other, HTTP, "/look", "/b") == second


@pytest.mark.parametrize(("seconds", "is_known"), [(10, True), (86_400, True), (-3600, True), (-32 * 86_400, False)])
def test_a_clock_that_is_set_back_makes_nobody_a_newcomer(
    monkeypatch: pytest.MonkeyPatch, seconds: int, is_known: bool
) -> None:
    """Signed so many seconds ahead of now."""
    app, browser = made(), Browser()
    stamp = TimestampSigner.get_timestamp
    with monkeypatch.context() as ahead:
        ahead.setattr(TimestampSigner, "get_timestamp", lambda self: stamp(self) + seconds)
        name = browser.get(app, HTTP)
    assert (browser.get(app, HTTP, "/look") == name) is is_known


@pytest.mark.parametrize("value", ["", "x", "eyJ2aXNpdG9yIjoieCJ9.x.x", "." * 3000])
def test_a_cookie_of_another_make_is_nobodys(value: str) -> None:
    app, browser = made(), Browser()
    browser.kept["hype-5000", "/"] = (value, False)
    assert browser.get(app, HTTP, "/look") == ""
    assert browser.get(app, HTTP) != ""


def test_the_visitor_of_a_request_that_has_not_begun() -> None:
    app, browser = made(), Browser()
    name = browser.get(app, HTTP)
    cookie = "; ".join(f"{key}={value}" for (key, _), (value, _) in browser.kept.items())
    environ = {"HTTP_COOKIE": cookie, "HTTP_HOST": "lab.test:5000", "REQUEST_METHOD": "POST", "wsgi.url_scheme": "http"}
    assert visitor_of(app, {**environ, "SERVER_NAME": "lab.test", "SERVER_PORT": "5000"}) == name
    assert visitor_of(app, {**environ, "HTTP_COOKIE": "", "SERVER_NAME": "lab.test", "SERVER_PORT": "5000"}) == ""
