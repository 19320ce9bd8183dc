"""Many visitors in one process, a thread each, and what they saw, as a line of JSON.

python -m benchmarks.crowd --url http://127.0.0.1:5000 --demo pose --visitors 30 --fps 10 --seconds 60
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
from typing import Any

from benchmarks.footage import page_pictures
from benchmarks.visitor import Seen, Visitor, kilobytes, slope
from models.contract.registry import find_demos
from tests.support.client import Client


def crowd(url: str, demo: str, params: dict[str, Any], count: int, fps: float, seconds: float) -> list[Seen]:
    """``count`` visitors with cameras of ``fps`` frames a second, all at once; they compose, as pages do."""
    pictures, seen = page_pictures(find_demos()[demo], params, count), list[Seen]()

    def stream(start: int) -> None:
        own = pictures[start % len(pictures) :] + pictures[: start % len(pictures)]
        with Client(url) as client:
            seen.append(Visitor(client, demo, params, own, fps, "layers").run(seconds, warm_up=5.0))

    threads = [threading.Thread(target=stream, args=(7 * number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def summary(seen: list[Seen], seconds: float) -> dict[str, Any]:
    """Rates, latency and shares of all together."""
    rates = [len(one.results) / seconds for one in seen]
    mean = statistics.mean(rates)
    points = sorted((at, latency) for one in seen for at, latency, _ in one.results)
    latencies = sorted(latency for _, latency in points) or [float("nan")]
    problems: dict[str, int] = {}
    for one in seen:
        for code, number in one.problems.items():
            problems[code] = problems.get(code, 0) + number
    return {
        "visitors": len(seen),
        "fps": sum(rates),
        "each": mean,
        "share_spread": max(abs(rate - mean) for rate in rates) / mean if mean else 0.0,
        "latency_p50": statistics.median(latencies),
        "latency_p95": latencies[int(0.95 * (len(latencies) - 1))],
        "slope_ms_per_s": slope(points),
        "dropped": sum(one.dropped for one in seen),
        "problems": problems,
        **kilobytes(seen),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crowd")
    parser.add_argument("--url", default="http://127.0.0.1:5000")
    parser.add_argument("--demo", default="pose")
    parser.add_argument("--params", type=json.loads, default={}, help="a JSON object")
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--fps", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    sys.setswitchinterval(0.001)
    seen = crowd(options.url, options.demo, options.params, options.visitors, options.fps, options.seconds)
    print(json.dumps(summary(seen, options.seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
