"""What the votes' file holds, and a clock that goes on only by waiting."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.ballots import rows
from tests.support.server import ROOT
from webapp.classroom.ballots import Ballots
from webapp.classroom.votefile import CannotKeep, Trouble, aside


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fill(file: Path, count: int = 50) -> None:
    Ballots(file).close()
    put_in(file, count)


def put_in(file: Path, count: int) -> None:
    """Votes all at once: one by one each waits for the disk."""
    with closing(sqlite3.connect(file)) as db, db:
        votes = [(f"visitor {number}", float(number)) for number in range(count)]
        db.executemany("INSERT INTO votes VALUES ('hype', 'a', 'hype', ?, ?, NULL)", votes)


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


def garble(file: Path) -> None:
    file.write_bytes(b"this is no database, " * 1000)


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
    subprocess.run([sys.executable, "-c", CUT, file, str(count)], cwd=ROOT, check=False)
    assert file.with_name(file.name + "-wal").stat().st_size > 0
