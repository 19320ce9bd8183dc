"""The outermost door: who may ask at all, by Host and Origin. Plain WSGI, in front of Flask and Socket.IO alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Protocol

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]

SAFE = {"GET", "HEAD", "OPTIONS"}
SHARE = "/share"
"""Where the system's menu sends what is shared with the installed site (webapp/http/sharing.py)."""


class Known(Protocol):
    """What a server answers to at this moment."""

    @property
    def names(self) -> frozenset[str]: ...

    @property
    def origins(self) -> frozenset[str]: ...


class Gate:
    """Refuses names that are not this server's (DNS rebinding) and pages of other sites (CSRF, socket hijacking).

    A socket must name an allowed Origin: every browser does. Over HTTP a missing Origin is let through, since
    that is no browser's cross-site request; a wrong one is refused where something would be changed. What the system
    itself shares with the installed site comes from no page, so that its Origin is null; that no page sent it the
    browser says in a header that pages cannot set.
    """

    def __init__(self, app: App, known: Known, socket_path: str = "/socket.io") -> None:
        self._app, self._known, self._socket_path = app, known, socket_path

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if host_name(environ.get("HTTP_HOST", "")) not in self._known.names:
            return _refuse(start, 400, "This server does not answer to that name. See TRUSTED_HOSTS.")
        origin = environ.get("HTTP_ORIGIN")
        if environ.get("PATH_INFO", "").startswith(self._socket_path):
            # Compressing a JPEG again costs a millisecond or two and gains nothing.
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            if not is_known(origin, self._known):
                return _refuse(start, 403, "Pages of another site may not connect. See ORIGINS.")
        elif environ.get("REQUEST_METHOD") not in SAFE and not self._may_change(origin, environ):
            return _refuse(start, 403, "This request came from a page of another site.")
        return self._app(environ, start)

    def _may_change(self, origin: str | None, environ: Environ) -> bool:
        if origin is None or is_known(origin, self._known):
            return True
        by_the_system = origin == "null" and environ.get("HTTP_SEC_FETCH_SITE") == "none"
        return by_the_system and environ.get("PATH_INFO") == SHARE


def host_name(host: str) -> str:
    """The name in a Host header, in lower case, without its port and without the dot that may end a whole name."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return (host.rpartition(":")[0] if ":" in host else host).removesuffix(".")


def is_known(origin: str | None, known: Known) -> bool:
    """Whether an Origin header names one of the server's own, with or without the dot that may end a whole name."""
    return origin is not None and re.sub(r"^(https?://[^:]*[^.:/])\.(:\d+)?$", r"\1\2", origin) in known.origins


def answer(start: Start, status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> list[bytes]:
    """A short answer in JSON, before the app is asked."""
    start(
        f"{status} {HTTPStatus(status).phrase}",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"),
            *headers,
        ],
    )
    return [body]


def _refuse(start: Start, status: int, message: str) -> list[bytes]:
    return answer(start, status, json.dumps({"error": {"code": "invalid_format", "message": message}}).encode())
