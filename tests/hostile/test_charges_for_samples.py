"""Sounds, and turns of a clock, that end the worker: charged to whoever sent them, as frames are (test_charges.py)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.modes import one_mode
from tests.support.server import Server
from tests.support.visitors import COMES_BACK, assert_healthy, assert_no_traceback, good_frame

HOP = bytes(2560)
LOUD = b"\xff\x7f" * 1280


@pytest.fixture
def fragile(mode: str) -> Iterator[Server]:
    """A server with demos that end their worker, and would be taken out at the first death that is their own fault."""
    with Server(async_mode=mode, demos="mirror,deafened,snowing", breaker_failures=1) as running:
        yield running
        assert_healthy(running)
        assert_no_traceback(running)


def _deadly(client: Client, demo: str) -> Callable[[int], Any]:
    """What ends the worker, each time that it is called with the next seq."""
    if demo == "snowing":
        client.open(demo, {"avalanche": True})
        return lambda seq: None  # the clock goes on by itself
    stream = client.open(demo)["stream"]
    return lambda seq: client.sound(stream, seq, LOUD)


@one_mode
@pytest.mark.parametrize("demo", ["deafened", "snowing"])
def test_whose_samples_end_workers_waits_and_takes_the_demo_from_nobody(fragile: Server, demo: str) -> None:
    deaths = fragile.metrics()["hype_worker_restarts"]
    with Client(fragile.url) as hostile, Client(fragile.url) as other:
        strike, seq, end = _deadly(hostile, demo), 0, time.monotonic() + 60
        wait = 0.0
        while wait <= 1:  # after the second death
            assert time.monotonic() < end
            strike(seq)
            event = hostile.wait_for("problem", 30)
            assert event.body["code"] in COMES_BACK, event.body
            assert fragile.state(demo)[0] != "unavailable"
            if fragile.metrics()["hype_worker_restarts"] >= deaths + 2:
                wait = event.body.get("retry_after") or 0
            seq += 1
            time.sleep(0.1)
        assert "waits 2 s for it" in fragile.log
        stream = other.open(demo)["stream"]
        if demo == "deafened":
            good_frame(other, stream, 0, HOP, event_name="sound")
        else:
            assert other.wait_for("result").body["stream"] == stream
