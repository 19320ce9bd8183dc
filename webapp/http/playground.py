"""The convolution playground's pages. All arithmetic is done in the browser."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import lazy_gettext

from webapp.errors import NotFound
from webapp.http.digits import DigitsError, packed
from webapp.http.pages import CACHE, builtin
from webapp.services import services

bp = Blueprint("playground", __name__, url_prefix="/playground")

PAGES = {
    "": lazy_gettext("Step by step"),
    "live": lazy_gettext("Live"),
    "layer": lazy_gettext("A layer"),
    "parameters": lazy_gettext("How many parameters?"),
    "network": lazy_gettext("A network"),
    "text": lazy_gettext("Text"),
    "tour": lazy_gettext("Tour"),
    "quiz": lazy_gettext("Quiz"),
}
"""Each sub-page's address below /playground and its name, in the order of the navigation. Template and script have
the same name as the address; the first one's is ``step``."""


INSIDE = {
    "features": lazy_gettext("Inside a network"),
    "edges": lazy_gettext("Learned edges"),
}
"""The demos that go on where the playground ends, by name."""


@bp.context_processor
def subpages() -> dict[str, object]:
    served = {demo["name"] for demo in services().catalogue.all()}
    return {"subpages": PAGES, "inside": {name: title for name, title in INSIDE.items() if name in served}}


@bp.get("/digits.bin")
def digits() -> Response:
    """The handwritten digits that the network's page learns from; see digits.py for the form."""
    try:
        body = packed(CACHE / "digits.csv.gz")
    except DigitsError as error:
        raise NotFound() from error
    response = Response(body, mimetype="application/octet-stream")
    response.add_etag()
    response.cache_control.max_age = 3600
    response.make_conditional(request)
    return response


@bp.get("/", defaults={"name": ""}, strict_slashes=False)
@bp.get("/<name>")
def page(name: str) -> str:
    if name not in PAGES:
        abort(404)
    return render_template(f"playground/{name or 'step'}.html", here=name, builtin=builtin())
