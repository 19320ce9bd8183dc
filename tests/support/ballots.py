"""Votes as visitors cast them, and the file that they are in."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.support.classroom import signed_in
from tests.support.client import Client
from tests.support.server import Server
from tests.support.waiting import eventually
from tests.support.web import Reply

URL = "/api/votes/hype"
SUBJECT = "mirror:before"


SETTINGS: dict[str, Any] = {"demos": "mirror", "api_rate": "5000 per second"}


@contextmanager
def serving(mode: str, wait: bool = True, **settings: Any) -> Iterator[Server]:
    running = Server(async_mode=mode, **{**SETTINGS, **settings})
    try:
        yield running.start(wait=wait)
    finally:
        running.clean_up()


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


def remove(file: Path) -> None:
    """Delete the votes, as somebody may who wants to forget them."""
    for part in ("", "-wal", "-shm"):
        file.with_name(file.name + part).unlink(missing_ok=True)


def put_aside(file: Path) -> list[Path]:
    return [path for path in file.parent.iterdir() if "damaged" in path.name]


def board(server: Server) -> Any:
    """What the teacher's page is told of the votes."""
    with Client(server.url, cookie=signed_in(server), namespace="/room") as teacher:
        return teacher.wait_for("board").body["votes"]


def wait_total(server: Server, total: int, url: str = URL) -> None:
    """Until a server shows so many votes."""
    eventually(lambda: server.get(url).json["total"] == total, f"{total} votes are counted")


def waits(server: Server, during: Callable[[], None]) -> list[float]:
    """How long another visitor waits for an answer, in seconds, one question after the other until ``during`` ends.
    Raises what ``during`` raises.
    """
    found: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(during)
        while not work.done():
            start = time.monotonic()
            assert server.get("/healthz").status == 200
            found.append(time.monotonic() - start)
            time.sleep(0.005)
    work.result()
    return sorted(found)


def assert_others_hardly_waited(found: list[float]) -> None:
    assert len(found) > 20
    assert found[int(len(found) * 0.99)] < 0.25, found[-5:]
    assert found[-1] < 1, found[-5:]


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

    def wait_kept(self, enough: int) -> None:
        eventually(lambda: self.kept >= enough, f"{enough} votes are kept")

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)


@contextmanager
def no_room(server: Server, most: int | None = None) -> Iterator[None]:
    """A disk that is full: really, where one of its own could be mounted, else by a limit on the size of files, which
    is ``most`` or what the votes' log has."""
    folder = file_of(server).parent
    if most is None and folder.is_mount():
        filler = folder / "filler"
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 1024)
        try:
            assert shutil.disk_usage(folder).free < 1024
            yield
        finally:
            filler.unlink()
        return
    process = psutil.Process(server.process.pid)
    before = process.rlimit(psutil.RLIMIT_FSIZE)
    log = folder / "votes.sqlite-wal"
    process.rlimit(psutil.RLIMIT_FSIZE, (log.stat().st_size if most is None else most, before[1]))
    try:
        yield
    finally:
        process.rlimit(psutil.RLIMIT_FSIZE, before)
