"""The visitor cookie: a random name, so that an uploaded picture belongs to who uploaded it. Nothing else.

Browsers keep cookies by name and path, whatever the port, and send those that came encrypted by HTTPS alone. So the
cookie's name carries the port, and HTTPS has a cookie of its own beside the one that HTTP has; both name one visitor.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from webapp.errors import NoCookie

COME_BACK = 1.0
"""Seconds after which a request without a cookie may come back with the one that it was given."""


class Cookies(SecureCookieSessionInterface):
    """One visitor a browser, for each server and each place that it is mounted at.

    ``both_schemes``: the site is there by HTTP and by HTTPS under the same names. Else a visitor by HTTPS gets nothing
    that could go anywhere unencrypted.
    """

    def __init__(self, both_schemes: bool = False) -> None:
        self._both_schemes = both_schemes

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """By HTTPS, who has been here by HTTP alone is known from there."""
        if (found := self._read(app, request, _name(request))) is not None:
            return self.session_class(found)
        plain = self._read(app, request, _name(request, secure=False)) if self._both_schemes else None
        known = self.session_class(plain or {})
        known.modified = bool(plain)  # so that it gets the cookie of this scheme, too
        return known

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        visitor = session.get("visitor")
        if not (visitor and session.modified and self._both_schemes and request.is_secure):
            return
        name = _name(request, secure=False)
        if (self._read(app, request, name) or {}).get("visitor") != visitor:
            signed = self._serializer(app).dumps({"visitor": visitor})
            path, same_site = self.get_cookie_path(app), self.get_cookie_samesite(app)
            response.set_cookie(name, signed, path=path, samesite=same_site, httponly=True)

    def get_cookie_name(self, app: Flask) -> str:
        return _name(request)

    def get_cookie_path(self, app: Flask) -> str:
        """Below where the site is mounted, since another may be beside it."""
        return request.script_root or "/"

    def get_cookie_secure(self, app: Flask) -> bool:
        """On pages that came by HTTPS; on http://localhost it would be lost."""
        return request.is_secure

    def _read(self, app: Flask, request: Request, name: str) -> dict[str, Any] | None:
        """What a cookie says; None where it is missing, not of our making, or too old.

        One that was signed later than now is as good: this clock has been set back since.
        """
        if not (signed := request.cookies.get(name)):
            return None
        try:
            found, at = self._serializer(app).loads(signed, return_timestamp=True)
        except BadSignature:
            return None
        is_old = time.time() - at.timestamp() > app.permanent_session_lifetime.total_seconds()
        return found if isinstance(found, dict) and not is_old else None

    def _serializer(self, app: Flask) -> Any:
        return self.get_signing_serializer(app)


def _name(request: Request, secure: bool | None = None) -> str:
    """The cookie's name at the port that the browser asked, by HTTPS or not; as the request came, if not said."""
    port = re.search(r":(\d{1,5})$", request.host)
    is_secure = request.is_secure if secure is None else secure
    return "hype" + (f"-{port[1]}" if port else "") + ("-tls" if is_secure else "")


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
