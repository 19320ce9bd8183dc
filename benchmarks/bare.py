"""The bare model in one process, as a line of JSON: ``{"fps", "ms", "outside"}``.

``ms`` is the median of a frame, ``outside`` what of it is not the network: decoding, drawing, encoding.

    python -m benchmarks.bare pose '{"size": "balanced"}' --seconds 10
    python -m benchmarks.bare pose '{"size": "balanced"}' --lanes auto

Frame after frame with all threads, as whoever writes a loop round a model does it; with ``--lanes`` several frames at
the same time, as a worker does it: what the machine could carry if nothing else were to be done.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.footage import clip_jpegs
from benchmarks.models import measure
from models.contract.demo import Demo
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.toolkit import devices


def run(
    demo: Demo, params: Mapping[str, Any], jpegs: Sequence[bytes], seconds: float
) -> tuple[list[float], list[float]]:
    """Milliseconds of each frame, and of its network alone, for ``seconds``."""
    totals: list[float] = []
    network: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        watch = measure(demo, params, 30, 1, jpegs)
        totals += watch.totals()
        network += watch.times["predict"]
    return totals, network


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare")
    parser.add_argument("demo")
    parser.add_argument("params", type=json.loads)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--lanes", default="1", help="frames computed at the same time; auto: as a worker does")
    options = parser.parse_args()
    device = devices.configure("auto", "auto", options.lanes)
    demo = find_demos()[options.demo]
    params = check_all(demo.params, options.params)
    demo.load(device)
    for _ in demo.settle():  # as a worker does while nobody waits
        pass
    jpegs = clip_jpegs()
    measure(demo, params, 5, 1, jpegs)
    with ThreadPoolExecutor(device.lanes) as pool:
        lanes = list(pool.map(lambda _: run(demo, params, jpegs, options.seconds), range(device.lanes)))
    fps = sum(1000 / statistics.mean(totals) for totals, _ in lanes)
    median = statistics.median([ms for totals, _ in lanes for ms in totals])
    network = statistics.median([ms for _, predict in lanes for ms in predict])
    print(json.dumps({"fps": fps, "ms": median, "outside": median - network}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
