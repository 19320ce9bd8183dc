"""The bare model in one process, frame after frame, as a line of JSON: ``{"fps", "ms"}`` (ms is the median).

python -m benchmarks.bare pose '{"size": "balanced"}' --seconds 10
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys

from benchmarks.footage import clip_jpegs
from benchmarks.models import measure
from models import devices
from models.parameters import check_all
from models.registry import find_demos


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare")
    parser.add_argument("demo")
    parser.add_argument("params", type=json.loads)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    device = devices.configure("auto", "auto")
    demo = find_demos()[options.demo]
    params = check_all(demo.params, options.params)
    demo.load(device)
    jpegs = clip_jpegs()
    totals: list[float] = []
    while sum(totals) < options.seconds * 1000:
        totals += measure(demo, params, 30, 1, jpegs).totals()
    print(json.dumps({"fps": 1000 / statistics.mean(totals), "ms": statistics.median(totals)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
