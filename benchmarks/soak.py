"""Leave it running: memory, latency and queues over minutes.

    python -m benchmarks.soak --minutes 10 --visitors 3

Streams real footage at 30 frames a second from each visitor, half of them pose and half style, and prints each
process's memory after the first minute and at the end, the slope of the latency, and what is left in the
queues. Exits with 1 when memory grew by 5 % or more after the first minute or something is left.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time

from benchmarks.footage import clip_jpegs
from benchmarks.visitor import Seen, Visitor, slope
from tests.support.client import Client
from tests.support.server import Measured

DEMOS = ("pose", "style")


def stream(url: str, demo: str, jpegs: list[bytes], seconds: float, into: list[tuple[str, Seen]]) -> None:
    with Client(url) as client:
        into.append((demo, Visitor(client, demo, {}, jpegs, fps=30).run(seconds)))


def memory(server: Measured) -> dict[str, float]:
    """Resident memory of each process, in MB."""
    return {name: process.memory_info().rss / 1e6 for name, process in server.processes().items()}


def left_over(server: Measured) -> dict[str, float]:
    """What must be 0 when every visitor has gone."""
    samples = server.metrics()
    return {name: samples[name] for name in ("hype_frames_waiting", "hype_frames_in_flight", "hype_streams")}


def watch(server: Measured, seconds: float) -> list[dict[str, float]]:
    """Memory once a second."""
    readings = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        readings.append(memory(server))
        time.sleep(1)
    return readings


def growth(readings: list[dict[str, float]], name: str, from_second: int) -> tuple[float, float, float]:
    """Memory (median of 10 readings) after ``from_second`` and at the end, and the growth as a fraction."""
    early = statistics.median(r[name] for r in readings[from_second : from_second + 10])
    late = statistics.median(r[name] for r in readings[-10:])
    return early, late, late / early - 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--visitors", type=int, default=3)
    options = parser.parse_args()
    seconds, seen = options.minutes * 60, list[tuple[str, Seen]]()
    jpegs = clip_jpegs()
    good = True
    with Measured(demos="pose,style") as server:
        threads = [
            threading.Thread(target=stream, args=(server.url, DEMOS[i % 2], jpegs, seconds, seen))
            for i in range(options.visitors)
        ]
        for thread in threads:
            thread.start()
        readings = watch(server, seconds)
        for thread in threads:
            thread.join()
        for name in readings[0]:
            early, late, grown = growth(readings, name, min(60, len(readings) // 3))
            good = good and grown < 0.05
            print(f"{name:10} {early:7.0f} MB after the first minute, {late:7.0f} MB at the end: {grown:+.1%}")
        for demo, one in seen:
            points = [(at, latency) for at, latency, _ in one.results]
            p50 = statistics.median(latency for _, latency in points)
            rise = slope(points)
            print(
                f"{demo:10} {len(points) / seconds:6.1f} frames a second, latency p50 {p50:.1f} ms, "
                f"slope {rise:+.4f} ms a second, problems {one.problems or 'none'}"
            )
        time.sleep(1)
        left = left_over(server)
        print("left at the end:", left)
        good = good and not any(left.values())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
