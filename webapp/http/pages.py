"""The HTML pages, and the pictures and clips that they show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file, send_from_directory, url_for
from flask_babel import gettext

from webapp.errors import N_, NotFound
from webapp.http import sharing
from webapp.http.i18n import language
from webapp.services import services
from webapp.settings import ROOT
from webapp.visitors import visitor_name

bp = Blueprint("pages", __name__)

ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable"))
"""Files in static/icons, made by scripts/icons.py."""
NOT_PAGES = frozenset({"pages.media", "pages.extension", "pages.clip", "pages.manifest"})
CACHE = ROOT / "models" / "cache"
"""Where `make assets` puts files; which they are is known to the worker alone."""
PICTURES = ROOT / "static" / "pictures"
"""Pictures that were put together for this site (scripts/group.py)."""
BUILTIN = {
    "carphone.mp4": ("clip", N_("A man talking in a car")),
    "bikes.mp4": ("clip", N_("A street with bicycles")),
    "astronaut.png": ("picture", N_("An astronaut")),
    "coffee.png": ("picture", N_("A cup of coffee")),
    "chelsea.png": ("picture", N_("A cat")),
    "camera.png": ("picture", N_("An old photograph")),
    "group.jpg": ("picture", N_("Four people")),
}
"""Footage that needs no camera: file in models/cache/ or static/pictures/, kind, label."""


@bp.before_app_request
def know_visitor() -> None:
    if request.blueprint == bp.name and request.endpoint not in NOT_PAGES:
        visitor_name()


@bp.get("/")
def home() -> str:
    return render_template(
        "home.html",
        demos=services().catalogue.all(),
        lesson=services().lesson.public(),
        shared=sharing.waiting(),
    )


@bp.get("/demos/<name>")
def demo(name: str) -> str:
    catalogue = services().catalogue
    described = catalogue.describe(name, teacher=services().teacher.is_signed_in())
    services().engine.request_load(name)
    return render_template(
        "demo.html",
        demo=described,
        card=described["card"],
        sections=catalogue.sections(name),
        figure=catalogue.figure(name),
        texts=catalogue.page_texts(name),
        builtin=builtin(),
    )


@bp.get("/about")
def about() -> str:
    return render_template("about.html", demos=services().catalogue.all())


@bp.get("/demos/<name>/media/<path:file>")
def media(name: str, file: str) -> Response:
    return send_file(services().catalogue.media(name, file), max_age=3600)


@bp.get("/demos/<name>/page/<path:file>")
def extension(name: str, file: str) -> Response:
    """What a demo adds to its own page: scripts and styles in its folder."""
    path = services().catalogue.extension(name, file)
    return send_file(path, mimetype="text/javascript" if path.endswith(".js") else None, max_age=0)


@bp.get("/clips/<file>")
def clip(file: str) -> Response:
    if file not in BUILTIN:
        raise NotFound()
    return send_from_directory(_home(file), file, max_age=3600)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What makes the site installable. There is no service worker: all that is shown was just sent by the server."""
    icons = [
        {
            "src": url_for("static", filename=f"icons/{name}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, side, purpose in ICONS
    ]
    told = {
        "name": gettext("Deep learning: hype or reality?"),
        "short_name": "Hype or Reality?",
        "description": gettext("See deep learning work on your own camera, live, and what of its promise is true."),
        "lang": language(),
        "start_url": url_for("pages.home"),
        "scope": url_for("pages.home"),
        "display": "standalone",
        "background_color": "#15130f",
        "theme_color": "#15130f",
        "icons": icons,
        "share_target": sharing.target(),
    }
    return Response(json.dumps(told), mimetype="application/manifest+json", headers={"Cache-Control": "no-cache"})


@bp.get("/favicon.ico")
def favicon() -> Response:
    return send_from_directory("static", "favicon.svg", mimetype="image/svg+xml", max_age=86400)


def builtin() -> list[dict[str, Any]]:
    """The footage that is there, for the page's list of sources."""
    return [
        {"kind": kind, "name": name, "url": f"{request.script_root}/clips/{name}", "label": gettext(label)}
        for name, (kind, label) in BUILTIN.items()
        if (_home(name) / name).is_file()
    ]


def _home(name: str) -> Path:
    """The folder of a file of BUILTIN."""
    return PICTURES if (PICTURES / name).is_file() else CACHE
