"""Pacers and the scheduler together, in simulated time: full rate, flat latency, equal shares."""

from __future__ import annotations

import heapq
import itertools
import random
import statistics
from typing import Any

import pytest

from benchmarks.pacer import Pacer
from webapp.engine.scheduler import Job, Scheduler
from webapp.engine.streams import Frame, Stream

WINDOW = 2
TICK = 0.1


class Simulation:
    """Visitors who send as a page does, one worker that takes ``model`` seconds a frame, and a network."""

    def __init__(self, visitors: int, model: float = 0.02, jitter: float = 0.15, hiccup: float = 0.0) -> None:
        self.random = random.Random(visitors)
        self.model, self.jitter, self.hiccup = model, jitter, hiccup
        self.scheduler = Scheduler(lambda frame: (frame.stream.id, 1))
        self.scheduler.add_worker("w")
        self.scheduler.set_ready("w", "demo")
        self.streams = [Stream(str(number), str(number), "demo", {}) for number in range(visitors)]
        self.pacers = [Pacer() for _ in range(visitors)]
        self.out: list[dict[int, float]] = [{} for _ in range(visitors)]
        self.seqs = [itertools.count() for _ in range(visitors)]
        self.latencies: list[list[float]] = [[] for _ in range(visitors)]
        self.events: list[Any] = []
        self.order = itertools.count()
        self.free_at = 0.0
        self.share = (1, 0.0)

    def run(self, seconds: float, warm_up: float = 5.0) -> None:
        for number in range(len(self.streams)):
            self.at(self.random.uniform(0, 0.1), self.send, number)
        self.at(TICK, self.tick)
        now = 0.0
        while now < seconds:
            now, _, action, arguments = heapq.heappop(self.events)
            if now >= warm_up and action == self.result:
                number, seq = arguments[0], arguments[1]
                self.latencies[number].append(now - self.out[number][seq])
            action(now, *arguments)

    def at(self, time: float, action: Any, *arguments: Any) -> None:
        heapq.heappush(self.events, (time, next(self.order), action, arguments))

    def tick(self, now: float) -> None:
        self.share = self.scheduler.round(now)
        self.at(now + TICK, self.tick)

    def send(self, now: float, number: int) -> None:
        due = self.pacers[number].due(now * 1000) / 1000
        if len(self.out[number]) >= WINDOW or due == float("inf"):
            return
        if due > 0.0003:
            self.at(now + due, self.send, number)
            return
        seq = next(self.seqs[number])
        self.out[number][seq] = now
        self.pacers[number].sent(now * 1000)
        self.at(now + 0.001, self.arrive, number, seq)
        self.at(now + 0.0005, self.send, number)

    def arrive(self, now: float, number: int, seq: int) -> None:
        stream = self.streams[number]
        stream.put(Frame(stream, seq, 0.0, b"", {}, now))
        self.scheduler.line_up(stream)
        self.start(now)

    def start(self, now: float) -> None:
        for job in self.scheduler.assign(now):
            took = self.model * (1 + self.random.uniform(-self.jitter, self.jitter))
            took += self.hiccup if self.random.random() < 0.02 else 0.0
            self.free_at = max(now, self.free_at) + took
            self.at(self.free_at + 0.004, self.done, job, took + 0.004)

    def done(self, now: float, job: Job, busy: float) -> None:
        self.scheduler.finish("w", job.id, now)
        self.start(now)
        frame = job.frames[0]
        frame.stream.landed(frame.seq, None)
        wait = max(0.0, now - frame.received - busy)
        dropped = frame.stream.take_dropped(frame.seq)
        self.at(now + 0.001, self.result, int(frame.stream.id), frame.seq, dropped, wait, now - frame.received)

    def result(self, now: float, number: int, seq: int, dropped: list[int], wait: float, total: float) -> None:
        for lost in dropped:
            self.out[number].pop(lost)
            self.pacers[number].dropped()
        times = {"sent": self.out[number].pop(seq) * 1000, "at": now * 1000}
        self.pacers[number].answered(wait * 1000, total * 1000, self.share[0], self.share[1] * 1000, **times)
        self.send(now, number)


@pytest.mark.parametrize("visitors", [1, 2, 3, 4, 8, 16])
def test_everyone_gets_the_same_share_of_all_there_is(visitors: int) -> None:
    simulation = Simulation(visitors)
    simulation.run(25)
    shares = [len(latencies) for latencies in simulation.latencies]
    assert sum(shares) >= 0.97 * 20 / simulation.model
    assert max(abs(share - statistics.mean(shares)) for share in shares) <= 0.05 * statistics.mean(shares)


@pytest.mark.parametrize("visitors", [1, 2, 4, 8])
def test_latency_stays_within_a_few_model_times(visitors: int) -> None:
    simulation = Simulation(visitors)
    simulation.run(25)
    latency = statistics.median(itertools.chain.from_iterable(simulation.latencies))
    assert latency <= (2 if visitors == 1 else 4) * simulation.model


@pytest.mark.parametrize("visitors", [1, 4])
def test_hiccups_of_the_model_cost_little(visitors: int) -> None:
    simulation = Simulation(visitors, hiccup=0.03)
    simulation.run(25)
    shares = [len(latencies) for latencies in simulation.latencies]
    possible = 20 / (simulation.model + 0.02 * simulation.hiccup)
    assert sum(shares) >= 0.95 * possible
    assert max(abs(share - statistics.mean(shares)) for share in shares) <= 0.08 * statistics.mean(shares)
