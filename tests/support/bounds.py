"""What others may feel of a hostile visitor: how long they wait, and how much memory the processes take."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server

MOST_MEMORY = 300e6
MOST_WAIT, WORST_WAIT = 0.25, 1.0


def high_water(pid: int) -> float:
    """The most resident memory that a process ever had, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024.0 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


@contextmanager
def memory_bounded(server: Server) -> Iterator[None]:
    """Neither the web process nor a worker takes 300 MB more than it ever had, and no worker ends."""
    pids = [server.process.pid, *(worker.pid for worker in server.workers())]
    before = {pid: high_water(pid) for pid in pids}
    yield
    for pid, most in before.items():
        more = high_water(pid) - most
        assert more < MOST_MEMORY, f"process {pid} took {more / 1e6:.0f} MB more"


class Bystander:
    """Another visitor, who sends one frame after the other meanwhile and notes how long each answer takes."""

    def __init__(self, server: Server) -> None:
        self._client = Client(server.url)
        self._stream = self._client.open("mirror")["stream"]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.waits: list[float] = []
        self.problems: list[str] = []

    def _watch(self) -> None:
        seq = 0
        while not self._over.wait(0.03):
            start = time.monotonic()
            event = self._client.answer(self._stream, seq, pictures.GOOD, timeout=30)
            self.waits.append(time.monotonic() - start)
            if event.name != "result":
                self.problems.append(event.body["code"])
            seq += 1

    def __enter__(self) -> Bystander:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(30)
        self._client.close()

    def assert_undisturbed(self) -> None:
        assert self.problems == []
        assert len(self.waits) >= 5
        waits = sorted(self.waits)
        assert waits[-1] < WORST_WAIT, f"the longest wait was {waits[-1]:.2f} s"
        usual = waits[int(0.99 * (len(waits) - 1))]
        assert usual < MOST_WAIT, f"one in a hundred waited {usual:.3f} s or more"
