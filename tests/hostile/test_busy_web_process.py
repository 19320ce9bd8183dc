"""A web process that is busy or stopped kills no healthy worker; a stopped worker is still found in time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import ROOT, Server
from tests.support.visitors import assert_healthy, good_frame
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone

DEADLINE = 2.0
BUSY = 2 * DEADLINE + 1

CUSTOM = f"""
import signal, sys, time

def busy(*_):
    end = time.monotonic() + {BUSY}
    while time.monotonic() < end:
        pass

if sys.argv[:1] == ["wsgi.py"] or "wsgi.py" in sys.orig_argv:
    signal.signal(signal.SIGUSR1, busy)
"""
"""Run by Python at its start: the signal keeps the main thread busy, which is everything where threads are green."""


@pytest.fixture(scope="module")
def watched(mode: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("custom")
    (folder / "sitecustomize.py").write_text(CUSTOM)
    path = os.pathsep.join([str(folder), str(ROOT)])
    with Server(
        async_mode=mode, demos="mirror", heartbeat_deadline=DEADLINE, frame_deadline=DEADLINE, pythonpath=path
    ) as running:
        yield running
        assert_healthy(running)


def stop(server: Server) -> None:
    """The web process stands still for longer than a worker may be silent."""
    server.process.send_signal(signal.SIGSTOP)
    time.sleep(BUSY)  # what is waited for is time itself
    server.process.send_signal(signal.SIGCONT)


def keep_busy(server: Server) -> None:
    server.process.send_signal(signal.SIGUSR1)


@pytest.mark.parametrize("hold_up", [stop, keep_busy])
def test_no_healthy_worker_is_killed(watched: Server, hold_up: object) -> None:
    [worker] = watched.workers()
    with Client(watched.url, timeout=60) as client:
        stream = client.open("mirror")["stream"]
        assert client.answer(stream, 0, pictures.GOOD).name == "result"
        client.frame(stream, 1, pictures.GOOD)  # on its way while the web process is held up
        start = time.monotonic()
        hold_up(watched)  # type: ignore[operator]
        assert client.wait_for("result", 30).body["seq"] == 1
        seq = 1
        while time.monotonic() < start + BUSY + DEADLINE or seq < 20:
            seq += 1
            assert client.answer(stream, seq, pictures.GOOD, timeout=30).name == "result"
            time.sleep(0.05)  # as a camera does: what comes faster than MESSAGE_RATE is dropped
    assert [w.pid for w in watched.workers()] == [worker.pid]
    assert "no sign of life" not in watched.log


def test_a_stopped_worker_is_still_found_in_time(watched: Server) -> None:
    [worker] = watched.workers()
    worker.send_signal(signal.SIGSTOP)
    start = time.monotonic()
    eventually(lambda: f"no sign of life for {DEADLINE:g} s" in watched.log, "the silent worker is ended", 20)
    assert time.monotonic() - start < DEADLINE + 2
    watched.wait_ready()
    with Client(watched.url) as client:
        good_frame(client, client.open("mirror")["stream"], 0)
