"""The file of the votes: opened, looked at, put aside when it is damaged, and what is the matter when it cannot be."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path

log = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS votes (
    poll TEXT NOT NULL, subject TEXT NOT NULL, choice TEXT NOT NULL, visitor TEXT NOT NULL,
    cast_at REAL NOT NULL,
    reset_at REAL
);
CREATE UNIQUE INDEX IF NOT EXISTS one_vote ON votes (poll, subject, visitor) WHERE reset_at IS NULL;
CREATE INDEX IF NOT EXISTS of_visitor ON votes (poll, visitor) WHERE reset_at IS NULL;
"""
"""``cast_at`` and ``reset_at`` are Unix times; a vote whose ``reset_at`` is set is history and no longer counts."""
INDEXES = ("one_vote", "of_visitor")
VERSION = 1
PARTS = ("-wal", "-shm", "")
"""What SQLite adds to the file's name for the files beside it. The file itself is moved last: a new one must never
find the old one's log."""


class Trouble(StrEnum):
    """Why votes are not kept as they should be."""

    LOCKED = "locked"
    """Another program holds the file."""
    FULL = "full"
    """There is no room on the disk, or it cannot be written."""
    CLOSED = "closed"
    """The file is there and may not be read or written, or is no table of votes."""
    NEWER = "newer"
    """A newer version of this server has written the file."""
    DAMAGED = "damaged"
    """What is in the file cannot be read."""
    NOWHERE = "nowhere"
    """There is no file and none can be made: votes are kept in memory alone."""


HINTS = {
    Trouble.LOCKED: "another program holds the file; it is tried again",
    Trouble.FULL: "the disk is full or cannot be written; votes go on as soon as there is room",
    Trouble.CLOSED: "the file may not be read or written, or holds something else; see its owner and its mode",
    Trouble.NEWER: "a newer version of this server has written it; run that one, or move the file elsewhere",
    Trouble.DAMAGED: "the file is damaged and could not be put aside; move it elsewhere",
    Trouble.NOWHERE: "nothing can be written there: votes last as long as the server",
}
"""What whoever runs the server reads in the log and from the doctor."""
_BY_CODE = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.FULL,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}


class CannotKeep(Exception):
    """Votes cannot be read or written now."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(HINTS[why])
        self.why = why


class Damaged(sqlite3.DatabaseError):
    """SQLite's own check has found damage."""


def trouble_of(error: sqlite3.Error | OSError) -> Trouble:
    """What an error means. Only what SQLite calls malformed, or no database, is damage."""
    if isinstance(error, Damaged):
        return Trouble.DAMAGED
    if isinstance(error, OSError):
        return Trouble.FULL if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else Trouble.CLOSED
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return _BY_CODE.get(code & 0xFF, Trouble.CLOSED)


def in_memory() -> sqlite3.Connection:
    return _prepared(None)


def open_file(file: Path, thorough: bool = False) -> sqlite3.Connection:
    """A connection to the file, which is made where it is not there, and put aside where it is damaged.

    ``thorough`` checks the indexes as well, which takes about ten times as long. Statements never wait for a lock:
    that would hold up everybody whom this thread serves. Raises CannotKeep.
    """
    try:
        with _alone(_folder_of(file)):
            _make(file)
            try:
                return _prepared(file, thorough)
            except sqlite3.Error as error:
                if trouble_of(error) is not Trouble.DAMAGED:
                    raise
            _make(file)
            return _prepared(file)
    except (sqlite3.Error, OSError) as error:
        raise CannotKeep(trouble_of(error)) from None


def form_of(file: Path) -> int:
    """The version of the form of a file, which is only read. Raises sqlite3.Error."""
    return _asked(file, "PRAGMA user_version")


def count(file: Path) -> int:
    """How many votes are in a file, which is only read. Raises sqlite3.Error."""
    return _asked(file, "SELECT count(*) FROM votes")


def _asked(file: Path, question: str) -> int:
    with contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as db:
        return int(db.execute(question).fetchone()[0])


def aside(file: Path) -> list[Path]:
    """Damaged files that were put aside."""
    return sorted(file.parent.glob(f"{file.stem}.damaged-*{file.suffix}"))


def put_aside(file: Path) -> Path:
    """Give a damaged file, and what SQLite keeps beside it, a dated name that nothing had; that name.

    SQLite finds the parts together under it, so that its tools may still read what can be read. Raises OSError.
    """
    target = _reserved(file)
    for part in PARTS:
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + part).rename(target.with_name(target.name + part))
    return target


def _reserved(file: Path) -> Path:
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    for number in itertools.count(1):
        target = file.with_name(f"{file.stem}.damaged-{stamp}{f'-{number}' if number > 1 else ''}{file.suffix}")
        if any(target.with_name(target.name + part).exists() for part in PARTS):
            continue
        with contextlib.suppress(FileExistsError):
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return target
    raise AssertionError  # there is always a next number


def _folder_of(file: Path) -> Path:
    """The file's folder, made where it is not there. Raises CannotKeep."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotKeep(_of_making(error)) from None
    return file.parent


def _of_making(error: OSError) -> Trouble:
    why = trouble_of(error)
    return why if why is Trouble.FULL else Trouble.NOWHERE


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One server at a time looks at the file: two must not both put aside what the first has begun anew.

    Raises CannotKeep while another one does.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotKeep(Trouble.LOCKED) from None
        except OSError:  # a file system without such locks
            pass
        yield
    finally:
        os.close(descriptor)


def _make(file: Path) -> None:
    """Make an empty file for this user alone: SQLite gives what it puts beside it the same mode. Raises CannotKeep."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        for part in PARTS:
            _close_to_others(file.with_name(file.name + part))
    except OSError as error:
        raise CannotKeep(_of_making(error)) from None


def _close_to_others(file: Path) -> None:
    with contextlib.suppress(OSError):  # of another owner, or not there
        mode = file.stat().st_mode
        if stat.S_ISREG(mode) and stat.S_IMODE(mode) & 0o077:
            file.chmod(0o600)


def _prepared(file: Path | None, thorough: bool = False) -> sqlite3.Connection:
    """A connection that is ready to be used. Raises sqlite3.Error, also for a file that it had to put aside."""
    db = sqlite3.connect(file or ":memory:", timeout=0, check_same_thread=False)
    try:
        _form(db, thorough)
    except (sqlite3.Error, CannotKeep) as error:
        try:
            if file is not None and isinstance(error, sqlite3.Error) and trouble_of(error) is Trouble.DAMAGED:
                # Before it is closed: SQLite would then write the log's pages into it and delete the log.
                log.warning("the votes in %s are damaged (%s): put aside as %s", file.name, error, put_aside(file).name)
        except OSError:
            raise CannotKeep(Trouble.DAMAGED) from None
        finally:
            db.close()
        raise
    return db


def _form(db: sqlite3.Connection, thorough: bool) -> None:
    """Look at what is there before anything is written. Raises CannotKeep for a newer form, sqlite3.Error."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise CannotKeep(Trouble.NEWER)
    (verdict,) = db.execute(f"PRAGMA {'integrity' if thorough else 'quick'}_check(1)").fetchone()
    if verdict != "ok":
        raise Damaged(verdict)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # what was answered is on the disk, whatever happens to the power
    marks = ", ".join("?" * len(INDEXES))
    found = db.execute(f"SELECT count(*) FROM sqlite_master WHERE name IN ({marks})", INDEXES).fetchone()  # noqa: S608
    if version < VERSION or found != (len(INDEXES),):
        db.executescript(f"BEGIN IMMEDIATE; {TABLE} PRAGMA user_version = {VERSION}; COMMIT;")
