"""Rows 13, 15 and 16: workers that die, hang or fail, and visitors who leave in the middle."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator

import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server, alive
from tests.support.visitors import assert_healthy, assert_quiet, good_frame
from tests.support.waiting import eventually

RED = pictures.plain(pictures.RED)
DEADLINE = 2.0


def _fragile(mode: str, demos: str) -> Server:
    return Server(
        async_mode=mode, demos=demos, frame_deadline=DEADLINE, heartbeat_deadline=4, breaker_failures=2, breaker_pause=3
    )


@pytest.fixture(scope="module")
def faulty(mode: str) -> Iterator[Server]:
    with _fragile(mode, "mirror,hanging") as running:
        yield running


@pytest.fixture(scope="module")
def failing(mode: str) -> Iterator[Server]:
    """Another one, since each worker that ends makes the next wait longer for its start."""
    with _fragile(mode, "mirror,crashing,raising,exhausting") as running:
        yield running


@pytest.fixture(autouse=True)
def left_well(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    for name in {"faulty", "failing"} & set(request.fixturenames):
        running = request.getfixturevalue(name)
        assert_healthy(running)
        running.wait_ready(timeout=60)  # every demo has had its pause and works again
        assert_quiet(running)


def test_disconnecting_in_the_middle_leaves_nothing(server: Server) -> None:
    """Two hundred visitors leave while their frame is computed, half of them without a goodbye."""
    with Client(server.url) as other:
        stream = other.open("mirror")["stream"]
        for number in range(200):
            client = Client(server.url)
            opened = client.open("sleeping", {"ms": 20})
            assert opened["ok"], opened
            client.frame(opened["stream"], 0, pictures.GOOD)
            client.frame(opened["stream"], 1, pictures.GOOD)
            if number % 2:
                client.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.ws.sock.close()
            if number % 20 == 0:
                assert other.answer(stream, number, pictures.GOOD).name == "result"


def test_a_killed_worker_costs_one_frame(faulty: Server) -> None:
    with Client(faulty.url) as client:
        stream = client.open("mirror")["stream"]
        assert client.answer(stream, 0, pictures.GOOD).name == "result"
        [worker] = faulty.workers()
        worker.send_signal(signal.SIGSTOP)  # so that the frame is in flight for certain
        client.frame(stream, 1, pictures.GOOD)
        eventually(lambda: faulty.metrics()["hype_frames_in_flight"] == 1, "the frame is in flight")
        worker.send_signal(signal.SIGKILL)
        lost = client.wait_for("problem")
        assert (lost.body["code"], lost.body["seq"], lost.body["stream"]) == ("model_restarting", 1, stream)
        assert lost.body["message"]
        after = good_frame(client, stream, 2, timeout=15)
        assert after.body["data"]["count"] == 2, "what the stream remembers outlives its worker"


def test_a_stopped_worker_is_noticed(faulty: Server) -> None:
    with Client(faulty.url) as client:
        stream = client.open("mirror")["stream"]
        assert client.answer(stream, 0, pictures.GOOD).name == "result"
        [worker] = faulty.workers()
        worker.send_signal(signal.SIGSTOP)
        event = client.answer(stream, 1, pictures.GOOD, timeout=20)
        assert (event.name, event.body["code"]) == ("problem", "timeout")
        eventually(lambda: not alive(worker), "the stopped worker has ended")
        assert good_frame(client, stream, 2).body["data"]["count"] == 2


def test_a_stopped_worker_is_noticed_at_rest(faulty: Server) -> None:
    [worker] = faulty.workers()
    worker.send_signal(signal.SIGSTOP)
    eventually(lambda: [w.pid for w in faulty.workers()] not in ([], [worker.pid]), "another worker is started", 30)


def test_an_endless_frame_times_out(faulty: Server) -> None:
    with Client(faulty.url) as client:
        stream = client.open("hanging")["stream"]
        event = client.answer(stream, 0, RED, timeout=DEADLINE + 8)
        assert (event.name, event.body["code"], event.body["seq"]) == ("problem", "timeout", 0)
        good_frame(client, stream, 1)


@pytest.mark.parametrize("demo", ["raising", "crashing", "exhausting"])
def test_a_failing_demo_is_taken_out_and_tried_again(failing: Server, demo: str) -> None:
    """Each frame gets its answer, after failures with frames of two visitors the demo is out with the reason, and later
    it is back.
    """
    with Client(failing.url) as client, Client(failing.url) as second, Client(failing.url) as other:
        good_frame(client, client.open(demo)["stream"], 0)
        for visitor in (client, second):
            stream = visitor.open(demo)["stream"]
            event = visitor.answer(stream, 0, RED)
            assert (event.name, event.body["code"]) == ("problem", "model_restarting"), event.body
            # A good picture in between would count as a recovery, so wait without one.
            eventually(lambda: failing.state(demo)[0] in ("ready", "unavailable"), f"{demo} is back or out", 90)
        eventually(lambda: failing.state(demo)[0] == "unavailable", f"{demo} is taken out")
        _, reason = failing.state(demo)
        assert reason
        refused = second.answer(stream, 1, pictures.GOOD)
        opened = client.call("open", {"v": 1, "demo": demo})
        if refused.name == "problem":  # unless its pause is over already
            assert refused.body["code"] in ("model_unavailable", "model_restarting")
        if not opened["ok"]:
            assert opened["error"]["code"] == "model_unavailable"
            assert "cannot run" in opened["error"]["message"]
        good_frame(other, other.open("mirror")["stream"], 0)
        eventually(lambda: failing.state(demo)[0] == "ready", f"{demo} is tried again after its pause", 60)
        good_frame(second, stream, 2)


def test_a_demo_that_ends_every_worker_leaves_the_others_in_peace() -> None:
    running = Server(demos="mirror,leaving,refusing")
    try:
        running.start(wait=False)
        eventually(lambda: running.state("leaving")[0] == "unavailable", "leaving is taken out", 120)
        eventually(lambda: running.state("refusing")[0] == "unavailable", "refusing is taken out", 120)
        running.wait_ready("mirror")
        ready = running.get("/readyz")
        assert (ready.status, ready.json["ready"]) == (503, False)
        assert "exit status 4" in ready.json["demos"]["leaving"]["reason"]
        assert "Run make assets" in ready.json["demos"]["refusing"]["reason"]
        with Client(running.url) as client:
            refused = client.call("open", {"v": 1, "demo": "refusing"})
            assert refused["error"]["code"] == "model_unavailable"
            assert "Run make assets" in refused["error"]["message"]
        http = running.post("/api/demos/refusing", pictures.GOOD)
        assert (http.status, http.code) == (503, "model_unavailable")
        assert "Run make assets" in running.get("/demos/refusing").text
        assert_healthy(running)
        assert_quiet(running)
    finally:
        running.clean_up()
