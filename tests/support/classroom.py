"""A class: the teacher's token, and what every page is told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.support.client import Client
from tests.support.server import Server

Join = Callable[..., Client]


def token(server: Server) -> str:
    """The one it was given, or else the one that it made and says in its log."""
    if given := server.settings.get("teacher_token"):
        return str(given)
    found = re.search(r"^The teacher's token is (\S+)$", server.log, re.MULTILINE)
    assert found
    return found[1]


def signed_in(server: Server) -> str:
    """The cookie of somebody who has shown the token."""
    form = urlencode({"token": token(server)}).encode()
    reply = server.post("/teacher", form, {"Content-Type": "application/x-www-form-urlencoded"})
    assert (reply.status, reply.headers["Location"]) == (303, "/teacher")
    return reply.cookie


def lesson_where(client: Client, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What the class is told, as soon as it is so."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        body: dict[str, Any] = client.wait_for("lesson", end - time.monotonic()).body
        if is_so(body):
            return body
    raise AssertionError("the lesson did not become so")
