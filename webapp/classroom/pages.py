"""The pages of a class: the teacher's, the audience's, the wall, the votes."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from models.contract.demo import Poll
from webapp.errors import Refusal, Removed
from webapp.live.gate import SAFE
from webapp.services import services
from webapp.visitors import visitor_name

bp = Blueprint("room", __name__)

ALWAYS_OPEN = frozenset(
    {
        None,
        "static",
        "room.teacher",
        "room.sign_in",
        "i18n.choose",
        "joining.go_on_plain",
        "joining.authority",
        "joining.trust",
        "pages.favicon",
        "pages.manifest",
        "api.healthz",
        "api.readyz",
        "api.metrics",
    }
)
"""What is open to whoever was removed: what the page that says so needs, the way in for the teacher, health checks."""


@bp.before_request
def know_visitor() -> None:
    visitor_name()


@bp.before_app_request
def keep_out() -> None:
    """Whoever was removed gets nothing but this sentence; newcomers from that address do not post for a moment.

    Raises Removed or ServerFull.
    """
    removals = services().lesson.removals
    if not removals.any or request.endpoint in ALWAYS_OPEN:
        return
    name = str(session.get("visitor", ""))
    try:
        if name in removals:
            raise Removed()
        if request.method not in SAFE:
            removals.check(name, request.remote_addr or "", time.monotonic())
    except Refusal:
        if not services().teacher.is_present():
            raise


@bp.get("/teacher")
def teacher() -> str | AnyResponse:
    """The teacher's page, or the question for the token; ``?token=`` signs in, and is then gone from the address."""
    if given := request.args.get("token"):
        return _try(given)
    if not services().teacher.is_signed_in():
        return render_template("room/sign-in.html", wrong=False)
    return no_store(
        render_template("room/teacher.html", demos=services().catalogue.all(), titles=_titles(), polls=_polls())
    )


@bp.post("/teacher")
def sign_in() -> AnyResponse:
    return _try(request.form.get("token", "").strip())


@bp.post("/teacher/leave")
def sign_out() -> AnyResponse:
    was_teacher = services().teacher.is_signed_in()
    services().teacher.sign_out()
    if was_teacher:
        services().room.dismiss(visitor_name())
    return redirect(url_for("pages.home"), 303)


@bp.get("/audience")
def audience() -> str:
    return render_template("room/audience.html", titles=_titles())


@bp.get("/wall")
def wall() -> str | AnyResponse:
    """For the projector; the teacher's alone, since only there may visitors' pictures be seen."""
    if not services().teacher.is_signed_in():
        return render_template("room/sign-in.html", wrong=False)
    return no_store(render_template("room/wall.html", titles=_titles()))


@bp.get("/votes/<name>")
def votes(name: str) -> str:
    """A poll for the projector: large bars, and how they grew. ``?subject=`` for one subject."""
    poll = services().polls.get(name)
    return render_template(
        "room/votes.html",
        poll=poll,
        question=_question(poll),
        subject=request.args.get("subject", ""),
        subjects=_subjects(poll.subjects),
        demos=services().catalogue.all(),
    )


def _polls() -> list[dict[str, Any]]:
    return [{"name": poll.name, "question": _question(poll)} for poll in services().polls]


def _question(poll: Poll) -> str:
    return services().polls.texts(poll)(poll.question)


def _subjects(subjects: tuple[str, ...]) -> list[dict[str, str]]:
    """What the page may choose from: each demo, before and after."""
    titles = {demo["name"]: demo["title"] for demo in services().catalogue.all()}
    found = []
    for subject in subjects:
        demo, _, when = subject.partition(":")
        found.append({"value": subject, "title": titles.get(demo, demo), "when": when})
    return found


def _titles() -> dict[str, str]:
    """The demos' titles in the page's language, by name: the class's events tell names."""
    return {demo["name"]: demo["title"] for demo in services().catalogue.all()}


def _try(token: str) -> AnyResponse:
    """Sign in with a token, or ask again. Raises RateLimited."""
    if services().teacher.check_given(token):
        services().teacher.sign_in()
        return redirect(url_for("room.teacher"), 303)
    return Response(render_template("room/sign-in.html", wrong=True), status=403)


def no_store(html: str) -> Response:
    """A page that a signed-out browser must not find again."""
    return Response(html, headers={"Cache-Control": "no-store"})
