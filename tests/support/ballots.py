"""Votes as visitors cast them, and the file that they are in."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from tests.support.server import Server
from tests.support.web import Reply

URL = "/api/votes/hype"
SUBJECT = "mirror:before"


def vote(server: Server, choice: str, cookie: str, subject: str = SUBJECT) -> Reply:
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    return server.post(URL, json.dumps({"subject": subject, "choice": choice}).encode(), headers)


def cookies(server: Server, count: int) -> list[str]:
    """So many visitors."""
    return [server.get("/").cookie for _ in range(count)]


def rows(file: Path) -> int:
    """How many votes are in a file, as SQLite reads it together with its log."""
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("SELECT count(*) FROM votes").fetchone()[0])


def file_of(server: Server) -> Path:
    return Path(server.settings.get("data_dir") or server.folder / "var") / "votes.sqlite"


class Crowd:
    """Visitors who vote one after the other in threads of their own until ``stop``; ``kept`` counts what was
    answered with 200, ``sent`` what was sent."""

    def __init__(self, server: Server, visitors: list[str]) -> None:
        self._server, self._stop = server, threading.Event()
        self.kept = self.sent = 0
        self._count = threading.Lock()
        parts = [visitors[start::4] for start in range(4)]
        self._threads = [threading.Thread(target=self._vote, args=(part,), daemon=True) for part in parts]
        for thread in self._threads:
            thread.start()

    def _vote(self, visitors: list[str]) -> None:
        for cookie in visitors:
            if self._stop.is_set():
                return
            with self._count:
                self.sent += 1
            try:
                status = vote(self._server, "hype", cookie).status
            except OSError:
                return
            with self._count:
                self.kept += status == 200

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
