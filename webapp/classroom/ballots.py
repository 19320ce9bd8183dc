"""The votes: one SQLite table, and what it says in memory. No pictures, no addresses, no names; a visitor is a digest
of a random id."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from webapp.classroom.standings import Standing
from webapp.classroom.votefile import HINTS, CannotKeep, Trouble, in_memory, open_file, trouble_of

log = logging.getLogger(__name__)

COLUMNS = ("poll", "subject", "choice", "visitor", "cast_at", "reset_at")
PATIENCE = 2.0
"""Seconds that whoever asks waits for a file that another program holds; others are served meanwhile."""
PAUSE = 0.05
"""Seconds between two tries."""
AGAIN = 2.0
"""Seconds after which a file that could not be opened is tried again."""
AT_ONCE = 500
"""Rows that are read at once for the export."""
SPARING = 20.0
"""Reading all votes anew, since another server has written some, may take one part in so many of the time."""

Row = tuple[str, str, str, str, float, float | None]
T = TypeVar("T")


class Ballots:
    """One connection, one statement at a time: each takes a few milliseconds at most, so no thread waits long.

    Whatever is the matter with the file, the votes in it are never touched, and it is tried again: see ``trouble``.
    """

    def __init__(self, file: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Open the file, or make it; votes are kept in memory alone where there is no place for one."""
        self._file, self._clock = file, clock
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._closed = self._doubtful = False
        self._abandoned: list[sqlite3.Connection] = []
        self._inode = 0
        self._again = self._reload = float("-inf")
        self._version: int | None = None
        self._polls: dict[str, Standing] = {}
        self.trouble: Trouble | None = None
        """Why votes are not kept as they should be, or None."""
        with contextlib.suppress(CannotKeep):
            self._run(lambda db: None)

    def cast(self, poll: str, subject: str, visitor: str, choice: str, now: float) -> None:
        """Count a vote; a visitor's second one on the same subject takes the place of the first. Raises CannotKeep."""
        who = (poll, subject, digest(visitor))

        def write(db: sqlite3.Connection) -> None:
            before = db.execute(
                "SELECT cast_at, choice FROM votes WHERE poll = ? AND subject = ? AND visitor = ? AND reset_at IS NULL",
                who,
            ).fetchone()
            with db:
                db.execute(
                    "INSERT INTO votes (poll, subject, visitor, choice, cast_at) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (poll, subject, visitor) WHERE reset_at IS NULL "
                    "DO UPDATE SET choice = excluded.choice, cast_at = excluded.cast_at",
                    (*who, choice, now),
                )
            standing = self._polls.setdefault(poll, Standing())
            if before is not None:
                standing.remove(before[0], subject, before[1])
            standing.add(now, subject, choice)

        self._run(write, writes=True)

    def ask(self, poll: str, question: Callable[[Standing], T]) -> T:
        """What ``question`` finds in what counts of a poll, which it must not keep. Raises CannotKeep."""
        return self._run(lambda db: question(self._polls.setdefault(poll, Standing())))

    def mine(self, poll: str, visitor: str) -> dict[str, str]:
        """What a visitor chose, by subject. Raises CannotKeep."""
        asked = "SELECT subject, choice FROM votes WHERE poll = ? AND visitor = ? AND reset_at IS NULL"
        return dict(self._run(lambda db: db.execute(asked, (poll, digest(visitor))).fetchall()))

    def has_room(self, poll: str, subject: str, most_subjects: int, most_votes: int) -> bool:
        """Whether one more vote on this subject may be kept: nobody is to fill the disk. What a reset has taken out
        of the count leaves room. Raises CannotKeep."""

        def fits(standing: Standing) -> bool:
            votes = sum(map(len, self._polls.values()))
            return votes < most_votes and (subject in standing or standing.subjects < most_subjects)

        return self.ask(poll, fits)

    def reset(self, poll: str, now: float, subject: str | None = None) -> int:
        """Count from nothing again; what was there stays as history. How many votes that were. Raises CannotKeep."""
        where = "" if subject is None else " AND subject = ?"
        values = (now, poll) if subject is None else (now, poll, subject)

        def write(db: sqlite3.Connection) -> int:
            with db:
                count = db.execute(
                    f"UPDATE votes SET reset_at = ? WHERE poll = ? AND reset_at IS NULL{where}",  # noqa: S608
                    values,
                ).rowcount
            self._read(db)
            return count

        return self._run(write, writes=True)

    def rows(self, poll: str) -> Iterator[Row]:
        """Every vote there was, history included, in the order of first coming and in the order of COLUMNS; read
        little by little. Raises CannotKeep."""
        asked = (
            f"SELECT rowid, {', '.join(COLUMNS)} FROM votes "  # noqa: S608
            "WHERE poll = ? AND rowid > ? ORDER BY rowid LIMIT ?"
        )
        last = 0
        while found := self._run(lambda db: db.execute(asked, (poll, last, AT_ONCE)).fetchall()):  # noqa: B023  at once
            yield from (row[1:] for row in found)
            last = found[-1][0]

    def close(self) -> None:
        """Write what is in the log into the file, and let go of it."""
        with self._lock:
            self._closed = True
            if self._db is not None:
                self._db.close()
                self._db = None

    # -- the connection -----------------------------------------------------------------------------------

    def _run(self, work: Callable[[sqlite3.Connection], T], writes: bool = False) -> T:
        """What ``work`` gives. Waits for a locked file, for a while, without holding anybody else up."""
        end = self._clock() + PATIENCE
        while True:
            try:
                with self._lock:
                    return self._tried(work, writes)
            except CannotKeep as no:
                if no.why is not Trouble.LOCKED or self._clock() > end:
                    self._note(no.why)
                    raise
            time.sleep(PAUSE)

    def _tried(self, work: Callable[[sqlite3.Connection], T], writes: bool) -> T:
        db = self._connection()
        try:
            self._see_others(db)
            done = work(db)
        except sqlite3.Error as error:
            why = trouble_of(error)
            if why not in (Trouble.LOCKED, Trouble.FULL):
                self._doubtful = why is Trouble.DAMAGED
                self._abandon()
            raise CannotKeep(why) from None
        if writes and self.trouble not in (None, Trouble.NOWHERE):
            self._note(None)
        return done

    def _connection(self) -> sqlite3.Connection:
        """The open connection, or a new one. Raises CannotKeep."""
        if self._closed:
            raise CannotKeep(Trouble.CLOSED)
        if self._db is not None and self._inode and self._inode != _inode(self._file):
            log.warning("the file of the votes was moved or deleted: a new one is begun")
            self._abandon()
        if self._db is None:
            now = self._clock()
            if now < self._again:
                raise CannotKeep(self.trouble or Trouble.LOCKED)
            self._db = self._opened(now)
            self._version = None
        return self._db

    def _opened(self, now: float) -> sqlite3.Connection:
        try:
            if self._file is None:
                return in_memory()
            db = open_file(self._file, self._doubtful)
        except CannotKeep as no:
            if no.why is Trouble.NOWHERE:
                self._note(no.why)
                return in_memory()
            self._again = now + (PAUSE if no.why is Trouble.LOCKED else AGAIN)
            raise
        self._inode, self._doubtful = _inode(self._file), False
        self._note(None)
        return db

    def _abandon(self) -> None:
        """Open anew next time. The old connection is kept: closing it would delete the log beside a file that may be
        another one by now."""
        if self._db is not None:
            self._abandoned.append(self._db)
        self._db, self._inode = None, 0

    def _see_others(self, db: sqlite3.Connection) -> None:
        """Read the votes where this connection has not, or where another server has written some."""
        (version,) = db.execute("PRAGMA data_version").fetchone()
        now = self._clock()
        if version != self._version and (self._version is None or now >= self._reload):
            self._read(db)
            self._version, self._reload = version, now + SPARING * (self._clock() - now)

    def _read(self, db: sqlite3.Connection) -> None:
        polls: dict[str, Standing] = {}
        for poll, at, subject, choice in db.execute(
            "SELECT poll, cast_at, subject, choice FROM votes WHERE reset_at IS NULL ORDER BY cast_at"
        ):
            polls.setdefault(poll, Standing()).add(at, subject, choice)
        self._polls = polls

    def _note(self, why: Trouble | None) -> None:
        """Remember what is the matter; said once."""
        if why is self.trouble:
            return
        if why is None:
            log.info("votes are kept again")
        else:
            log.warning("votes in %s: %s", self._file, HINTS[why])
        self.trouble = why


def digest(visitor: str) -> str:
    """What stands for a visitor in the table: nobody can find the visitor's cookie from it."""
    return hashlib.blake2s(visitor.encode(), digest_size=6).hexdigest()


def _inode(file: Path | None) -> int:
    """The number of the file on its disk; 0 where there is none."""
    try:
        return file.stat().st_ino if file is not None else 0
    except OSError:
        return 0
