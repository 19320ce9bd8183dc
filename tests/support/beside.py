"""A healthy visitor beside an attack: what it waits for, and whether all that it sends is answered rightly."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from types import TracebackType

import psutil

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server, forget_high_water, high_water

P99, WORST, MEMORY = 0.25, 1.0, 300.0
"""What an attack may do to others: seconds of waiting, and MB of the web process or of a worker."""
HOPS = 4
"""Times that a frame waits for a processor on its way: here, in the web process, in the worker, and back. A machine
that is busy with something else makes each of them longer, which is no attack's doing. How long is seen by how late
this thread wakes from its own sleep, and that is allowed for, up to as much again as the bound itself: the attack
keeps the machine busy, too.
"""
STALL = 0.02
"""Seconds by which this thread wakes late where the machine has something else to do."""
FEWEST = 5
"""Frames that are waited for, however soon an attack is over: who waits for the first of them has felt it."""


class Waited(AssertionError):
    """The visitor beside waited too long; ``may_be_the_machine`` where that was seen to stall meanwhile."""

    def __init__(self, text: str, may_be_the_machine: bool) -> None:
        super().__init__(text)
        self.may_be_the_machine = may_be_the_machine


def judge(waits: Sequence[float], lags: Sequence[float], p99: float = P99) -> None:
    """Raise Waited where more than one in a hundred frames waited ``p99`` or longer (of fewer than two hundred more
    than one), or a single one far too long.

    All in seconds: how long each frame's answer took, and how late a thread woke that only slept.
    """
    late = sorted(lags)[int(len(lags) * 0.99)] if lags else 0.0
    slack = min(HOPS * late, P99)
    long = sum(wait >= p99 + slack for wait in waits)
    if max(waits) >= WORST + slack or long > max(1, len(waits) // 100):
        raise Waited(
            f"{long} of {len(waits)} frames waited {p99 + slack:.2f} s or longer, the longest {max(waits):.2f} s",
            may_be_the_machine=max(lags, default=0.0) >= STALL,
        )


class Beside(threading.Thread):
    """Sends frames, one after the other, at most ``rate`` a second, while the block runs. At its end all were answered
    within the bounds; the web process has held no more than ``memory`` MB beside what it held before, and no worker
    that still lives more than ``MEMORY``.
    """

    def __init__(
        self, server: Server, rate: float = 40, source: str = "", memory: float = MEMORY, p99: float = P99
    ) -> None:
        super().__init__(daemon=True)
        self.server, self.rate, self.memory, self.p99 = server, rate, memory, p99
        self.client = Client(server.url, source=source)
        self.stream = self.client.open("mirror")["stream"]
        self.waits: list[float] = []
        self.lags: list[float] = []
        self.error: Exception | None = None
        self._stop_asked = threading.Event()
        self._ready = threading.Event()
        self._before: dict[int, float] = {}

    def run(self) -> None:
        seq = 0
        try:
            while not self._stop_asked.is_set() or len(self.waits) <= FEWEST:
                begin = time.monotonic()
                event = self.client.answer(self.stream, seq, pictures.GOOD, timeout=20)
                assert event.name == "result", event.body
                self.waits.append(time.monotonic() - begin)
                seq += 1
                self._ready.set()
                self._pause(max(0.002, 1 / self.rate - self.waits[-1]))
        except Exception as error:
            self.error = error
        self._ready.set()

    def _pause(self, seconds: float) -> None:
        """Wait, and note by how much longer than asked for."""
        begin = time.monotonic()
        if not self._stop_asked.wait(seconds):
            self.lags.append(time.monotonic() - begin - seconds)

    def __enter__(self) -> Beside:
        self.start()
        self._ready.wait(60)
        pids = [self.server.process.pid, *(worker.pid for worker in self.server.workers())]
        self._before = {pid: forget_high_water(pid) for pid in pids}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_asked.set()
        self.join(30)
        self.client.ws.close()
        if kind is not None:
            return
        assert self.error is None, f"the visitor beside met {self.error!r}"
        grown = [high_water(pid) - before for pid, before in self._before.items() if psutil.pid_exists(pid)]
        waits = sorted(self.waits[1:])
        print(
            f"\n{len(waits)} frames beside: p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, "
            f"worst {waits[-1] * 1000:.0f} ms, late by itself {max(self.lags, default=0) * 1000:.0f} ms at worst; "
            f"{grown[0]:.0f} MB more"
        )
        assert grown[0] < self.memory, f"the web process took {grown[0]:.0f} MB more"
        assert max(grown[1:], default=0.0) < MEMORY, f"a worker took {max(grown[1:]):.0f} MB more"
        judge(waits, self.lags, self.p99)
