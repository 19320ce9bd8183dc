"""Votes over HTTP, on both ways of serving."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from typing import Any

from tests.support.server import Server
from tests.support.web import Reply

URL = "/api/votes/hype"
SUBJECT = "mirror:before"


def new_visitor(server: Server) -> str:
    """The cookie that a browser has by its first page."""
    return server.get("/").cookie


def vote(server: Server, choice: str, cookie: str = "", subject: str = SUBJECT) -> Reply:
    """A vote, of a new visitor where no cookie is named."""
    headers = {"Content-Type": "application/json", "Cookie": cookie or new_visitor(server)}
    return server.post(URL, json.dumps({"subject": subject, "choice": choice}).encode(), headers)


def reset(server: Server, token: str | None = None) -> Reply:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return server.post(f"{URL}/reset", headers=headers)


def printed_token(server: Server) -> str:
    found = re.search(r"^The teacher's token is (\S+)$", server.log, re.MULTILINE)
    assert found, server.log[:500]
    return found[1]


def test_votes_are_counted_once_a_visitor_and_reset_by_the_teacher(server: Server) -> None:
    assert reset(server, printed_token(server)).status == 200
    cookie = new_visitor(server)
    first = vote(server, "hype", cookie)
    assert (first.status, first.json["tally"]) == (200, {"hype": 1, "reality": 0})
    again = vote(server, "reality", cookie)
    assert again.json["mine"] == {SUBJECT: "reality"}
    shown = server.get(f"{URL}?subject={SUBJECT}")
    assert shown.json["tally"] == {"hype": 0, "reality": 1}
    assert [point["tally"] for point in shown.json["history"]] == [{"hype": 0, "reality": 1}]
    assert shown.json["mine"] == {}
    assert shown.headers["Cache-Control"] == "no-store"
    for token in (None, "", "wrong"):
        assert reset(server, token).status == 403
    assert reset(server, printed_token(server)).json == {"poll": "hype", "reset": 1}
    assert server.get(URL).json["total"] == 0


def test_the_export_has_every_vote_and_its_history(server: Server) -> None:
    vote(server, "hype")
    reply = server.get(f"{URL}.csv")
    assert reply.headers["Content-Type"].startswith("text/csv")
    assert 'filename="votes-hype.csv"' in reply.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert set(rows[-1]) == {"poll", "subject", "choice", "visitor", "cast_at", "reset_at"}
    assert (rows[-1]["choice"], rows[-1]["reset_at"]) == ("hype", "")
    assert re.fullmatch(r"[0-9a-f]{12}", rows[-1]["visitor"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", rows[-1]["cast_at"])


def test_what_is_no_vote_is_refused(server: Server) -> None:
    assert vote(server, "maybe").status == 400
    assert vote(server, "hype", subject="nosuchdemo:before").status == 400
    headers = {"Content-Type": "application/json", "Cookie": new_visitor(server)}
    reply = server.post(URL, b"{", headers)
    assert (reply.status, reply.code) == (400, "invalid_format")
    assert "JSON object" in reply.json["error"]["message"]
    assert server.get("/api/votes/nosuchpoll").status == 404
    assert server.get(f"{URL}?subject=%00").status == 400
    assert server.post(URL, b"{}", {"Origin": "http://elsewhere.test"}).status == 403


def test_a_whole_class_votes_at_once(server: Server) -> None:
    reset(server, printed_token(server))
    replies: list[Any] = []
    threads = [threading.Thread(target=lambda: replies.append(vote(server, "reality"))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [reply.status for reply in replies] == [200] * 40
    assert server.get(URL).json["tally"] == {"hype": 0, "reality": 40}


def test_the_question_is_in_the_visitors_language(server: Server) -> None:
    said = server.get(URL, headers={"Accept-Language": "pt-BR"}).json
    assert said["question"] == "Hype ou realidade?"
    assert [choice["label"] for choice in said["choices"]] == ["Hype", "Realidade"]
