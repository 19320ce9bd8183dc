"""The votes' file, with real files of SQLite: what is damage, what is none, and that no vote is lost over it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts import doctor
from tests.support.waiting import eventually
from webapp.classroom import ballots as module
from webapp.classroom.ballots import Ballots
from webapp.classroom.votefile import VERSION, CannotKeep, Trouble, aside, trouble_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "votes.sqlite"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time passes only by waiting for a locked file."""
    clock = Clock()

    def wait(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(time, "sleep", wait)
    return clock


def fill(file: Path, count: int = 50) -> None:
    Ballots(file).close()
    put_in(file, count)


def put_in(file: Path, count: int) -> None:
    """Votes all at once: one by one each waits for the disk."""
    with closing(sqlite3.connect(file)) as db, db:
        votes = [(f"visitor {number}", float(number)) for number in range(count)]
        db.executemany("INSERT INTO votes VALUES ('hype', 'a', 'hype', ?, ?, NULL)", votes)


def rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("SELECT count(*) FROM votes").fetchone()[0])


def counted(ballots: Ballots) -> int:
    return ballots.ask("hype", len)


def refused(ballots: Ballots) -> Trouble:
    with pytest.raises(CannotKeep) as no:
        ballots.cast("hype", "a", "one more", "hype", 99.0)
    assert ballots.trouble is no.value.why
    return no.value.why


def assert_untouched(file: Path, count: int = 50) -> None:
    assert rows(file) == count
    assert aside(file) == []


# -- what is no damage -----------------------------------------------------------------------------------------


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
        cwd=Path(__file__).parents[4],
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


# -- what is damage --------------------------------------------------------------------------------------------


def hole(file: Path) -> None:
    """One page in the middle is overwritten, as by a failing disk."""
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xff" * 4096)


def shorten(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 4096)


def garble(file: Path) -> None:
    file.write_bytes(b"this is no database, " * 1000)


@pytest.mark.parametrize("damage", [hole, shorten, garble], ids=lambda damage: damage.__name__)
def test_two_damaged_files_in_a_row_are_both_kept(file: Path, clock: Clock, damage: object) -> None:
    kept = []
    for _ in range(3):
        fill(file, 400)
        damage(file)  # type: ignore[operator]
        kept.append(file.read_bytes())
        ballots = Ballots(file, clock)
        assert (ballots.trouble, counted(ballots)) == (None, 0)
        ballots.close()
    assert sorted(path.read_bytes() for path in aside(file)) == sorted(kept)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in aside(file))


CUT = """
import os, sys
from pathlib import Path
from webapp.classroom.ballots import Ballots
ballots = Ballots(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    ballots.cast("hype", "a", f"visitor {number}", "hype", float(number))
os.kill(os.getpid(), 9)
"""


def fill_and_die(file: Path, count: int) -> None:
    """Votes whose process is killed, so that they are in the log beside the file."""
    subprocess.run([sys.executable, "-c", CUT, file, str(count)], cwd=Path(__file__).parents[4], check=False)
    assert file.with_name(file.name + "-wal").stat().st_size > 0


def test_the_log_of_a_damaged_file_goes_along_under_the_name_that_sqlite_looks_for(file: Path, clock: Clock) -> None:
    fill_and_die(file, 300)
    log = file.with_name(file.name + "-wal").read_bytes()
    # The log's first frames are made unreadable, so that what the file says does not hold together.
    file.write_bytes(b"this is no database, " * 1000)
    os.truncate(file.with_name(file.name + "-wal"), 20)
    ballots = Ballots(file, clock)
    ballots.cast("hype", "a", "new", "hype", 1.0)
    (kept,) = aside(file)
    assert kept.with_name(kept.name + "-wal").read_bytes() == log[:20]
    assert kept.read_bytes().startswith(b"this is no database")
    assert counted(ballots) == 1


def test_damage_that_shows_while_it_runs_puts_the_file_aside(file: Path, clock: Clock) -> None:
    fill(file, 400)
    ballots = Ballots(file, clock)
    assert ballots._db is not None
    hole(file)
    ballots._db.execute("PRAGMA shrink_memory")  # what it knows by heart would hide the damage
    with pytest.raises(CannotKeep) as no:
        list(ballots.rows("hype"))
    assert no.value.why is Trouble.DAMAGED
    ballots.cast("hype", "a", "new", "hype", 1.0)
    assert (ballots.trouble, counted(ballots)) == (None, 1)
    assert len(aside(file)) == 1


def test_two_servers_that_find_damage_at_once_put_it_aside_once(file: Path) -> None:
    garble(file)
    made: list[Ballots] = []
    threads = [threading.Thread(target=lambda: made.append(Ballots(file))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for number, ballots in enumerate(made):
        ballots.cast("hype", "a", f"visitor {number}", "hype", float(number))
    eventually(lambda: [counted(ballots) for ballots in made] == [8] * 8, "each sees the votes of all")
    assert len(aside(file)) == 1
    assert rows(file) == 8


# -- nothing is lost -------------------------------------------------------------------------------------------


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


# -- the doctor ------------------------------------------------------------------------------------------------


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
