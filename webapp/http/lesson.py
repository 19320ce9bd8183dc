"""The page that leads the hour: what the lecture showed, what of it runs here, and what the class says."""

from __future__ import annotations

from flask import Blueprint, render_template

from models.contract.texts import page_texts
from webapp.http.i18n import SCRIPTS, language
from webapp.http.pages import builtin
from webapp.http.playground import PAGES
from webapp.lesson.lecture import LECTURE
from webapp.services import services
from webapp.visitors import visitor_name

bp = Blueprint("lesson", __name__)


@bp.get("/lesson")
def page() -> str:
    visitor_name()
    demos = {demo["name"]: demo for demo in services().catalogue.all()}
    return render_template(
        "lesson/page.html",
        stops=LECTURE.stops,
        systems=[(system, system.runs(demos, PAGES)) for system in LECTURE.systems],
        demos=demos,
        p=page_texts(SCRIPTS / "playground", language()),
        t=page_texts(SCRIPTS / "lesson", language(), "prose"),
        teacher=services().teacher.is_signed_in(),
        pictures=[one for one in builtin() if one["kind"] == "picture"],
    )
