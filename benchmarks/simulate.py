"""How many replicas and web processes many visitors need, simulated from measured service times.

    python -m benchmarks.simulate --visitors 1000 100000 --fps 10 --service 20 --web 2.0

``--service`` is the milliseconds that one replica takes over a frame, ``--web`` the processor milliseconds that a web
process spends on one: both are measured by ``make load``. Each visitor sends ``--fps`` frames a second and has at most
two unanswered; a frame passes its web process, waits in its visitor's slot where a newer one replaces it, takes its
turn at the first free replica, and goes back through the web process. The smallest numbers are looked for with which
99 of 100 frames are answered and p95 stays below three services; for large crowds one cell of at most 1,000 visitors
is simulated and multiplied, since cells share nothing but the network.

Nothing here was measured on a cluster: it says what follows from the service times, and what would run out next.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

CELL = 1000
"""Visitors of the largest crowd that is simulated whole."""
WINDOW = 2


@dataclass(frozen=True)
class Machine:
    """Replicas that take ``service`` seconds a frame, web processes that spend ``web``; ``way`` lies between them."""

    replicas: int
    webs: int
    service: float
    web: float
    way: float = 0.0045


@dataclass
class Outcome:
    """Frames offered and answered, and the latencies of those answered, in seconds."""

    offered: int = 0
    answered: int = 0
    latencies: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.latencies) or [math.inf]
        return ordered[int(share * (len(ordered) - 1))]


class Simulation:
    """One crowd for a while. Events are (time, order, kind, visitor, time of sending)."""

    def __init__(self, machine: Machine, visitors: int, fps: float, seconds: float, seed: int = 1) -> None:
        self._machine, self._fps, self._seconds = machine, fps, seconds
        self._events: list[tuple[float, int, str, int, float]] = []
        self._order = 0
        self._web_free = [0.0] * machine.webs
        self._idle = machine.replicas
        self._slot: dict[int, float] = {}
        self._line: deque[int] = deque()
        self._unanswered = [0] * visitors
        self.outcome = Outcome()
        chance = random.Random(seed)  # cameras begin whenever they begin
        for visitor in range(visitors):
            self._at(chance.random() / fps, "send", visitor, 0.0)

    def run(self) -> Outcome:
        while self._events:
            now, _, kind, visitor, sent = heapq.heappop(self._events)
            getattr(self, f"_{kind}")(now, visitor, sent)
        return self.outcome

    def _at(self, time: float, kind: str, visitor: int, sent: float) -> None:
        self._order += 1
        heapq.heappush(self._events, (time, self._order, kind, visitor, sent))

    def _through_web(self, now: float, visitor: int) -> float:
        """When the visitor's web process has done half of its work on a frame."""
        web = visitor % self._machine.webs
        self._web_free[web] = max(now, self._web_free[web]) + self._machine.web / 2
        return self._web_free[web]

    def _send(self, now: float, visitor: int, _: float) -> None:
        if now + 1 / self._fps < self._seconds:
            self._at(now + 1 / self._fps, "send", visitor, 0.0)
        self.outcome.offered += 1
        if self._unanswered[visitor] < WINDOW:
            self._unanswered[visitor] += 1
            self._at(self._through_web(now, visitor), "arrive", visitor, now)

    def _arrive(self, now: float, visitor: int, sent: float) -> None:
        if visitor in self._slot:
            self._unanswered[visitor] -= 1  # replaced by this newer one
        else:
            self._line.append(visitor)
        self._slot[visitor] = sent
        self._assign(now)

    def _assign(self, now: float) -> None:
        while self._idle and self._line:
            visitor = self._line.popleft()
            self._idle -= 1
            self._at(now + self._machine.way + self._machine.service, "done", visitor, self._slot.pop(visitor))

    def _done(self, now: float, visitor: int, sent: float) -> None:
        self._idle += 1
        self._assign(now)
        self._at(self._through_web(now, visitor), "seen", visitor, sent)

    def _seen(self, now: float, visitor: int, sent: float) -> None:
        self._unanswered[visitor] -= 1
        self.outcome.answered += 1
        self.outcome.latencies.append(now - sent)


def enough(outcome: Outcome, service: float) -> bool:
    """Whether 99 of 100 frames were answered, and p95 stayed below three services (or 100 ms, if that is more)."""
    return outcome.answered >= 0.99 * outcome.offered and outcome.quantile(0.95) < max(0.1, 3 * service)


def needed(visitors: int, fps: float, service: float, web: float, seconds: float = 5.0) -> tuple[Machine, Outcome]:
    """The smallest machine, in steps of some percent, that is enough for a cell of visitors."""
    webs = max(1, math.ceil(visitors * fps * web / 0.8))
    replicas = max(1, math.ceil(visitors * fps * (service + Machine.way)))
    while True:
        machine = Machine(replicas, webs, service, web)
        outcome = Simulation(machine, visitors, fps, seconds).run()
        if enough(outcome, service):
            return machine, outcome
        replicas += max(1, replicas // 40)


def report(visitors: int, fps: float, service: float, web: float, kilobytes: float) -> str:
    cells = math.ceil(visitors / CELL)
    machine, outcome = needed(math.ceil(visitors / cells), fps, service, web)
    bits = visitors * fps * 2 * kilobytes * 8e3
    return (
        f"| {visitors:,} | {machine.replicas * cells:,} | {machine.webs * cells:,} "
        f"| {1000 * outcome.quantile(0.5):.0f} ms | {1000 * outcome.quantile(0.95):.0f} ms "
        f"| {visitors * fps:,.0f} | {bits / 1e9:.1f} Gbit/s |"
    )


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate")
    parser.add_argument("--visitors", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--fps", type=float, default=10)
    parser.add_argument("--service", type=float, required=True, help="milliseconds of a replica over a frame")
    parser.add_argument("--web", type=float, required=True, help="processor milliseconds of a web process over one")
    parser.add_argument("--kilobytes", type=float, default=35, help="of a picture, each way")
    options = parser.parse_args(argv)
    print("| visitors | replicas | web processes | p50 | p95 | frames a second | network, both ways |")
    print("|---|---|---|---|---|---|---|")
    for visitors in options.visitors:
        print(report(visitors, options.fps, options.service / 1000, options.web / 1000, options.kilobytes), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
