"""The votes' file, with real files of SQLite: no vote is lost, and the doctor says why it is off."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from scripts import doctor
from tests.support.ballots import rows
from tests.support.votefile import Clock, counted, fill, fill_and_die, garble
from webapp.classroom import ballots as module
from webapp.classroom.ballots import Ballots
from webapp.classroom.votefile import VERSION, Trouble, aside, trouble_of


@pytest.mark.parametrize("count", [1, 7, 300])
def test_a_process_killed_after_a_vote_has_kept_it(file: Path, count: int) -> None:
    for start in range(3):
        fill_and_die(file, count + start)
    ballots = Ballots(file)
    assert counted(ballots) == count + 2
    assert aside(file) == []


def test_a_file_that_is_moved_away_is_noticed(file: Path, clock: Clock) -> None:
    fill(file)
    ballots = Ballots(file, clock)
    ballots.cast("hype", "a", "one more", "hype", 99.0)
    for part in ("-wal", "-shm", ""):
        file.with_name(file.name + part).rename(file.with_name(f"elsewhere.sqlite{part}"))
    ballots.cast("hype", "a", "ann", "hype", 100.0)
    assert counted(ballots) == 1
    assert rows(file) == 1
    assert rows(file.with_name("elsewhere.sqlite")) == 51


def test_nobody_else_can_read_any_of_the_files(file: Path) -> None:
    before = os.umask(0)
    try:
        ballots = Ballots(file)
        ballots.cast("hype", "a", "ann", "hype", 1.0)
        names = sorted(path.name for path in file.parent.iterdir())
        assert names == ["votes.sqlite", "votes.sqlite-shm", "votes.sqlite-wal"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
        for path in file.parent.iterdir():
            path.chmod(0o644)
        again = Ballots(file)
        assert counted(again) == 1
        assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    finally:
        os.umask(before)


def test_the_export_is_read_little_by_little(file: Path) -> None:
    many = 3 * module.AT_ONCE // 2
    fill(file, many)
    asked: list[int] = []
    ballots = Ballots(file)
    run = ballots._run
    ballots._run = lambda *args: asked.append(1) or run(*args)  # type: ignore[method-assign, func-returns-value]
    assert [row[3] for row in ballots.rows("hype")] == [f"visitor {number}" for number in range(many)]
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (sqlite3.SQLITE_BUSY, Trouble.LOCKED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Trouble.LOCKED),
        (sqlite3.SQLITE_FULL, Trouble.FULL),
        (sqlite3.SQLITE_IOERR_WRITE, Trouble.FULL),
        (sqlite3.SQLITE_CANTOPEN, Trouble.CLOSED),
        (sqlite3.SQLITE_READONLY, Trouble.CLOSED),
        (sqlite3.SQLITE_READONLY_DBMOVED, Trouble.CLOSED),
        (sqlite3.SQLITE_PERM, Trouble.CLOSED),
        (sqlite3.SQLITE_NOMEM, Trouble.CLOSED),
        (sqlite3.SQLITE_ERROR, Trouble.CLOSED),
        (sqlite3.SQLITE_CORRUPT, Trouble.DAMAGED),
        (sqlite3.SQLITE_NOTADB, Trouble.DAMAGED),
    ],
)
def test_only_what_sqlite_calls_damage_is_damage(code: int, why: Trouble) -> None:
    error = sqlite3.OperationalError("whatever it says: database disk image is malformed")
    error.sqlite_errorcode = code
    assert trouble_of(error) is why


def test_the_doctor_says_why_votes_are_off(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(file.parent))

    def found() -> list[tuple[str, str]]:
        return [(finding.state, finding.what + " " + finding.remedy) for finding in doctor.CHECKS["Votes"]()]

    assert [state for state, _ in found()] == ["note"]
    fill(file)
    assert found() == [("good", "50 votes ")]
    with closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    ((state, said),) = found()
    assert (state, "newer version" in said) == ("bad", True)
    garble(file)
    ((state, said),) = found()
    assert (state, "puts it aside" in said) == ("note", True)
    Ballots(file).close()
    states = found()
    assert [state for state, _ in states] == ["good", "note"]
    assert aside(file)[0].name in states[1][1]
    file.unlink()
    file.mkdir()
    assert found()[0][0] == "bad"
