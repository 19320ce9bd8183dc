"""Who is charged when a worker ends with a picture: the visitor who sent it, not the demo and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.support import pictures, unsound
from tests.support.client import Client
from tests.support.server import Server, alive
from tests.support.visitors import assert_healthy, assert_no_traceback, good_frame
from tests.support.waiting import eventually
from tests.support.web import Reply

RED = pictures.plain(pictures.RED)
SLOW = unsound.deep_png(4080, 3060)
"""Sound, and far more than the deadline of the server below allows."""


@pytest.fixture
def strict() -> Iterator[Server]:
    """One for each test, since each worker that ends makes the next wait longer for its start; in one way of serving,
    since who is charged is found out behind both alike.
    """
    with Server(demos="mirror,crashing", frame_deadline=0.4, breaker_failures=3) as running:
        yield running
        assert_healthy(running)
        assert_no_traceback(running)


def upload(server: Server, data: bytes, cookie: str) -> Reply:
    return server.post("/api/uploads", data, {"Cookie": cookie})


def cookie_of(server: Server) -> str:
    return server.get("/demos/mirror").cookie


def test_an_upload_over_its_time_is_its_senders_alone(strict: Server) -> None:
    hasty, other = cookie_of(strict), cookie_of(strict)
    [worker] = strict.workers()
    refused = upload(strict, SLOW, hasty)
    assert (refused.status, refused.code) == (503, "model_restarting")
    assert 0 < refused.json["error"]["retry_after"] <= 1
    eventually(lambda: not alive(worker), "the worker has ended")
    eventually(lambda: "decoding an uploaded picture of visitor" in strict.log, "the log says so")
    strict.wait_ready()
    eventually(lambda: upload(strict, pictures.GOOD, other).status == 201, "another visitor's upload is taken")
    assert upload(strict, SLOW, hasty).status == 503
    again = upload(strict, pictures.GOOD, hasty)
    assert (again.status, again.code) == (503, "model_restarting"), "the second time the wait is longer than the start"
    assert strict.state("mirror")[0] != "unavailable"
    assert strict.state("crashing")[0] != "unavailable"
    strict.wait_ready()
    eventually(lambda: upload(strict, pictures.GOOD, hasty).status == 201, "the wait is over")


def test_one_visitors_frames_take_a_demo_out_for_nobody(strict: Server) -> None:
    """Four deaths, where three take a demo out; in between nobody else sends anything that would clear it."""
    deaths = strict.metrics()["hype_worker_restarts"]
    with Client(strict.url) as hostile:
        stream = hostile.open("crashing")["stream"]
        seq, end = 0, time.monotonic() + 120
        while strict.metrics()["hype_worker_restarts"] < deaths + 4:
            assert time.monotonic() < end
            event = hostile.answer(stream, seq, RED)
            assert (event.name, event.body["code"]) == ("problem", "model_restarting"), event.body
            assert strict.state("crashing")[0] != "unavailable"
            seq += 1
            time.sleep(0.2)
        told = hostile.answer(stream, seq, pictures.GOOD)
        assert told.body["retry_after"] > 3, "each wait is twice the one before"
        assert "picture of yours" in told.body["message"]
        with Client(strict.url) as other:
            good_frame(other, other.open("crashing")["stream"], 0)
        assert "waits 8 s for it" in strict.log


def test_a_picture_that_ends_a_worker_is_not_tried_again(strict: Server) -> None:
    deaths = strict.metrics()["hype_worker_restarts"]
    reply = strict.post("/api/demos/crashing", RED, {"Cookie": cookie_of(strict)})
    assert (reply.status, reply.code) == (503, "model_restarting")
    strict.wait_ready()
    assert_healthy(strict)
    assert strict.metrics()["hype_worker_restarts"] == deaths + 1
