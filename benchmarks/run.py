"""What the whole app carries beside the bare model, in one run.

    python -m benchmarks.run                      (make bench)
    python -m benchmarks.run --seconds 20 pose

For each demo: frames a second of the bare model in one process (JPEG decode, network, drawing, JPEG encode, frame after
frame), then of the whole app with one visitor and with four on loopback, all with the same 640×480 pictures. The bare
model is measured before and after, and the app is compared with the mean of the two, since other work on the
machine comes and goes. "Side by side" is the bare model with as many frames at once as a worker computes: the most that
this machine could carry. Writes the figures to var/bench.json (or --out), for benchmarks.compare to read.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.support.server import ROOT, Measured

FORMAT = 2
DEMOS: dict[str, dict[str, Any]] = {"pose": {"size": "balanced"}, "style": {"detail": "320x240"}}


def bare(demo: str, params: dict[str, Any], seconds: float, lanes: str = "1", root: Path = ROOT) -> dict[str, float]:
    """The bare model in a process of its own: frames a second and the median milliseconds of a frame."""
    command = ["-m", "benchmarks.bare", demo, json.dumps(params), "--seconds", str(seconds), "--lanes", lanes]
    found: dict[str, float] = run_module(command, root)
    return found


def visitors(
    url: str, demo: str, params: dict[str, Any], count: int, seconds: float, root: Path = ROOT, more: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """``count`` visitors at once, each in a process of its own, with the code of the tree ``root``."""
    command = [
        "-m",
        "benchmarks.visitor",
        "--url",
        url,
        "--demo",
        demo,
        "--params",
        json.dumps(params),
        "--seconds",
        str(seconds),
        *more,
    ]
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run_module, [command] * count, [root] * count))


def run_module(arguments: list[str], root: Path = ROOT) -> Any:
    """Run ``python ARGUMENTS`` in the tree ``root`` and read the line of JSON that it ends with."""
    done = subprocess.run([sys.executable, *arguments], cwd=root, capture_output=True, check=False, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(demo: str, params: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Bare, one visitor, four visitors, bare, side by side."""
    before = bare(demo, params, seconds)
    with Measured(demos=demo) as server:
        one = visitors(server.url, demo, params, 1, seconds)[0]
        four = visitors(server.url, demo, params, 4, seconds)
        page = visitors(server.url, demo, params, 1, seconds, more=["--composes"])[0]
    after = bare(demo, params, seconds)
    beside = bare(demo, params, seconds, lanes="auto")
    bares = {"bare": [before, after], "beside": beside}
    return {"demo": demo, "params": params, **bares, "one": one, "four": four, "page": page}


def figures(measured: dict[str, Any]) -> dict[str, float]:
    """The ratios that matter, from what :func:`measure` gives."""
    rate = statistics.mean(b["fps"] for b in measured["bare"])
    frame = statistics.mean(b["ms"] for b in measured["bare"])
    shares = [v["fps"] for v in measured["four"]]
    return {
        "bare_fps": rate,
        "beside_fps": measured["beside"]["fps"],
        "one_fps": measured["one"]["fps"],
        "one_of_bare": measured["one"]["fps"] / rate,
        "beside_of_bare": measured["beside"]["fps"] / rate,
        "latency_p50": measured["one"]["latency_p50"],
        "added_latency_p50": measured["one"]["latency_p50"] - frame,
        "four_fps": sum(shares),
        "four_of_one": sum(shares) / measured["one"]["fps"],
        "page_kb_up": measured["page"]["kb_up"],
        "page_kb_down": measured["page"]["kb_down"],
        "share_spread": max(abs(share - statistics.mean(shares)) for share in shares) / statistics.mean(shares),
        "four_latency_p50": statistics.median(v["latency_p50"] for v in measured["four"]),
    }


def report(demo: str, f: dict[str, float], one: dict[str, Any]) -> str:
    stages = ", ".join(f"{stage} {ms:.1f}" for stage, ms in one["timing_p50"].items())
    return "\n".join(
        (
            f"\n{demo}",
            f"  bare model, frame after frame     {f['bare_fps']:7.1f} frames a second",
            f"  bare model, side by side          {f['beside_fps']:7.1f}   {f['beside_of_bare']:6.1%} of bare",
            f"  whole app, one visitor            {f['one_fps']:7.1f}   {f['one_of_bare']:6.1%} of bare",
            f"  latency p50                       {f['latency_p50']:7.1f} ms, {f['added_latency_p50']:+.1f} ms to bare",
            f"  whole app, four visitors          {f['four_fps']:7.1f}   {f['four_of_one']:6.1%} of one visitor's",
            f"  a page, which composes            {f['page_kb_up']:7.1f} kB a frame up, {f['page_kb_down']:.1f} down",
            f"  largest distance of a share from the mean  {f['share_spread']:.1%}",
            f"  one visitor, where the time goes (p50 ms): {stages}",
        )
    )


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="The whole app beside bare models.")
    parser.add_argument("demos", nargs="*", default=list(DEMOS))
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    options = parser.parse_args(argv)
    results = []
    for demo in options.demos:
        measured = measure(demo, DEMOS.get(demo, {}), options.seconds)
        measured["figures"] = figures(measured)
        print(report(demo, measured["figures"], measured["one"]), flush=True)
        results.append(measured)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps({**machine(), "results": results}, indent=1))
    return 0


def machine() -> dict[str, Any]:
    """When, what and where: the head of the file of results."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False, text=True)
    return {
        "format": FORMAT,
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "commit": commit.stdout.strip(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
