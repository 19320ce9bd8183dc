"""The visitor cookie: a random name, so that an uploaded picture belongs to who uploaded it. Nothing else."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface

from webapp.errors import NoCookie

COME_BACK = 1.0
"""Seconds after which a request without a cookie may come back with the one that it was given."""


class Cookies(SecureCookieSessionInterface):
    """Marks the cookie Secure on pages that came by HTTPS; on http://localhost it would be lost."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def known_visitor() -> str:
    """The name that the present request's cookie gives; empty where it has none."""
    return str(session.get("visitor", ""))


def visitor_of(app: Flask, environ: dict[str, Any]) -> str:
    """As :func:`known_visitor`, of a request that the app has not begun with."""
    cookie = app.session_interface.open_session(app, app.request_class(environ, populate_request=False))
    return "" if cookie is None else str(cookie.get("visitor", ""))


def visitor_name() -> str:
    """The present visitor's random name, made at the first page."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(12)
        session.permanent = False
    return str(session["visitor"])


def require_cookie() -> None:
    """Give a cookie to who has none, and ask to come back with it. Raises NoCookie."""
    if not known_visitor():
        visitor_name()
        raise NoCookie(retry_after=COME_BACK)
