"""The visitor beside an attack notices a server that stands still: else the tests that rely on it proved nothing."""

from __future__ import annotations

import signal
import time

import pytest

from tests.support.beside import Beside, Waited
from tests.support.server import Server

pytestmark = pytest.mark.alone

STOPPED = 0.5


def stand_still(server: Server, times: int) -> None:
    for _ in range(times):
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(STOPPED)  # what is waited for is time itself
        server.process.send_signal(signal.SIGCONT)
        time.sleep(0.2)


def test_a_server_that_stands_still_for_half_a_second_again_and_again_fails(server: Server) -> None:
    with pytest.raises(Waited, match="waited"), Beside(server):
        stand_still(server, 3)


def test_one_pause_is_within_the_bound(server: Server) -> None:
    with Beside(server):
        stand_still(server, 1)


def test_what_the_web_process_holds_is_seen(server: Server) -> None:
    """Thirty megabytes that lie in a body, against a bound of twenty."""
    with pytest.raises(AssertionError, match="MB more"), Beside(server, memory=20):
        server.post("/api/uploads", b"\xff\xd8\xff" + bytes(30_000_000))
