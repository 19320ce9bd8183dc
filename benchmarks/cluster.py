"""What ENGINE=ray adds to a frame, beside workers of this machine's own, in one run.

    python -m benchmarks.cluster        (after make setup-ray)

One visitor at 10 frames a second, 640 × 480, with a model that takes a known time; both engines twice, in turn. Ray
starts a cluster on this machine unless RAY_ADDRESS names one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.run import run_module
from tests.support.server import ROOT, Measured

DEMOS = ROOT / "benchmarks" / "peers" / "demos"


def measure(engine: str, milliseconds: int, seconds: float) -> dict[str, Any]:
    """What a visitor saw with this engine."""
    with Measured(engine=engine, demo_path=DEMOS, demos="timed", ray_max_replicas=1) as server:
        command = ["-m", "benchmarks.visitor", "--url", server.url, "--demo", "timed", "--fps", "10"]
        command += ["--params", json.dumps({"ms": milliseconds}), "--seconds", str(seconds)]
        found: dict[str, Any] = run_module(command)
        return found


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster")
    parser.add_argument("--ms", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args(argv)
    seen: dict[str, list[dict[str, Any]]] = {"local": [], "ray": []}
    for engine in ("local", "ray", "local", "ray"):
        seen[engine].append(measure(engine, options.ms, options.seconds))
    print(f"a model of {options.ms} ms, one visitor at 10 frames a second\n{'engine':8}{'p50 ms':>8}{'p95 ms':>8}")
    for engine, runs in seen.items():
        p50, p95 = (statistics.mean(one[name] for one in runs) for name in ("latency_p50", "latency_p95"))
        print(f"{engine:8}{p50:8.1f}{p95:8.1f}")
    added = statistics.mean(one["latency_p50"] for one in seen["ray"]) - statistics.mean(
        one["latency_p50"] for one in seen["local"]
    )
    print(f"Ray adds {added:.1f} ms at the median")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
