"""A class that watches: one presenter, many screens.

    python -m benchmarks.classroom --viewers 40 --minutes 10

A presenter sends real footage to the pose demo at 15 frames a second and presents the stream, or, with ``--demo``,
lets a demo that makes pictures go on by its own clock, ``--params`` as JSON; every viewer gets each picture and says
when it has it. Meanwhile a process of its own asks for pages over HTTP, five a second. Prints how many pictures the
slowest and the fastest viewer got, what inference was done, the HTTP latency, and the web process's memory and
processor time. Exits with 1 when a viewer is more than 10 % off the median, when more frames were inferred than sent,
when the p99 over HTTP is 150 ms or more, or when memory grew by 5 % or more after the first minute. Viewers run in
this process, on the same machine. With --one, only the presenter: what a stream costs without a class.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import statistics
import sys
import threading
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from typing import Any, cast

import psutil

from benchmarks.footage import clip_jpegs
from models.contract.registry import find_demos
from models.contract.sources import Clock
from tests.support.classroom import signed_in
from tests.support.client import Client
from tests.support.server import Measured

TOKEN = "a token for the benchmark"
PATHS = ("/", "/demos/pose", "/audience", "/api/votes/hype", "/static/css/base.css")
RATE = 15.0


class Viewer(threading.Thread):
    """Gets pictures until the end and counts them."""

    def __init__(self, url: str, end: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client = Client(url, namespace="/room")
        self._end = end
        self.pictures, self.bytes = 0, 0

    def run(self) -> None:
        self.client.call("here", {"v": 1, "page": "/audience"})
        self.client.call("watch", {})
        while not self._end.is_set():
            event = self.client.receive(1.0)
            if event is not None and event.name == "picture":
                self.pictures += 1
                self.bytes += len(event.image)
                self.client.emit("seen", {"seq": event.body["seq"]})


class Presenter(threading.Thread):
    """The teacher's page at a demo; ``latencies`` in milliseconds."""

    def __init__(self, url: str, cookie: str, demo: str, params: dict[str, Any], end: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client = Client(url, cookie=cookie, namespace="/room")
        self._demo, self._params, self._end = demo, params, end
        self.answered = 0
        self.latencies: list[float] = []

    def run(self) -> None:
        client = self.client
        client.call("here", {"v": 1, "page": f"/demos/{self._demo}"})
        client.enter("/live")
        stream = client.open(self._demo, self._params)["stream"]
        client.namespace = "/room"
        assert client.call("present", {"on": True, "stream": stream})["ok"]
        client.namespace = "/live"
        self._go(stream)

    def _go(self, stream: str) -> None:
        """Look at what a clock makes, as it comes; the latency is from having seen one to the next."""
        seen = time.monotonic()
        while not self._end.is_set():
            event = self.client.receive(1.0)
            if event is not None and event.name == "result":
                self.answered += 1
                self.latencies.append((time.monotonic() - seen) * 1000)
                self.client.emit("seen", {"stream": stream, "seq": event.body["seq"]})
                seen = time.monotonic()


class Camera(Presenter):
    """Sends footage at a steady rate, at most two frames unanswered."""

    def _go(self, stream: str) -> None:
        client, jpegs, out, sent = self.client, clip_jpegs(), dict[int, float](), 0
        due = time.monotonic()
        while not self._end.is_set():
            event = client.receive(max(0.001, due - time.monotonic()))
            if event is not None and event.name == "result":
                self.answered += 1
                for seq in event.body["dropped"]:
                    out.pop(seq, None)
                self.latencies.append((time.monotonic() - out.pop(event.body["seq"])) * 1000)
            if time.monotonic() >= due and len(out) < 2:
                client.frame(stream, sent, jpegs[sent % len(jpegs)])
                out[sent] = time.monotonic()
                sent += 1
                due = max(due + 1 / RATE, time.monotonic() - 1 / RATE)


class Asker:
    """Asks for pages, five a second, each on a connection of its own; in a process of its own, so that what the
    viewers in this one compute is not taken for the server's time."""

    def __init__(self, port: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._end, self._answer = context.Event(), context.Queue()
        self._process = context.Process(target=ask, args=(port, self._end, self._answer), daemon=True)

    def start(self) -> None:
        self._process.start()

    def stop(self) -> list[float]:
        """How long each request took, in milliseconds."""
        self._end.set()
        times = cast(list[float], self._answer.get(timeout=60))
        self._process.join()
        return times


def ask(port: int, end: Event, answer: Queue[list[float]]) -> None:
    """The asker's process."""
    times: list[float] = []
    while not end.wait(0.2):
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", PATHS[len(times) % len(PATHS)])
        connection.getresponse().read()
        connection.close()
        times.append((time.perf_counter() - start) * 1000)
    answer.put(times)


def run(server: Measured, demo: str, params: dict[str, Any], viewers: int, seconds: float) -> bool:
    """One class; whether all is as it should be."""
    kind = Presenter if isinstance(find_demos()[demo].source, Clock) else Camera
    counted = f'hype_frames_total{{demo="{demo}",outcome="ok"}}'
    end = threading.Event()
    watching = [Viewer(server.url, end) for _ in range(viewers)]
    presenter = kind(server.url, signed_in(server), demo, params, end)
    asker = Asker(server.port)
    for thread in (*watching, presenter):
        thread.start()
    time.sleep(3)  # everybody is there
    before = {viewer: viewer.pictures for viewer in watching}
    inferred, answered, presenter.latencies = server.metrics()[counted], presenter.answered, []
    web = server.processes()["web"]
    cpu, began = sum(web.cpu_times()[:2]), time.monotonic()
    asker.start()
    readings = []
    while time.monotonic() - began < seconds:
        readings.append(memory(server))
        time.sleep(1)
    took = time.monotonic() - began
    got = sorted(viewer.pictures - before[viewer] for viewer in watching)
    inferred, answered = server.metrics()[counted] - inferred, presenter.answered - answered
    cpu = sum(web.cpu_times()[:2]) - cpu
    times = asker.stop()
    end.set()
    for thread in (*watching, presenter):
        thread.join(10)
    return report(got, took, inferred, answered, cpu, presenter.latencies, times, readings)


def memory(server: Measured) -> dict[str, float]:
    """Resident memory of each process, in MB."""
    return {name: process.memory_info().rss / 1e6 for name, process in server.processes().items()}


def growth(readings: list[dict[str, float]], name: str, from_second: int) -> tuple[float, float, float]:
    """Memory (median of 10 readings) after ``from_second`` and at the end, and the growth as a fraction."""
    early = statistics.median(r[name] for r in readings[from_second : from_second + 10])
    late = statistics.median(r[name] for r in readings[-10:])
    return early, late, late / early - 1


def report(
    got: list[int],
    took: float,
    inferred: float,
    answered: int,
    cpu: float,
    latencies: list[float],
    times: list[float],
    readings: list[dict[str, float]],
) -> bool:
    good = abs(inferred - answered) <= 3
    print(f"presenter   {answered / took:5.1f} frames a second, latency p50 {statistics.median(latencies):.1f} ms")
    print(f"inference   {inferred:.0f} frames for {answered} results of the presenter")
    if got:
        middle = statistics.median(got)
        spread = max(middle - got[0], got[-1] - middle) / middle
        good = good and spread <= 0.1
        print(
            f"{len(got)} viewers  {got[0] / took:.2f} to {got[-1] / took:.2f} pictures a second, "
            f"median {middle / took:.2f}, furthest off {spread:.1%}"
        )
    times.sort()
    p99 = times[int(len(times) * 0.99)]
    good = good and p99 < 150
    print(f"HTTP        p50 {statistics.median(times):.1f} ms, p99 {p99:.1f} ms, {len(times)} requests")
    print(f"web process {cpu / took:.2f} cores busy; machine {psutil.cpu_percent():.0f} %")
    early, late, grown = growth(readings, "web", min(60, len(readings) // 3))
    good = good and grown < 0.05
    print(f"memory      {early:.1f} MB after the first minute, {late:.1f} MB at the end: {grown:+.1%}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom")
    parser.add_argument("--viewers", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--demo", default="pose", help="one with a camera or one that makes pictures")
    parser.add_argument("--params", type=json.loads, default={}, help="of the demo")
    parser.add_argument("--one", action="store_true", help="the presenter alone")
    parser.add_argument("--mode", default="eventlet", choices=("eventlet", "threading"))
    options = parser.parse_args()
    with Measured(demos=options.demo, teacher_token=TOKEN, async_mode=options.mode, max_visitors=200) as server:
        good = run(server, options.demo, options.params, 0 if options.one else options.viewers, options.minutes * 60)
    print("as it should be" if good else "NOT as it should be")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
