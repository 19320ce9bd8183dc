"""A picture that the system's own menu shares with the installed site (W3C Web Share Target), until a page has it.

The file waits in memory for minutes at most, for the visitor who sent it alone, and goes back to a page of theirs as
what it was. It is never decoded here, never shown to anybody else and never written to disk.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.errors import NotFound
from webapp.http.api import sent_picture
from webapp.live.uploads import Room
from webapp.services import services
from webapp.visitors import known_visitor, visitor_name

bp = Blueprint("sharing", __name__)

FIELD = "image"
ROOM = Room(each=1, all=60, each_address=40, most_bytes=160_000_000, lifetime=300.0)
"""How many pictures wait for a page, of a visitor (the newest), of all and of one address; and for how long."""


def target() -> dict[str, Any]:
    """What the manifest says of it."""
    return {
        "action": url_for("sharing.take"),
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {"files": [{"name": FIELD, "accept": ["image/jpeg", "image/png", "image/webp", "image/tiff"]}]},
    }


@bp.post("/share")
def take() -> AnyResponse:
    """Keep the picture, whatever it is called, and ask which demo shall see it. Raises Refusal for what is none."""
    id = services().shared.add(visitor_name(), sent_picture(), time.monotonic(), request.remote_addr or "")
    return redirect(url_for("pages.home", shared=id), 303)


@bp.get("/shared/<id>")
def give(id: str) -> Response:
    """The file, to the visitor's own page. Nothing that a browser would show by itself."""
    picture = _kept(id)
    if picture is None:
        raise NotFound()
    headers = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
    return Response(picture, mimetype="application/octet-stream", headers=headers)


def waiting() -> str:
    """The id of the picture that the present page was asked to pass on; empty where it is not there."""
    id = request.args.get("shared", "")
    return id if id and _kept(id) is not None else ""


def _kept(id: str) -> bytes | None:
    return services().shared.get(known_visitor(), id, time.monotonic())
