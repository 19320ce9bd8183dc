"""The votes' file, with real files of SQLite: what hinders it and is no damage."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.ballots import rows
from tests.support.server import ROOT
from tests.support.votefile import Clock, assert_untouched, counted, fill, refused
from webapp.classroom import ballots as module
from webapp.classroom.ballots import Ballots
from webapp.classroom.votefile import VERSION, CannotKeep, Trouble, aside


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_locked_file_is_waited_for_and_tried_again(file: Path, clock: Clock, lock: str) -> None:
    fill(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute(lock)
        ballots = Ballots(file, clock)
        started = clock.now
        assert refused(ballots) is Trouble.LOCKED
        assert module.PATIENCE <= clock.now - started < module.PATIENCE + 1
        assert counted(ballots) == 50, "what is there can be read meanwhile"
        other.execute("ROLLBACK")
    ballots.cast("hype", "a", "one more", "hype", 99.0)
    assert (ballots.trouble, counted(ballots)) == (None, 51)
    assert_untouched(file, 51)


def test_a_file_that_somebody_has_for_himself_is_not_begun_anew(file: Path, clock: Clock) -> None:
    fill(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        ballots = Ballots(file, clock)
        assert (ballots.trouble, refused(ballots)) == (Trouble.LOCKED, Trouble.LOCKED)
        other.execute("ROLLBACK")
    clock.now += module.AGAIN
    assert counted(ballots) == 50
    assert_untouched(file)


def test_a_newer_form_is_left_as_it_is(file: Path, clock: Clock) -> None:
    fill(file)
    with closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    ballots = Ballots(file, clock)
    assert (ballots.trouble, refused(ballots)) == (Trouble.NEWER, Trouble.NEWER)
    ballots.close()
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
    assert_untouched(file)


def test_a_full_disk_refuses_the_vote_and_goes_on_when_there_is_room(file: Path, clock: Clock) -> None:
    fill(file)
    ballots = Ballots(file, clock)
    db = ballots._db
    assert db is not None
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    kept = 50
    while ballots.trouble is None and kept < 500:
        with contextlib.suppress(CannotKeep):
            ballots.cast("hype", "a", f"another visitor {kept}", "hype", 100.0 + kept)
            kept += 1
    assert refused(ballots) is Trouble.FULL
    assert counted(ballots) == kept, "what is there can be read meanwhile"
    db.execute("PRAGMA max_page_count = 1000000")
    ballots.cast("hype", "a", "one more", "hype", 999.0)
    assert (ballots.trouble, counted(ballots)) == (None, kept + 1)
    assert_untouched(file, kept + 1)


def test_a_folder_in_the_files_place_is_left_alone(file: Path, clock: Clock) -> None:
    file.mkdir()
    (file / "kept").write_text("mine")
    before = stat.S_IMODE(file.stat().st_mode)
    ballots = Ballots(file, clock)
    assert (ballots.trouble, refused(ballots)) == (Trouble.CLOSED, Trouble.CLOSED)
    assert (file / "kept").read_text() == "mine"
    assert stat.S_IMODE(file.stat().st_mode) == before
    (file / "kept").unlink()
    file.rmdir()
    clock.now += module.AGAIN
    ballots.cast("hype", "a", "ann", "hype", 1.0)
    assert ballots.trouble is None
    assert rows(file) == 1


@pytest.fixture
def unwritable(file: Path) -> Iterator[Path]:
    """A file that even root may not write: the kernel's flag where there is one, else another owner's mode."""
    fill(file)
    frozen = subprocess.run(["chattr", "+i", file], capture_output=True, check=False).returncode == 0
    if not frozen:
        file.chmod(0o400)
    yield file
    if frozen:
        subprocess.run(["chattr", "-i", file], check=True)
    file.chmod(0o600)


WRITES = """
import sys
from pathlib import Path
from webapp.classroom.ballots import Ballots
from webapp.classroom.votefile import CannotKeep
import os
if os.geteuid() == 0 and sys.argv[2] == "leave":
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
ballots = Ballots(Path(sys.argv[1]))
try:
    ballots.cast("hype", "a", "one more", "hype", 99.0)
except CannotKeep as no:
    print(no.why)
else:
    print("kept")
"""


def writes(file: Path, leave: bool) -> str:
    """What becomes of a vote in a process of its own, one without root's rights where ``leave`` is true."""
    done = subprocess.run(
        [sys.executable, "-c", WRITES, file, "leave" if leave else "stay"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_file_that_cannot_be_written_is_not_taken_for_damaged(unwritable: Path) -> None:
    leave = os.geteuid() == 0 and os.access(unwritable, os.W_OK)
    if leave:
        for folder in (unwritable.parent, *unwritable.parent.parents):
            if folder != Path("/") and folder.owner() == "root":
                folder.chmod(folder.stat().st_mode | 0o011)
        unwritable.parent.chmod(0o777)
    assert writes(unwritable, leave) == "closed"
    assert_untouched(unwritable)


def test_a_file_of_another_owner_is_not_taken_for_damaged(file: Path) -> None:
    """As after one start with sudo: the folder is the visitor's own, the file is not."""
    fill(file)
    if os.geteuid() != 0:
        file.chmod(0o000)
        assert writes(file, leave=False) == "closed"
        file.chmod(0o600)
    else:
        for folder in file.parents:
            if folder != Path("/"):
                folder.chmod(folder.stat().st_mode | 0o011)
        file.parent.chmod(0o777)
        assert writes(file, leave=True) == "closed"
    assert_untouched(file)


def test_a_database_of_something_else_is_left_alone(file: Path, clock: Clock) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.executescript("CREATE TABLE votes (name TEXT); INSERT INTO votes VALUES ('mine');")
    ballots = Ballots(file, clock)
    assert refused(ballots) is Trouble.CLOSED
    ballots.close()
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT * FROM votes").fetchall() == [("mine",)]
    assert aside(file) == []
