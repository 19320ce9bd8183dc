"""The processes: what each has loaded, how they start, end and come back."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server, free_port, run_to_end
from tests.support.visitors import assert_healthy, assert_no_traceback, assert_quiet, good_frame
from tests.support.waiting import eventually
from webapp.serving import CONFIGURATION

HEAVY = ("tensorflow", "cv2", "keras")


def test_the_web_process_has_no_tensorflow_and_no_opencv(server: Server) -> None:
    assert_healthy(server)
    assert not heavy(server.process.pid)
    [worker] = server.workers()
    assert {"tensorflow", "cv2"} <= heavy(worker.pid), "the check itself must see them"


def heavy(pid: int) -> set[str]:
    """The large libraries that a process has loaded."""
    mapped = Path(f"/proc/{pid}/maps").read_text()
    return {name for name in HEAVY if f"site-packages/{name}" in mapped}


def test_the_address_is_printed_once(server: Server) -> None:
    assert server.log.count(f"http://localhost:{server.port}/") == 1


def test_until_the_demos_are_ready_it_says_so(mode: str) -> None:
    """To who asks whether it is ready, and to visitors who come early: their model is loading, and then it answers."""
    seen: list[int] = []
    running = Server(async_mode=mode, demos="mirror,negative")
    try:
        running.start(wait=False)
        with Client(running.url) as client:
            seen.append(running.get("/readyz").status)
            opened = client.open("negative")
            assert opened["ok"]
            first = client.answer(opened["stream"], 0, pictures.GOOD)
            assert (first.name, first.body["code"]) == ("problem", "model_loading")
            assert first.body["retry_after"] > 0

            def ready() -> bool:
                seen.append(running.get("/readyz").status)
                return seen[-1] == 200

            eventually(ready, "it is ready", 120)
            assert seen[0] == 503, "it must answer before its models are loaded"
            assert set(seen) == {503, 200}
            good_frame(client, opened["stream"], 1, timeout=120)
            assert client.answer(client.open("negative")["stream"], 0, pictures.GOOD).name == "result"
    finally:
        running.clean_up()


def test_memory_survives_a_killed_worker(server: Server, client: Client) -> None:
    """kill -9 while streaming: at most one frame is lost, and the stream goes on where it was."""
    stream = client.open("mirror")["stream"]
    count = 0
    for seq in range(10):
        count = client.answer(stream, seq, pictures.GOOD).body["data"]["count"]
    [worker] = server.workers()
    client.frame(stream, 10, pictures.GOOD)
    worker.send_signal(signal.SIGKILL)
    first = client.receive(30)
    assert first is not None
    assert first.name == "result" or first.body["code"] == "model_restarting"
    count += first.name == "result"
    after = good_frame(client, stream, 11)
    assert after.body["data"]["count"] in (count + 1, count)
    assert server.get("/healthz").status == 200
    assert server.metrics()["hype_worker_restarts"] >= 1
    server.wait_ready()  # for the tests that follow


@pytest.fixture
def hangups() -> Iterator[None]:
    """Servers started meanwhile hear SIGHUP also where nohup started the tests: they inherit that it is ignored, but no
    handler.
    """
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    if ignored:
        signal.signal(signal.SIGHUP, lambda *_: None)
    yield
    if ignored:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _stop_under_load(running: Server, number: int) -> None:
    clients = [Client(running.url) for _ in range(3)]
    streams = [client.open("sleeping", {"ms": 60})["stream"] for client in clients]
    stop = threading.Event()

    def send(client: Client, stream: str) -> None:
        seq = 0
        while not stop.is_set() and not client.closed:
            try:
                client.frame(stream, seq, pictures.GOOD)
            except (OSError, websocket.WebSocketException):
                return
            client.receive(0.05)
            seq += 1

    threads = [threading.Thread(target=send, args=pair, daemon=True) for pair in zip(clients, streams, strict=True)]
    for thread in threads:
        thread.start()
    try:
        eventually(lambda: running.metrics()["hype_frames_in_flight"] > 0, "frames are in flight")
        status, seconds = running.end(number)
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
    assert status == 0, running.log[-2000:]
    assert seconds < 10


def assert_nothing_left(ended: Server) -> None:
    eventually(lambda: not ended.orphans(), "no worker is left")
    assert list((ended.folder / "tmp").iterdir()) == [], "nothing is left in the temporary folder"


@pytest.mark.usefixtures("hangups")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_under_load_ends_it_cleanly(mode: str, number: int) -> None:
    running = Server(async_mode=mode, demos="mirror,sleeping", preload="all")
    try:
        running.start()
        assert_healthy(running)
        _stop_under_load(running, number)
        assert_nothing_left(running)
        assert_no_traceback(running)
    finally:
        running.clean_up()


@pytest.mark.usefixtures("hangups")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_what_a_terminal_sends_reaches_the_whole_group(mode: str, number: int) -> None:
    """Ctrl-C, and the end of the terminal itself: the workers must leave the end to the web process."""
    running = Server(async_mode=mode)
    try:
        running.start()
        running.remember_family()
        os.killpg(running.process.pid, number)
        assert running.process.wait(30) == 0
        assert_nothing_left(running)
        assert_no_traceback(running)
    finally:
        running.clean_up()


@pytest.mark.usefixtures("hangups")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_while_it_starts_ends_it_cleanly(mode: str, number: int) -> None:
    running = Server(async_mode=mode)
    try:
        running.start(wait=False)
        assert running.end(number)[0] == 0
        assert_nothing_left(running)
    finally:
        running.clean_up()


def test_workers_go_when_the_web_process_is_killed(mode: str) -> None:
    running = Server(async_mode=mode)
    try:
        running.start()
        running.end(signal.SIGKILL)
        eventually(lambda: not running.orphans(), "no worker is left")
    finally:
        running.clean_up()


def test_two_workers_share_the_work() -> None:
    with Server(demos="mirror,sleeping", workers=2) as running:
        assert len(running.workers()) == 2
        eventually(lambda: all("cv2" in heavy(worker.pid) for worker in running.workers()), "both have loaded", 60)
        assert [heavy(worker.pid) for worker in running.workers()] == [{"cv2"}] * 2, "these demos do without TensorFlow"
        # The site is ready as soon as one worker is.
        eventually(lambda: running.log.count(" loaded sleeping in ") == 2, "both workers have the demo", 60)
        with Client(running.url) as client:
            streams = [client.open("sleeping", {"ms": 1500})["stream"] for _ in range(2)]
            for stream in streams:
                client.frame(stream, 0, pictures.GOOD)
            events = [client.wait_for("result") for _ in streams]
            assert abs(events[0].at - events[1].at) < 1.4, "they must be computed side by side"
        assert_healthy(running)
        assert_quiet(running)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"demos": "mirror,nothing"}, "'nothing', which is not a demo"),
        ({"workers": "many"}, "WORKERS"),
        ({"workers": "0"}, "WORKERS"),
        ({"port": "70000"}, "PORT"),
        ({"async_mode": "gevent"}, "ASYNC_MODE"),
        ({"max_connections": "0"}, "MAX_CONNECTIONS"),
        ({"api_rate": "abc"}, "API_RATE"),
        ({"body_budget": "10"}, "BODY_BUDGET is 10 MB, less than the 40 MB of MAX_UPLOAD_BYTES"),
        ({"drain_seconds": "inf"}, "DRAIN_SECONDS"),
        ({"drain_seconds": "nan"}, "DRAIN_SECONDS"),
        ({"teacher_token": " " * 12}, "TEACHER_TOKEN"),
        ({"demo_path": "/nowhere/at/all"}, "/nowhere/at/all"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_one_sentence(settings: dict[str, str], words: str) -> None:
    ended = run_to_end(**settings)
    assert ended.returncode == CONFIGURATION
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert free_port()
