"""Demos that are loaded when somebody opens them, and the worker that stands by for one that is lost."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_healthy, assert_no_traceback, good_frame
from tests.support.waiting import eventually


@pytest.fixture(scope="module")
def lazy(mode: str) -> Iterator[Server]:
    """Nothing is loaded at start, but mirror; a spare worker stands by."""
    with Server(async_mode=mode, demos="mirror,drifting,sleeping", preload="mirror", spare_worker=1) as running:
        yield running


def active(server: Server) -> list[psutil.Process]:
    """The workers that began as no spare ones."""
    return [worker for worker in server.workers() if "--spare" not in worker.cmdline()]


def spare(server: Server) -> list[psutil.Process]:
    return [worker for worker in server.workers() if "--spare" in worker.cmdline()]


@pytest.fixture(scope="module")
def states(lazy: Server) -> dict[str, str]:
    """As they are told before anybody has asked for anything."""
    reply = lazy.get("/readyz")
    assert reply.status == 200
    return {name: entry["state"] for name, entry in reply.json["demos"].items()}


def test_it_is_ready_when_every_demo_is_loaded_or_can_be(states: dict[str, str]) -> None:
    assert states == {"mirror": "ready", "drifting": "idle", "sleeping": "idle"}


def test_a_demo_is_loaded_when_its_page_is_opened(lazy: Server, states: dict[str, str]) -> None:
    assert states["drifting"] == "idle"
    assert lazy.get("/demos/drifting").status == 200
    eventually(lambda: lazy.state("drifting")[0] == "ready", "it is loaded")
    assert lazy.state("sleeping")[0] == "idle"


def test_a_frame_for_a_demo_that_is_not_loaded_has_it_loaded(lazy: Server) -> None:
    with Client(lazy.url) as client:
        good_frame(client, client.open("sleeping")["stream"], 0)


def test_over_http_as_well(mode: str) -> None:
    with Server(async_mode=mode, demos="mirror", preload="none") as running:
        first = running.post("/api/demos/mirror", pictures.GOOD, {"Content-Type": "image/jpeg"})
        assert first.status in (200, 503)
        if first.status == 503:
            assert first.json["error"]["code"] == "model_loading"

        def served() -> bool:
            return running.post("/api/demos/mirror", pictures.GOOD, {"Content-Type": "image/jpeg"}).status == 200

        eventually(served, "it is loaded and serves")


def test_a_spare_worker_takes_the_place_of_a_killed_one(lazy: Server) -> None:
    eventually(lambda: lazy.metrics()["hype_workers_spare"] == 1, "a spare worker stands by")
    [standing_by], [at_work] = spare(lazy), active(lazy)
    with Client(lazy.url) as client:
        stream = client.open("mirror")["stream"]
        assert client.answer(stream, 0, pictures.GOOD).name == "result"
        at_work.kill()
        after = good_frame(client, stream, 1, timeout=15)
        assert after.body["data"]["count"] == 2, "what the stream remembers outlives its worker"
    eventually(lambda: "worker w2.1 takes the place of w1.1" in lazy.log, "the log says so")
    eventually(lambda: lazy.metrics()["hype_workers_spare"] == 1, "another one stands by", timeout=120)
    assert standing_by.is_running()
    assert lazy.state("sleeping")[0] in ("ready", "idle")
    assert_healthy(lazy)
    assert_no_traceback(lazy)


def test_a_spare_worker_that_is_killed_is_missed_by_nobody() -> None:
    with Server(spare_worker=1) as running, Client(running.url) as client:
        stream = client.open("mirror")["stream"]
        eventually(lambda: running.metrics()["hype_workers_spare"] == 1, "a spare worker stands by")
        [one] = spare(running)
        one.kill()
        for seq in range(5):
            assert client.answer(stream, seq, pictures.GOOD).name == "result"
        eventually(lambda: [w.pid for w in spare(running)] not in ([], [one.pid]), "another one stands by")
