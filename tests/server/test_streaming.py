"""Frames in numbers: memory, batches, fair shares, flat latency."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable

import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.modes import one_mode
from tests.support.server import Server
from tests.support.visitors import assert_quiet

pytestmark = pytest.mark.alone


class Stream(threading.Thread):
    """A visitor who keeps ``window`` frames unanswered, or sends ``rate`` a second whatever comes back."""

    def __init__(self, url: str, demo: str, params: dict[str, float], seconds: float, window: int = 2) -> None:
        super().__init__(daemon=True)
        self.client = Client(url)
        self.stream = self.client.open(demo, params)["stream"]
        self.seconds, self.window = seconds, window
        self.results = 0
        self.batches: list[int] = []
        self.ways: list[tuple[int, float]] = []
        self.problems: list[str] = []

    def run(self) -> None:
        end = time.monotonic() + self.seconds
        seq = unanswered = 0
        with self.client as client:
            while time.monotonic() < end:
                while unanswered < self.window:
                    client.frame(self.stream, seq, pictures.GOOD)
                    seq, unanswered = seq + 1, unanswered + 1
                event = client.receive(1.0)
                if event is None:
                    continue
                if event.name == "result":
                    self.results += 1
                    self.batches.append(event.body["batch"])
                    self.ways.append((event.body["share"]["eased"], event.body["data"].get("seconds", 0.0)))
                    unanswered -= 1 + len(event.body["dropped"])
                else:
                    self.problems.append(event.body["code"])
                    unanswered -= 1


def run_together(make: list[Callable[[], Stream]]) -> list[Stream]:
    streams = [each() for each in make]
    for stream in streams:
        stream.start()
    for stream in streams:
        stream.join(60)
        assert not stream.is_alive()
        assert stream.problems == []
    return streams


def test_what_a_stream_remembers_travels_with_it(client: Client) -> None:
    stream = client.open("mirror")["stream"]
    counts = [client.answer(stream, seq, pictures.GOOD).body["data"]["count"] for seq in range(20)]
    assert counts == list(range(1, 21))


def test_two_streams_of_one_visitor_remember_apart(client: Client) -> None:
    one, two = client.open("mirror")["stream"], client.open("mirror")["stream"]
    for seq in range(3):
        assert client.answer(one, seq, pictures.GOOD).body["data"]["count"] == seq + 1
    assert client.answer(two, 0, pictures.GOOD).body["data"]["count"] == 1


@one_mode
def test_frames_that_wait_together_share_a_batch(server: Server) -> None:
    streams = run_together([lambda: Stream(server.url, "batching", {}, 2.5)] * 4)
    batches = [size for stream in streams for size in stream.batches]
    assert max(batches) <= 4
    assert statistics.mean(batches) > 2
    # 40 ms a batch: without batches all together could have 25 a second.
    assert sum(stream.results for stream in streams) > 1.5 * 2.5 * 25


@pytest.mark.parametrize("windows", [(2, 2, 2, 2), (2, 2, 2, 5)], ids=["equal", "one greedy"])
def test_visitors_have_equal_shares(server: Server, windows: tuple[int, ...]) -> None:
    seconds = 4.0
    streams = run_together(
        [lambda w=w: Stream(server.url, "sleeping", {"ms": 15}, seconds, w) for w in windows]  # type: ignore[misc]
    )
    results = [stream.results for stream in streams]
    mean = statistics.mean(results)
    assert mean > 20
    assert all(abs(result - mean) <= 0.15 * mean for result in results), results


@one_mode
def test_where_many_share_a_slow_model_it_works_lighter_before_frames_get_rare(server: Server) -> None:
    streams = run_together([lambda: Stream(server.url, "sleeping", {"ms": 240}, 6.0)] * 4)
    for stream in streams:
        assert set(stream.ways) <= {(0, 0.24), (1, 0.04)}  # what it says is what it did
        assert stream.ways[-1] == (1, 0.04)
        assert stream.results > 1.2 * 6.0 / 0.24 / 2  # what two lanes could do for each of four, unrelieved: half


def test_latency_stays_flat_under_overload(client: Client) -> None:
    """A camera of 40 frames a second before a model that does 20: fewer frames come back, none of them late."""
    stream = client.open("sleeping", {"ms": 50})["stream"]
    sent: dict[int, float] = {}
    latency: list[float] = []
    start = time.monotonic()
    for seq in range(200):
        sent[seq] = time.monotonic()
        client.frame(stream, seq, pictures.GOOD)
        while (left := start + (seq + 1) * 0.025 - time.monotonic()) > 0:
            event = client.receive(left)
            if event is not None:
                assert event.name == "result", event.body
                latency.append(event.at - sent[event.body["seq"]])
    third = len(latency) // 3
    assert third > 15
    first, last = statistics.median(latency[:third]), statistics.median(latency[-third:])
    assert last < 1.5 * first + 0.02, f"median latency went from {first:.3f} to {last:.3f} s"
    assert max(latency[-third:]) < 0.5


def test_afterwards_nothing_is_left(server: Server) -> None:
    assert_quiet(server)
