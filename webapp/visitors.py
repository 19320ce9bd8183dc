"""The visitor cookie: a random name, so that an uploaded picture belongs to who uploaded it. Nothing else."""

from __future__ import annotations

import secrets

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface


class Cookies(SecureCookieSessionInterface):
    """Marks the cookie Secure on pages that came by HTTPS; on http://localhost it would be lost."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def visitor_name() -> str:
    """The present visitor's random name, made at the first page."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(12)
        session.permanent = False
    return str(session["visitor"])
