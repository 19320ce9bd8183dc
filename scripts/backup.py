"""A copy of the votes, also while the server runs: python -m scripts.backup [FOLDER]

Writes votes-YYYYMMDD-HHMMSS.sqlite into FOLDER (default: DATA_DIR/backups) by SQLite's own backup, checks it, and keeps
the newest ten. To restore, stop the server and copy one to DATA_DIR/votes.sqlite.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = 10


def main(arguments: list[str]) -> int:
    """Copy. Returns the exit code."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var")
    source, folder = data / "votes.sqlite", Path(arguments[0]) if arguments else data / "backups"
    if not source.is_file():
        sys.stderr.write(f"There are no votes at {source}: nothing to copy. DATA_DIR names another folder.\n")
        return 1
    target = folder / f"votes-{datetime.now():%Y%m%d-%H%M%S}.sqlite"
    count = copy(source, target)
    for old in sorted(folder.glob("votes-*.sqlite"))[:-KEPT]:
        old.unlink()
    sys.stdout.write(f"{target}: {count} votes\n")
    return 0


def copy(source: Path, target: Path) -> int:
    """Copy a table of votes whole; how many votes the copy has. Raises sqlite3.DatabaseError for a damaged one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    live, kept = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(part)
    try:
        live.backup(kept)
        (verdict,) = kept.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        (count,) = kept.execute("SELECT count(*) FROM votes").fetchone()
    finally:
        live.close()
        kept.close()
    part.replace(target)
    return int(count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
