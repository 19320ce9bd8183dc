"""The HTML pages, and the pictures and clips that they show."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, send_file, send_from_directory
from werkzeug.exceptions import HTTPException

from models.assets import CACHE
from webapp.errors import NotFound, Refusal
from webapp.services import services
from webapp.visitors import visitor_name

bp = Blueprint("pages", __name__)

BUILTIN = {
    "carphone.mp4": ("clip", "A man talking in a car"),
    "bikes.mp4": ("clip", "A street with bicycles"),
    "astronaut.png": ("picture", "An astronaut"),
    "coffee.png": ("picture", "A cup of coffee"),
    "chelsea.png": ("picture", "A cat"),
}
"""Footage that needs no camera: file in models/cache/, kind, label."""

NEXT_STEP = {
    404: "Check the address, or start again from the first page.",
    405: "Go back to the first page and try from there.",
    413: "Choose a smaller file.",
    429: "Wait a moment, then try again.",
    500: "Try again. If it goes on, tell whoever runs this site: the log has one line about it.",
    503: "Wait a few seconds, then load this page again.",
}


@bp.before_app_request
def know_visitor() -> None:
    if request.blueprint == bp.name and request.endpoint not in ("pages.media", "pages.clip"):
        visitor_name()


@bp.get("/")
def home() -> str:
    return render_template("home.html", demos=services().catalogue.all())


@bp.get("/demos/<name>")
def demo(name: str) -> str:
    catalogue = services().catalogue
    described = catalogue.describe(name)
    return render_template(
        "demo.html", demo=described, card=described["card"], sections=catalogue.sections(name), builtin=builtin()
    )


@bp.get("/about")
def about() -> str:
    return render_template("about.html", demos=services().catalogue.all())


@bp.get("/demos/<name>/media/<path:file>")
def media(name: str, file: str) -> Response:
    return send_file(services().catalogue.media(name, file), max_age=3600)


@bp.get("/clips/<file>")
def clip(file: str) -> Response:
    if file not in BUILTIN:
        raise NotFound()
    return send_from_directory(CACHE, file, max_age=3600)


@bp.get("/favicon.ico")
def favicon() -> Response:
    return send_from_directory("static", "favicon.svg", mimetype="image/svg+xml", max_age=86400)


def builtin() -> list[dict[str, Any]]:
    """The footage that is there, for the page's list of sources."""
    return [
        {"kind": kind, "name": name, "url": f"/clips/{name}", "label": label}
        for name, (kind, label) in BUILTIN.items()
        if (CACHE / name).is_file()
    ]


def error_page(error: Refusal) -> Response:
    """A page for a refusal, with the next step."""
    step = NEXT_STEP.get(error.status, "Go back to the first page and try again.")
    html = render_template(
        "error.html", code=error.code, status=error.status, title="This did not work", message=error.message,
        next_step=step,
    )  # fmt: skip
    return make_response(html, error.status)


@bp.app_errorhandler(HTTPException)
def http_error(error: HTTPException) -> Any:
    """Flask's own errors in the same form as the refusals."""
    from webapp.api import refused

    return refused(as_refusal(error))


@bp.app_errorhandler(Exception)
def unexpected(error: Exception) -> Any:
    """A mistake of ours: logged with its traceback, told without it."""
    import logging

    from webapp.api import refused

    logging.getLogger(__name__).exception("a request failed")
    return refused(Refusal())


def as_refusal(error: HTTPException) -> Refusal:
    """The refusal that says what an HTTP error says, with the same status."""
    sentences = {404: NotFound.sentence, 413: "The file is too large.", 429: "Too many requests. Wait a moment."}
    codes = {413: "too_large", 429: "rate_limited", 404: "invalid_format"}
    status = error.code or 500
    made = Refusal(sentences.get(status, error.description or error.name))
    made.status, made.code = status, codes.get(status, "internal" if status >= 500 else "invalid_format")
    return made
