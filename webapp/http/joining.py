"""How a class joins: the page for the projector, the way from HTTP to HTTPS, and help to trust the certificate."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Response, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from webapp.config import LOOPBACK
from webapp.errors import NotFound
from webapp.http.i18n import own_page
from webapp.lan.announce import NAME
from webapp.live.gate import host_name
from webapp.services import services

bp = Blueprint("joining", __name__)

PLAIN = "plain"
"""The cookie of a visitor who goes on without the camera."""
LED = frozenset({"pages", "playground", "room"})
"""Blueprints whose pages a visitor on plain HTTP is led away from."""
OPEN = frozenset({"pages.media", "pages.extension", "pages.clip", "pages.favicon", "pages.manifest", "pages.about"})
SYSTEMS = ("iphone", "android", "windows", "mac", "linux")


@bp.before_app_request
def lead_to_https() -> str | None:
    """Explain, on plain HTTP from another machine, why there is no camera here and where there is one."""
    wanted = request.blueprint in LED and request.endpoint not in OPEN and request.method == "GET"
    if not wanted or not services().config.lan or request.is_secure or request.cookies.get(PLAIN) == "1":
        return None
    if host_name(request.host) in LOOPBACK:
        return None
    return render_template("join/insecure.html", secure=secure_url(), trust=url_for("joining.trust"), **system())


@bp.post("/join/plain")
def go_on_plain() -> AnyResponse:
    """Go on by HTTP, without the camera, until the browser is closed."""
    answer = redirect(own_page(request.form.get("next", "")), 303)
    answer.set_cookie(PLAIN, "1", samesite="Lax", httponly=True)
    return answer


@bp.get("/join")
def join() -> str:
    """The address, large, and as a QR code; ``?host=`` chooses among the machine's."""
    return render_template("join/join.html", now=told(), lan=services().config.lan)


@bp.get("/join/now")
def join_now() -> Response:
    """What the page shows, for a page that stays open while the machine goes from network to network."""
    answer = jsonify(told())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/join/qr.svg")
def qr() -> Response:
    out = io.BytesIO()
    segno.make(join_url(), error="m", micro=False).save(out, kind="svg", scale=8, border=2, light="#fff")
    return Response(out.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@bp.get("/trust")
def trust() -> str:
    """How each system is told to trust the authority."""
    found = services().identity
    return render_template(
        "join/trust.html",
        fingerprint=found.fingerprint if found else "",
        domains=found.domains if found else (),
        networks=found.networks if found else (),
        secure=secure_url("/"),
        systems=SYSTEMS,
        **system(),
    )


@bp.get("/trust/hype-or-reality.crt")
def authority() -> Response:
    """The authority's certificate, never its key. Raises NotFound where there is none."""
    found = services().identity
    if found is None:
        raise NotFound()
    return send_file(
        Path(found.authority),
        mimetype="application/x-x509-ca-cert",
        as_attachment=True,
        download_name="hype-or-reality.crt",
        max_age=0,
    )


def told() -> dict[str, Any]:
    """What the page says at this moment."""
    address, known = join_url(), others()
    chosen = urlsplit(address).netloc.removesuffix(f":{services().config.port}")
    return {
        "shown": shown(address),
        "alone": (urlsplit(address).hostname or "") in LOOPBACK,
        "others": [{"host": one, "page": url_for("joining.join", host=one), "chosen": one == chosen} for one in known],
        "code": url_for("joining.qr", host=chosen),
        "alt": gettext("QR code of %(address)s", address=shown(address)),
    }


# -- addresses -------------------------------------------------------------------------------------------------


def join_url() -> str:
    """What the class types or scans: on LAN=1 by plain HTTP, where it is told what follows; else the site's own."""
    config, known = services().config, others()
    if not known:
        return (config.origins[0] + "/") if config.origins else request.url_root
    asked = request.args.get("host", "")
    return f"http://{asked if asked in known else known[0]}:{config.port}/"


def others() -> list[str]:
    """Under what names other machines may reach this one by LAN=1, the likeliest first."""
    own = [f"[{one}]" if ":" in one else one for one in services().network.addresses]
    return [*own, NAME] if services().config.lan else []


def shown(address: str) -> str:
    """An address as people type it."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path.rstrip('/')}" if parts.scheme == "http" else address.rstrip("/")


def secure_url(page: str = "") -> str:
    """The present page, or another, by HTTPS under the same name."""
    path = page or (request.full_path if request.query_string else request.path)
    return f"https://{request.host}{request.script_root}{path}"


def system() -> dict[str, Any]:
    """The visitor's system, as far as the browser says."""
    agent = request.user_agent.string.lower()
    if "iphone" in agent or "ipad" in agent:
        return {"system": "iphone"}
    marks = {"android": "android", "windows": "windows", "macintosh": "mac", "linux": "linux"}
    return {"system": next((name for mark, name in marks.items() if mark in agent), "")}
