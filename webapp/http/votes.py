"""Votes over HTTP: cast, tally, history, CSV, reset. The polls are what the demos declare, and the site's own."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext

from models.contract.demo import Poll
from webapp.classroom.ballots import AT_ONCE, COLUMNS, Row
from webapp.classroom.standings import Standing
from webapp.classroom.votefile import CannotKeep, Trouble
from webapp.errors import Busy, InvalidFormat
from webapp.http.errors import refused
from webapp.services import services
from webapp.visitors import require_cookie, visitor_name

bp = Blueprint("votes", __name__, url_prefix="/api/votes")

MOST_SUBJECTS = 2000
MOST_VOTES = 200_000
"""Of all polls together, without those that a reset has taken out of the count: about 30 MB."""
_exporting = threading.Lock()
"""All exports together: each part is followed by a pause as long as it took, however many ask for one."""
SUBJECT = re.compile(r"[\w][\w.:/-]{0,79}")


def check_vote(poll: Poll, body: Any) -> tuple[str, str]:
    """The subject and the choice of a request's body. Raises InvalidFormat."""
    if not isinstance(body, dict):
        raise InvalidFormat("A vote is a JSON object with subject and choice.")
    subject, choice = body.get("subject"), body.get("choice")
    if not isinstance(choice, str) or choice not in poll.choices:
        raise InvalidFormat(f"choice: one of {', '.join(poll.choices)}")
    return check_subject(poll, subject), choice


def check_subject(poll: Poll, subject: Any) -> str:
    """Raises InvalidFormat for what the poll does not ask about."""
    if not isinstance(subject, str) or not SUBJECT.fullmatch(subject):
        raise InvalidFormat("subject: 1 to 80 letters, digits and any of . : / _ -")
    if poll.subjects and subject not in poll.subjects:
        raise InvalidFormat("subject: not one of this poll's")
    return subject


# -- over HTTP -------------------------------------------------------------------------------------------------


@bp.errorhandler(CannotKeep)
def cannot_keep(error: CannotKeep) -> Response:
    return refused(Busy(sentence(error.why), retry_after=2))


def sentence(why: Trouble) -> str:
    """What a visitor reads where votes are not kept, in the present language."""
    sentences: dict[Trouble, str] = {
        Trouble.LOCKED: gettext("Another program holds the votes. Try again in a moment."),
        Trouble.FULL: gettext("The server has no room left for votes. Those that are there stay; tell the teacher."),
        Trouble.NEWER: gettext("Votes are off: a newer version of this site has written them. Tell the teacher."),
        Trouble.DAMAGED: gettext("Votes are off: they cannot be read. Tell the teacher."),
    }
    return sentences.get(why, str(gettext("Votes are off: the server may not write them. Tell the teacher.")))


@bp.get("/<name>")
def show(name: str) -> Response:
    """``?subject=`` for one subject. ``mine`` is what the visitor chose, by subject. Where votes cannot be read,
    ``off`` says why, and nothing is counted."""
    poll = services().polls.get(name)
    asked = request.args.get("subject")
    subject = None if asked is None else check_subject(poll, asked)
    try:
        return _said(poll, subject)
    except CannotKeep as no:
        nothing = services().polls.state(poll, Standing(), subject)
        return _json(json.dumps({**nothing, "mine": {}, "off": sentence(no.why)}))


def _said(poll: Poll, subject: str | None) -> Response:
    """The state of a poll, and what the present visitor chose. Raises CannotKeep."""
    ballots, polls = services().ballots, services().polls
    mine = ballots.mine(poll.name, visitor_name())
    text = ballots.ask(poll.name, lambda standing: polls.said(poll, standing, subject))
    return _json(f'{text[:-1]}, "mine": {json.dumps(mine)}}}')


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json", headers={"Cache-Control": "no-store"})


@bp.post("/<name>")
def cast(name: str) -> Response:
    poll = services().polls.get(name)
    require_cookie()
    subject, choice = check_vote(poll, _body())
    ballots = services().ballots
    if not ballots.has_room(name, subject, MOST_SUBJECTS, MOST_VOTES):
        raise Busy(gettext("There are too many votes already. The teacher can reset them."))
    ballots.cast(name, subject, visitor_name(), choice, time.time())
    return _said(poll, subject)


def _body() -> Any:
    """The request's JSON, or None. Raises InvalidFormat for what is nested without end."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        raise InvalidFormat("The JSON is nested too deep.") from None


@bp.get("/<name>.csv")
def export(name: str) -> Response:
    """Every vote, history included; times in UTC. Made and sent little by little."""
    poll = services().polls.get(name)
    parts = _csv(services().ballots.rows(poll.name))
    head = next(parts) + next(parts, "")  # what is the matter is told before the answer is begun
    headers = {"Content-Disposition": f'attachment; filename="votes-{poll.name}.csv"', "Cache-Control": "no-store"}
    return Response(itertools.chain([head], parts), mimetype="text/csv", headers=headers)


def _csv(rows: Iterator[Row]) -> Iterator[str]:
    yield _lines([COLUMNS])
    while part := _next(rows):
        yield part


def _next(rows: Iterator[Row]) -> str:
    """Some lines more, or nothing at the end."""
    with _exporting:
        start = time.perf_counter()
        lines = _lines(_shown(row) for row in itertools.islice(rows, AT_ONCE))
        time.sleep(time.perf_counter() - start)
    return lines


def _shown(row: Row) -> list[Any]:
    *texts, cast_at, reset_at = row
    return [*texts, _utc(cast_at), _utc(reset_at)]


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@bp.post("/<name>/reset")
def reset(name: str) -> Response:
    """The teacher's: count from nothing again, ``?subject=`` for one subject alone."""
    services().teacher.require()
    poll = services().polls.get(name)
    asked = request.args.get("subject")
    subject = None if asked is None else check_subject(poll, asked)
    count = services().ballots.reset(name, time.time(), subject)
    return jsonify(poll=name, reset=count)


def _utc(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
