"""A classroom's network for the load test: 100 Mbit/s in both directions together, and 10 ms there and back.

The test runs in a network namespace of its own, whose loopback tc shapes where this kernel has netem. Where it has not,
visitors come through :mod:`benchmarks.relay`, a process of its own, which does both: tc's token bucket alone would not
delay, and would count what passes the relay twice.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.support.server import ROOT, Server, free_port
from tests.support.waiting import eventually
from tests.support.web import ask

SHAPED = "HYPE_BENCH_SHAPED"
"""Set for the run within the namespace: ``kernel`` or ``relay`` says who shapes."""
MEGABITS, DELAY = 100, 5
"""A second in all, and milliseconds each way."""
NETEM = f"netem delay {DELAY}ms rate {MEGABITS}mbit limit 10000"
MOST = {"Mbit/s": 60.0, "shares": 0.1, "lag": 1.0}
"""What forty visitors may take: of the network, their shares off the mean, and milliseconds a second."""
TRIES = 30


def in_a_classroom() -> int:
    """This very command in such a network; its exit status, not 0 either where nobody may have one."""
    script = (
        f"ip link set lo up && if tc qdisc add dev lo root {NETEM} 2>/dev/null; then tc qdisc show dev lo; "
        f'else export {SHAPED}=relay; fi && exec "$@"'
    )
    alone = ["unshare", "--map-root-user", "--net", "sh", "-c", script, "sh"]
    command = [*alone, sys.executable, "-m", "benchmarks.load", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, SHAPED: "kernel"}, check=False).returncode


class Way:
    """How visitors reach a server: straight, or by a relay where there has to be one."""

    def __init__(self) -> None:
        self._port = free_port() if os.environ.get(SHAPED) == "relay" else 0

    @property
    def settings(self) -> dict[str, str]:
        """Of the server: it knows itself under the relay's address as well."""
        return {"origins": f"http://127.0.0.1:{self._port}"} if self._port else {}

    @contextmanager
    def to(self, server: Server) -> Iterator[str]:
        """The address that visitors have."""
        if not self._port:
            yield server.url
            return
        ends = ["--listen", str(self._port), "--to", str(server.port)]
        like = ["--megabits", str(MEGABITS), "--delay", str(DELAY)]
        relay = subprocess.Popen([sys.executable, "-m", "benchmarks.relay", *ends, *like], cwd=ROOT)
        try:
            eventually(lambda: _answers(self._port), "the relay answers")
            added = _there_and_back(self._port) - _there_and_back(server.port)
            print(f"relay of {MEGABITS} Mbit/s in all: a request takes {added:.1f} ms more", flush=True)
            yield f"http://127.0.0.1:{self._port}"
        finally:
            relay.terminate()
            relay.wait(10)


def _answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/healthz", timeout=5).status == 200
    except OSError:
        return False


def _there_and_back(port: int) -> float:
    """Milliseconds of a small request, the median."""
    taken = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        ask(port, "GET", "/healthz")
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def megabits(result: dict[str, Any], frames: float | None = None) -> float:
    """What all visitors together have the network carry in a second, in both directions: as they did, or at so many
    ``frames`` a second of all together."""
    rate = result["fps"] if frames is None else frames
    return float(rate * (result["kb_up"] + result["kb_down"]) * 8 / 1000)


def exceeded(result: dict[str, Any], fps: float) -> list[str]:
    """What a crowd took too much of; of the network, what it would take were each frame answered that is offered, at
    ``fps`` a second by each."""
    full = megabits(result, result["visitors"] * fps)
    took = {"Mbit/s": full, "shares": result["share_spread"], "lag": result["slope_ms_per_s"]}
    return [name for name, most in MOST.items() if took[name] > most]


def verdict(demo: str, result: dict[str, Any], fps: float) -> str:
    """Whether a crowd had what a classroom needs, as a sentence."""
    over, count = exceeded(result, fps), result["visitors"]
    return (
        f"{demo}, {count} visitors over {MEGABITS} Mbit/s and {2 * DELAY} ms: {megabits(result):.1f} Mbit/s (with "
        f"every frame answered, {count} x {fps:g} a second, {megabits(result, count * fps):.1f}), shares within "
        f"{result['share_spread']:.1%}, lag {result['slope_ms_per_s']:+.2f} ms a second: "
        + (f"too much: {', '.join(over)}" if over else "as it should be")
    )


def table(every: Sequence[dict[str, Any]]) -> str:
    """The steps of several demos as a table for docs/performance.md."""
    head = (
        "| demo | visitors | frames/s in all | each | shares ± | p50 | p95 | lag, ms a second | kB up, down | Mbit/s "
        "| Mbit/s were all answered |"
    )
    rows = [head, "|" + "---|" * 11]
    for found in every:
        rows += [
            f"| {found['demo']} | {one['visitors']} | {one['fps']:.1f} | {one['each']:.1f} | {one['share_spread']:.1%} "
            f"| {one['latency_p50']:.0f} ms | {one['latency_p95']:.0f} ms | {one['slope_ms_per_s']:+.2f} "
            f"| {one['kb_up']:.1f}, {one['kb_down']:.1f} | {megabits(one):.1f} "
            f"| {megabits(one, one['visitors'] * found['fps']):.1f} |"
            for one in found["steps"]
        ]
    return "\n".join(rows)
