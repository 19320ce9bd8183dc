"""What goes wrong over HTTP, told in one form: JSON for programs, a page with the next step for people."""

from __future__ import annotations

import json
import logging
import traceback
from typing import Any

from babel.lists import format_list
from flask import Flask, Response, current_app, render_template, request
from flask_babel import format_decimal, get_locale, gettext
from werkzeug.exceptions import HTTPException

from webapp.errors import N_, NotFound, Refusal
from webapp.http.i18n import script_texts

log = logging.getLogger(__name__)

LEAST_WAIT = 2.0
"""Seconds after which who sends too much may come back: flask-limiter makes the header from it, or from more where that
is not enough, and rounds down. By itself it says 0 where less than one is left."""
NEXT_STEP = {
    404: N_("Check the address, or start again from the first page."),
    405: N_("Go back to the first page and try from there."),
    413: N_("Choose a smaller file."),
    429: N_("Wait a moment, then try again."),
    500: N_("Try again. If it goes on, tell whoever runs this site: the log has one line about it."),
    503: N_("Wait a few seconds, then load this page again."),
}


def init_app(app: Flask) -> None:
    """Answer every refusal and every error of this app."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, lambda error: refused(as_refusal(error)))
    app.register_error_handler(Exception, unexpected)


def refused(error: Refusal) -> Response:
    """A refusal with its status, and when to come back where that is known."""
    if request.path.startswith("/api/") or not request.accept_mimetypes.accept_html:
        response = Response(json.dumps({"error": error.body()}), mimetype="application/json")
    else:
        response = Response(error_page(error), mimetype="text/html")
    response.status_code = error.status
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(int(error.retry_after) or 1)
    return response


def error_page(error: Refusal) -> str:
    step = NEXT_STEP.get(error.status, N_("Go back to the first page and try again."))
    return render_template(
        "error.html",
        code=error.code,
        status=error.status,
        title=gettext("This did not work"),
        message=in_words(error),
        next_step=gettext(step),
    )


def in_words(error: Refusal) -> str:
    """The sentence in the page's language; of a picture it is the one that the scripts say as well."""
    why = dict(error.why or {})
    sentence = script_texts().get(f"picture_{why.get('reason')}")
    return (
        gettext(error.message) if sentence is None else sentence.format_map({key: _in_words(why[key]) for key in why})
    )


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return str(format_list(value, style="or", locale=get_locale()))
    return str(format_decimal(value)) if isinstance(value, int | float) else str(value)


def unexpected(error: Exception) -> Response:
    """A mistake of ours: logged with its traceback, told without it unless somebody is looking for it."""
    log.exception("a request failed")
    if current_app.debug:
        return Response(traceback.format_exc(), status=500, mimetype="text/plain")
    return refused(Refusal())


def as_refusal(error: HTTPException) -> Refusal:
    """The refusal that says what an HTTP error says, with the same status."""
    sentences = {
        404: NotFound.sentence,
        413: N_("The file is too large."),
        429: N_("Too many requests. Wait a moment."),
    }
    codes = {413: "too_large", 429: "rate_limited", 404: "invalid_format"}
    status = error.code or 500
    made = Refusal(sentences.get(status, error.description or error.name))
    if status == 429:
        made.retry_after = LEAST_WAIT
    made.status, made.code = status, codes.get(status, "internal" if status >= 500 else "invalid_format")
    return made
