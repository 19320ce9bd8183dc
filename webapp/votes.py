"""Votes over HTTP: cast, tally, history, CSV, reset. The polls are what the demos declare, and the site's own."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import lazy_gettext

from models.demo import Demo, Poll
from webapp.ballots import COLUMNS, Ballots, Timed
from webapp.catalogue import present_language, texts_in
from webapp.errors import Busy, InvalidFormat, NotFound
from webapp.services import services
from webapp.visitors import require_cookie, visitor_name

bp = Blueprint("votes", __name__, url_prefix="/api/votes")

STEPS = 60
"""The most points of a history."""
MOST_SUBJECTS = 2000
MOST_VOTES = 500_000
"""About 60 MB."""
SUBJECT = re.compile(r"[\w][\w.:/-]{0,79}")


class Polls:
    """What can be voted on, by name."""

    def __init__(self, demos: Mapping[str, Demo]) -> None:
        subjects = tuple(f"{name}:{when}" for name in demos for when in ("before", "after"))
        hype = Poll(
            "hype",
            lazy_gettext("Hype or reality?"),
            {"hype": lazy_gettext("Hype"), "reality": lazy_gettext("Reality")},
            subjects,
        )
        self._folders = {poll.name: demo for demo in demos.values() for poll in demo.polls}
        self._polls = {poll.name: poll for poll in (hype, *(poll for demo in demos.values() for poll in demo.polls))}

    def __iter__(self) -> Any:
        return iter(self._polls.values())

    def texts(self, poll: Poll) -> Callable[[str], str]:
        """From a poll's English text to the present language's; the site's own polls know by themselves."""
        demo = self._folders.get(poll.name)
        known = texts_in(demo, present_language()) if demo else {}
        return lambda text: str(known.get(text, text))

    def get(self, name: str) -> Poll:
        """Raises NotFound."""
        if name not in self._polls:
            raise NotFound("There is no poll of this name.")
        return self._polls[name]


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


def tally(choices: Iterable[str], votes: Iterable[Timed]) -> dict[str, int]:
    """How often each choice was made, in the order of ``choices``; one that a poll no longer has is left out."""
    counts = Counter(choice for _, _, choice in votes)
    return {choice: counts[choice] for choice in choices}


def history(choices: Sequence[str], votes: Sequence[Timed], most: int = STEPS) -> list[dict[str, Any]]:
    """The tally as it grew: at most ``most`` points ``{at, tally}``, the last one being now. ``at`` in Unix seconds."""
    if not votes:
        return []
    step = max(1, -(-len(votes) // most))
    ends = [*range(step, len(votes), step), len(votes)]
    return [{"at": votes[end - 1][0], "tally": tally(choices, votes[:end])} for end in ends]


def state(poll: Poll, ballots: Ballots, subject: str | None, say: Callable[[str], str] = str) -> dict[str, Any]:
    """What everybody may see of a poll: of one subject, or of all of them together and one by one."""
    votes = ballots.counted(poll.name, subject)
    choices = list(poll.choices)
    said: dict[str, Any] = {
        "poll": poll.name,
        "question": say(poll.question),
        "choices": [{"value": value, "label": say(label)} for value, label in poll.choices.items()],
        "subject": subject,
        "tally": tally(choices, votes),
        "history": history(choices, votes),
    }
    said["total"] = sum(said["tally"].values())
    if subject is None:
        asked = poll.subjects or sorted({about for _, about, _ in votes})
        said["subjects"] = {one: tally(choices, [vote for vote in votes if vote[1] == one]) for one in asked}
    return said


# -- over HTTP -------------------------------------------------------------------------------------------------


@bp.get("/<name>")
def show(name: str) -> Response:
    """``?subject=`` for one subject. ``mine`` is what the visitor chose, by subject."""
    poll = services().polls.get(name)
    asked = request.args.get("subject")
    subject = None if asked is None else check_subject(poll, asked)
    mine = services().ballots.mine(name, visitor_name())
    response = jsonify(**state(poll, services().ballots, subject, services().polls.texts(poll)), mine=mine)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<name>")
def cast(name: str) -> Response:
    poll = services().polls.get(name)
    require_cookie()
    subject, choice = check_vote(poll, request.get_json(silent=True))
    ballots = services().ballots
    try:
        if not ballots.room(name, subject, MOST_SUBJECTS, MOST_VOTES):
            raise Busy("There are too many votes already. The teacher can reset them.")
        ballots.cast(name, subject, visitor_name(), choice, time.time())
    except sqlite3.Error:
        raise Busy("The vote could not be written down. Try again in a moment.", retry_after=2) from None
    return jsonify(
        **state(poll, ballots, subject, services().polls.texts(poll)), mine=ballots.mine(name, visitor_name())
    )


@bp.get("/<name>.csv")
def export(name: str) -> Response:
    """Every vote, history included; times in UTC."""
    poll = services().polls.get(name)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for *texts, cast_at, reset_at in services().ballots.rows(poll.name):
        writer.writerow([*texts, _utc(cast_at), _utc(reset_at)])
    headers = {"Content-Disposition": f'attachment; filename="votes-{poll.name}.csv"', "Cache-Control": "no-store"}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


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
