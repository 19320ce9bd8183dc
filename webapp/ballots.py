"""The votes on disk: one SQLite table. No pictures, no addresses, no names; a visitor is a digest of a random id."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS votes (
    poll TEXT NOT NULL, subject TEXT NOT NULL, choice TEXT NOT NULL, visitor TEXT NOT NULL,
    cast_at REAL NOT NULL,
    reset_at REAL
);
CREATE UNIQUE INDEX IF NOT EXISTS one_vote ON votes (poll, subject, visitor) WHERE reset_at IS NULL;
"""
"""``cast_at`` and ``reset_at`` are Unix times; a vote whose ``reset_at`` is set is history and no longer counts."""
VERSION = 1
COLUMNS = ("poll", "subject", "choice", "visitor", "cast_at", "reset_at")

Row = tuple[str, str, str, str, float, float | None]
Timed = tuple[float, str, str]
"""When a vote was cast, its subject and its choice."""


class Ballots:
    """One connection, one statement at a time: each takes well under a millisecond, so no thread waits long."""

    def __init__(self, file: Path | None) -> None:
        """Open the file, or make it; votes are kept in memory alone where that is not possible."""
        self._lock = threading.Lock()
        self._db = _open(file)

    def cast(self, poll: str, subject: str, visitor: str, choice: str, now: float) -> None:
        """Count a vote; a visitor's second one on the same subject takes the place of the first."""
        with self._lock, self._db:
            self._db.execute(
                "INSERT INTO votes (poll, subject, choice, visitor, cast_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (poll, subject, visitor) WHERE reset_at IS NULL "
                "DO UPDATE SET choice = excluded.choice, cast_at = excluded.cast_at",
                (poll, subject, choice, digest(visitor), now),
            )

    def counted(self, poll: str, subject: str | None = None) -> list[Timed]:
        """The votes that count, oldest first; of one subject or of all."""
        where = "" if subject is None else " AND subject = ?"
        values = (poll,) if subject is None else (poll, subject)
        with self._lock:
            return self._db.execute(
                "SELECT cast_at, subject, choice FROM votes WHERE poll = ? AND reset_at IS NULL"  # noqa: S608
                f"{where} ORDER BY cast_at",
                values,
            ).fetchall()

    def mine(self, poll: str, visitor: str) -> dict[str, str]:
        """What a visitor chose, by subject."""
        with self._lock:
            return dict(
                self._db.execute(
                    "SELECT subject, choice FROM votes WHERE poll = ? AND visitor = ? AND reset_at IS NULL",
                    (poll, digest(visitor)),
                ).fetchall()
            )

    def room(self, poll: str, subject: str, most_subjects: int, most_votes: int) -> bool:
        """Whether one more vote on this subject may be kept: nobody is to fill the disk."""
        with self._lock:
            (votes,) = self._db.execute("SELECT count(*) FROM votes").fetchone()
            known = self._db.execute(
                "SELECT 1 FROM votes WHERE poll = ? AND subject = ? AND reset_at IS NULL LIMIT 1", (poll, subject)
            ).fetchone()
            (subjects,) = self._db.execute(
                "SELECT count(DISTINCT subject) FROM votes WHERE poll = ? AND reset_at IS NULL", (poll,)
            ).fetchone()
        return votes < most_votes and (known is not None or subjects < most_subjects)

    def reset(self, poll: str, now: float, subject: str | None = None) -> int:
        """Count from nothing again; what was there stays as history. How many votes that were."""
        where = "" if subject is None else " AND subject = ?"
        values = (now, poll) if subject is None else (now, poll, subject)
        with self._lock, self._db:
            return self._db.execute(
                f"UPDATE votes SET reset_at = ? WHERE poll = ? AND reset_at IS NULL{where}",  # noqa: S608
                values,
            ).rowcount

    def rows(self, poll: str) -> Iterator[Row]:
        """Every vote there was, history included, oldest first, in the order of COLUMNS."""
        with self._lock:
            found = self._db.execute(
                f"SELECT {', '.join(COLUMNS)} FROM votes WHERE poll = ? ORDER BY cast_at",  # noqa: S608
                (poll,),
            ).fetchall()
        yield from found

    def close(self) -> None:
        with self._lock:
            self._db.close()


def digest(visitor: str) -> str:
    """What stands for a visitor in the table: nobody can find the visitor's cookie from it."""
    return hashlib.blake2s(visitor.encode(), digest_size=6).hexdigest()


def _open(file: Path | None) -> sqlite3.Connection:
    if file is not None:
        try:
            return _prepared(file)
        except sqlite3.DatabaseError as error:
            log.warning("the votes in %s cannot be read (%s): kept aside, a new file is begun", file.name, error)
            try:
                for part in ("", "-wal", "-shm"):
                    side = file.with_name(file.name + part)
                    if side.exists():
                        side.rename(side.with_name(f"{side.name}.damaged"))
                return _prepared(file)
            except (OSError, sqlite3.DatabaseError):
                pass
        except OSError:
            pass
        log.warning("votes cannot be written below %s: they last as long as the server", file.parent)
    return _prepared(None)


def _prepared(file: Path | None) -> sqlite3.Connection:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file or ":memory:", timeout=1.0, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(TABLE)
        db.execute(f"PRAGMA user_version = {VERSION}")
        if file is not None:
            file.chmod(0o600)
    except BaseException:
        db.close()
        raise
    return db
