"""The votes' file, with real files of SQLite: what is damage, and that it is put aside."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from tests.support.ballots import rows
from tests.support.votefile import Clock, counted, fill, fill_and_die, garble
from tests.support.waiting import eventually
from webapp.classroom.ballots import Ballots
from webapp.classroom.votefile import CannotKeep, Trouble, aside


def hole(file: Path) -> None:
    """One page in the middle is overwritten, as by a failing disk."""
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xff" * 4096)


def shorten(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 4096)


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
