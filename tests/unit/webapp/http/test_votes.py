"""Votes: the table, the tally, what may be voted on, and who may reset."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask, session
from hypothesis import given, settings
from hypothesis import strategies as st

from models.contract.cards import read_card
from models.contract.demo import Poll
from models.contract.registry import find_demos
from webapp.classroom.ballots import Ballots, digest
from webapp.classroom.standings import Standing
from webapp.classroom.teacher import CLASS, GUESSERS, GUESSES, PAUSE, Teacher
from webapp.errors import InvalidFormat, NotFound, RateLimited, TeacherOnly
from webapp.http.polls import Polls, state
from webapp.http.votes import check_vote
from webapp.visitors import Cookies

POLL = Poll("verdict", "Is it right?", {"right": "Right", "wrong": "Wrong"})


@pytest.fixture
def ballots(tmp_path: Path) -> Ballots:
    return Ballots(tmp_path / "data" / "votes.sqlite")


def tally(ballots: Ballots, subject: str | None = None) -> dict[str, int]:
    return ballots.ask("verdict", lambda standing: standing.tally(list(POLL.choices), subject))


def fill(ballots: Ballots, *votes: tuple[str, str, str]) -> None:
    for at, (subject, visitor, choice) in enumerate(votes):
        ballots.cast("verdict", subject, visitor, choice, float(at))


# -- the table -------------------------------------------------------------------------------------------------


def test_one_vote_for_each_visitor_and_subject_and_the_last_one_counts(ballots: Ballots) -> None:
    fill(ballots, ("a", "ann", "right"), ("a", "ben", "right"), ("a", "ann", "wrong"), ("b", "ann", "right"))
    assert tally(ballots, "a") == {"right": 1, "wrong": 1}
    assert ballots.mine("verdict", "ann") == {"a": "wrong", "b": "right"}
    assert ballots.mine("verdict", "eve") == {}


def test_votes_outlive_the_server(ballots: Ballots, tmp_path: Path) -> None:
    fill(ballots, ("a", "ann", "right"))
    ballots.close()
    file = tmp_path / "data" / "votes.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Ballots(file).mine("verdict", "ann") == {"a": "right"}


def test_the_file_is_one_table_in_wal_mode_that_names_nobody(ballots: Ballots, tmp_path: Path) -> None:
    fill(ballots, ("a", "the-cookie's-name", "right"))
    db = sqlite3.connect(tmp_path / "data" / "votes.sqlite")
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("votes",)]
    (row,) = db.execute("SELECT * FROM votes").fetchall()
    assert row == ("verdict", "a", "right", digest("the-cookie's-name"), 0.0, None)
    assert "cookie" not in str(row)


def test_a_reset_counts_from_nothing_and_keeps_the_history(ballots: Ballots) -> None:
    fill(ballots, ("a", "ann", "right"), ("b", "ann", "right"), ("a", "ben", "wrong"))
    assert ballots.reset("verdict", 10.0, "a") == 2
    assert tally(ballots, "a") == {"right": 0, "wrong": 0}
    assert tally(ballots) == {"right": 1, "wrong": 0}
    ballots.cast("verdict", "a", "ann", "wrong", 11.0)
    assert ballots.mine("verdict", "ann") == {"a": "wrong", "b": "right"}
    assert [row[5] for row in ballots.rows("verdict")] == [10.0, None, 10.0, None]


def test_nobody_fills_the_disk(ballots: Ballots) -> None:
    fill(ballots, ("a", "ann", "right"), ("b", "ann", "right"))
    assert ballots.has_room("verdict", "a", 2, 10)
    assert not ballots.has_room("verdict", "c", 2, 10)
    assert not ballots.has_room("verdict", "a", 2, 2)
    ballots.reset("verdict", 9.0)
    assert ballots.has_room("verdict", "c", 2, 2), "what no longer counts leaves room"


def test_a_damaged_file_is_kept_aside(tmp_path: Path) -> None:
    file = tmp_path / "votes.sqlite"
    file.write_bytes(b"this is no database, " * 100)
    ballots = Ballots(file)
    fill(ballots, ("a", "ann", "right"))
    assert ballots.mine("verdict", "ann") == {"a": "right"}
    (kept,) = tmp_path.glob("votes.damaged-*.sqlite")
    assert kept.read_bytes().startswith(b"this is no database")


def test_without_a_place_to_write_votes_last_as_long_as_the_server(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ballots = Ballots(tmp_path / "file" / "votes.sqlite")
    fill(ballots, ("a", "ann", "right"))
    assert ballots.mine("verdict", "ann") == {"a": "right"}


# -- polls and tallies -----------------------------------------------------------------------------------------


def standing_of(*votes: tuple[float, str, str]) -> Standing:
    standing = Standing()
    for vote in votes:
        standing.add(*vote)
    return standing


def test_the_history_grows_to_the_present_tally_in_few_points() -> None:
    choices = ["right", "wrong"]
    standing = standing_of(*((float(at), "a", "right" if at % 3 else "wrong") for at in range(1000)))
    points = standing.history(choices)
    assert len(points) <= 60
    assert points[-1] == {"at": 999.0, "tally": {"right": 666, "wrong": 334}}
    totals = [sum(point["tally"].values()) for point in points]
    assert totals == sorted(totals)
    assert Standing().history(["right"]) == []
    assert len(standing_of(*((float(at), "a", "right") for at in range(5))).history(choices)) == 5


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("12"), st.integers(0, 9))))
def test_what_is_known_in_memory_is_what_the_table_says(casts: list[tuple[str, str, str, int]]) -> None:
    """Votes and changed votes in any order of time, against counting each time anew."""
    standing, held = Standing(), dict[tuple[str, str], tuple[float, str, str]]()
    for visitor, subject, choice, at in casts:
        before = held.get((visitor, subject))
        if before is not None:
            standing.remove(*before)
        held[visitor, subject] = (float(at), subject, choice)
        standing.add(float(at), subject, choice)
    choices = ["1", "2", "3"]
    for asked in (None, "x", "y", "z"):
        counted = Counter(choice for _, subject, choice in held.values() if asked in (None, subject))
        assert standing.tally(choices, asked) == {choice: counted[choice] for choice in choices}
        points = standing.history(choices, asked)
        times = sorted(at for at, subject, _ in held.values() if asked in (None, subject))
        assert [point["at"] for point in points] == times
        assert [sum(point["tally"].values()) for point in points] == list(range(1, len(times) + 1))
    assert list(standing) == sorted({subject for _, subject in held})


def test_the_state_tells_of_all_subjects_or_of_one(ballots: Ballots) -> None:
    fill(ballots, ("a", "ann", "right"), ("b", "ann", "wrong"), ("b", "ben", "wrong"))
    every = ballots.ask("verdict", lambda standing: state(POLL, standing, None))
    assert every["tally"] == {"right": 1, "wrong": 2}
    assert every["subjects"] == {"a": {"right": 1, "wrong": 0}, "b": {"right": 0, "wrong": 2}}
    one = ballots.ask("verdict", lambda standing: state(POLL, standing, "b"))
    assert (one["tally"], one["total"]) == ({"right": 0, "wrong": 2}, 2)
    assert "subjects" not in one


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "right",
        {},
        {"subject": "a"},
        {"choice": "right"},
        {"subject": "a", "choice": "maybe"},
        {"subject": "", "choice": "right"},
        {"subject": "x" * 81, "choice": "right"},
        {"subject": "=1+1", "choice": "right"},
        {"subject": "a\nb", "choice": "right"},
        {"subject": 1, "choice": "right"},
        {"subject": "a", "choice": ["right"]},
    ],
)
def test_a_vote_of_another_shape_is_refused(body: object) -> None:
    with pytest.raises(InvalidFormat):
        check_vote(POLL, body)


def test_a_poll_may_name_its_subjects() -> None:
    poll = Poll("p", "Which?", POLL.choices, subjects=("first",))
    assert check_vote(poll, {"subject": "first", "choice": "right"}) == ("first", "right")
    with pytest.raises(InvalidFormat):
        check_vote(poll, {"subject": "second", "choice": "right"})


def test_the_site_asks_of_each_demo_before_and_after() -> None:
    polls = Polls({})
    assert [poll.name for poll in polls] == ["hype"]
    with pytest.raises(NotFound):
        polls.get("nothing")


def test_the_vote_is_about_exactly_the_promise_of_the_card() -> None:
    demos = find_demos()
    polls = Polls(demos)
    cards = {name: demo.folder / "card.md" for name, demo in demos.items() if (demo.folder / "card.md").is_file()}
    assert cards
    for name, card in cards.items():
        promise = read_card(card).front["meter"]["promise"]
        for when in ("before", "after"):
            told = polls.state(polls.get("hype"), Standing(), f"{name}:{when}")
            assert (told["question"], told["promise"]) == ("Hype or reality?", promise)
            assert json.loads(polls.said(polls.get("hype"), Standing(), f"{name}:{when}"))["promise"] == promise
    assert "promise" not in polls.state(polls.get("hype"), Standing(), None)
    own = demos["captioning"].polls[0]
    assert "promise" not in polls.state(own, Standing(), "pose:before")


# -- the teacher -----------------------------------------------------------------------------------------------


TOKEN = "a token of some length"


def guesses(teacher: Teacher, address: str, visitor: str = "", now: float = 0.0) -> int:
    """Wrong tokens that are told to be wrong, until one is refused."""
    for count in range(10_000):
        try:
            assert not teacher.check("wrong", address, now, visitor)
        except RateLimited:
            return count
    raise AssertionError("without end")


def test_guesses_are_counted_by_visitor() -> None:
    teacher = Teacher(TOKEN)
    assert guesses(teacher, "10.0.0.1", "ann") == GUESSES
    assert guesses(teacher, "10.0.0.2", "ann") == 0, "another network is no other visitor"
    assert guesses(teacher, "10.0.0.1", "ben") == GUESSES
    assert guesses(teacher, "10.0.0.1", "ann", PAUSE + 0.1) == 1
    assert guesses(teacher, "10.0.0.1") == guesses(teacher, "10.0.0.3") == GUESSES, "who has no cookie is one visitor"
    assert not teacher.check("tókên", "10.0.0.4", 0.0)


def test_guesses_are_counted_by_address_apart() -> None:
    """Dropping the cookie gives new guesses, but no end of them; a class behind the address has its own."""
    teacher = Teacher(TOKEN)
    counts = [guesses(teacher, "10.0.0.1", f"visitor {number}") for number in range(2 * CLASS)]
    assert counts == [GUESSES] * CLASS + [0] * CLASS
    assert guesses(teacher, "10.0.0.2", "somebody else") == GUESSES


def test_the_right_token_always_opens() -> None:
    teacher = Teacher(TOKEN)
    for number in range(2 * CLASS):
        guesses(teacher, "10.0.0.1", f"visitor {number}")
    assert teacher.check(TOKEN, "10.0.0.1", 0.0, "visitor 0")
    assert teacher.check(TOKEN, "10.0.0.1", 0.0, "the teacher")
    assert teacher.check(TOKEN, "10.0.0.1", 0.0)


def test_who_guesses_under_many_names_fills_no_memory() -> None:
    teacher = Teacher(TOKEN)
    for number in range(2 * GUESSERS):
        teacher.check("wrong", f"10.0.{number // 256}.{number % 256}", 0.0, f"visitor {number}")
    assert len(teacher._guesses) == GUESSERS


def test_each_start_makes_another_token() -> None:
    assert Teacher().token != Teacher().token
    assert len(Teacher().token) >= 20


def test_the_teacher_is_known_by_the_session_or_the_header() -> None:
    teacher, app = Teacher("a token of some length"), Flask(__name__)
    app.secret_key, app.session_interface = "x" * 32, Cookies()
    with app.test_request_context(), pytest.raises(TeacherOnly):
        teacher.require()
    with app.test_request_context(headers={"Authorization": "Bearer a token of some length"}):
        teacher.require()
    with app.test_request_context(headers={"Authorization": "Bearer wrong"}):
        assert not teacher.is_present()
    with app.test_request_context():
        teacher.sign_in()
        assert teacher.is_present()
        assert not Teacher("another token now").is_present()
        cookie = session["teacher"]
        teacher.sign_out()
        assert not teacher.is_present()
        session["teacher"] = cookie
        assert not teacher.is_present(), "a cookie that was kept opens nothing"
        teacher.sign_in()
        assert teacher.is_present()


@pytest.mark.parametrize("forged", ["", " ", "x", "x y", "number " + "0" * 24, "ü ü"])
def test_a_session_of_another_make_is_nobodys(forged: str) -> None:
    teacher, app = Teacher("a token of some length"), Flask(__name__)
    app.secret_key, app.session_interface = "x" * 32, Cookies()
    with app.test_request_context():
        session["teacher"] = forged
        assert not teacher.is_signed_in()
        teacher.sign_out()
        assert "teacher" not in session
