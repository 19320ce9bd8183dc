"""How many visitors a machine carries.

    make load VISITORS=30 DEMO=pose
    python -m benchmarks.load --demo style --visitors 1 4 8 16 --seconds 20
    make load DEMO="pose style" VISITORS="1 4 8 16 30" ARGS=--docs    rows of docs/performance.md
    make load VISITORS=40 ARGS=--shaped                               over a classroom's 100 Mbit/s

Starts a server, lets visitors stream real footage to it at ``--fps`` each, all on this machine, and prints what they
got: frames a second in all and each, how even the shares are, latency and whether it grows, how fast the pages
answer meanwhile, memory, and what each process spends on a frame. Beside it stands the bare model, side by side in
one process, measured in the same run before and after. Exits with 1 when latency grows or something is left.

The last lines are computed, not measured: how many visitors the same web process and worker would carry were the
network on a GPU, from the processor time that each of them spends outside of it. ``--shaped`` runs all of it over a
network of 100 Mbit/s in both directions together and 10 ms there and back (benchmarks/shaped.py), says whether forty
visitors are served well, and exits with 1 where they are not.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.marks import between
from benchmarks.run import bare, run_module
from benchmarks.shaped import SHAPED, Way, exceeded, in_a_classroom, megabits, verdict
from benchmarks.shaped import table as shaped_table
from tests.support.server import ROOT, Measured

DEMOS: dict[str, dict[str, Any]] = {"pose": {"size": "balanced"}, "style": {"detail": "320x240"}}
GPU_MS = 3.0
"""Assumed, for the computed lines: milliseconds that a GPU takes over a frame of a batch."""
SHOWN = frozenset({8, 30})
"""Visitors of the crowds in the page's table."""


class Prober(threading.Thread):
    """Opens the home page ten times a second and notes how long the answer took, in milliseconds."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.times, self.going = url, list[float](), True

    def run(self) -> None:
        while self.going:
            start = time.monotonic()
            with urllib.request.urlopen(self.url, timeout=30) as answer:
                answer.read()
            self.times.append((time.monotonic() - start) * 1000)
            time.sleep(0.1)


def spent(server: Measured) -> dict[str, float]:
    """Processor seconds of the web process and of the workers so far."""
    used = {"web": 0.0, "worker": 0.0}
    for name, process in server.processes().items():
        times = process.cpu_times()
        used["web" if name == "web" else "worker"] += times.user + times.system
    return used


def step(server: Measured, url: str, demo: str, visitors: int, fps: float, seconds: float) -> dict[str, Any]:
    """One crowd that comes by ``url``; what it saw, the page's times, and processor milliseconds a frame."""
    prober = Prober(url)
    before = spent(server)
    prober.start()
    params = json.dumps(DEMOS.get(demo, {}))
    command = ["-m", "benchmarks.crowd", "--url", url, "--demo", demo, "--params", params]
    command += ["--visitors", str(visitors), "--fps", str(fps), "--seconds", str(seconds)]
    result: dict[str, Any] = run_module(command)
    prober.going = False
    prober.join(30)
    after = spent(server)
    times = sorted(prober.times)
    frames = result["fps"] * (seconds + 5)
    return {
        **result,
        "http_p50": statistics.median(times),
        "http_p99": times[int(0.99 * (len(times) - 1))],
        "cpu_ms": {name: 1000 * (after[name] - before[name]) / max(1.0, frames) for name in after},
    }


def computed(web_ms: float, outside_ms: float, fps: float, gpu_ms: float = GPU_MS) -> dict[str, float]:
    """Visitors at ``fps`` that one web process, one worker's own core and one GPU would carry; the least decides.

    ``web_ms``: processor time a frame of the web process; ``outside_ms``: of a worker, outside of the network.
    """
    return {"web process": 1000 / web_ms / fps, "worker": 1000 / outside_ms / fps, "GPU": 1000 / gpu_ms / fps}


def line(result: dict[str, Any], bare_fps: float) -> str:
    return (
        f"{result['visitors']:9}{result['fps']:10.1f}{result['fps'] / bare_fps:8.1%}{result['each']:8.2f}"
        f"{result['share_spread']:9.1%}{result['latency_p50']:9.0f}{result['latency_p95']:8.0f}"
        f"{result['slope_ms_per_s']:+9.2f}{megabits(result):8.1f}{result['http_p50']:8.0f}{result['http_p99']:8.0f}"
        f"{result['cpu_ms']['web']:8.2f}{result['cpu_ms']['worker']:9.2f}  {result['problems'] or ''}"
    )


def run(demo: str, counts: Sequence[int], fps: float, seconds: float) -> dict[str, Any]:
    """All steps on one server, between two measurements of the bare model."""
    before = bare(demo, DEMOS.get(demo, {}), min(10, seconds), lanes="auto")
    way, many = Way(), dict.fromkeys(("max_visitors", "max_visitors_per_address", "max_streams"), 1000)
    with Measured(demos=demo, **many, **way.settings) as server, way.to(server) as url:
        steps = [step(server, url, demo, count, fps, seconds) for count in counts]
        time.sleep(1)
        left = {
            name: server.metrics()[name] for name in ("hype_frames_waiting", "hype_frames_in_flight", "hype_streams")
        }
    after = bare(demo, DEMOS.get(demo, {}), min(10, seconds), lanes="auto")
    return {"demo": demo, "fps": fps, "bare": [before, after], "steps": steps, "left": left}


def report(found: dict[str, Any]) -> str:
    demo, fps = found["demo"], found["fps"]
    bare_fps = statistics.mean(one["fps"] for one in found["bare"])
    head = (
        f"{'visitors':>9}{'frames/s':>10}{'of bare':>8}{'each':>8}{'spread':>9}{'p50 ms':>9}{'p95':>8}"
        f"{'ms/s':>9}{'Mbit/s':>8}{'page50':>8}{'page99':>8}{'web ms':>8}{'worker':>9}"
    )
    about = f"{demo}: each offers {fps:g} frames a second; the bare model side by side gives {bare_fps:.1f}"
    lines = [f"\n{about}", head]
    lines += [line(one, bare_fps) for one in found["steps"]]
    last = found["steps"][-1]
    carried = last["fps"] / fps
    lines.append(
        f"measured: this machine carries {carried:.1f} visitors at {fps:g} frames a second each, "
        f"{last['fps'] / 5:.1f} at 5 and {last['fps'] / 2:.1f} at 2"
    )
    outside = statistics.median(one["outside"] for one in found["bare"])
    could = computed(last["cpu_ms"]["web"], outside, fps)
    names = ", ".join(f"{name} {count:.0f}" for name, count in could.items())
    lines.append(
        f"computed, network on a GPU at an assumed {GPU_MS:g} ms a frame: {min(could.values()):.0f} "
        f"visitors at {fps:g} ({names})"
    )
    lines.append(f"left at the end: {found['left']}")
    return "\n".join(lines)


def rows_of(every: Sequence[dict[str, Any]], before: Sequence[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """The steps of several demos for docs/performance-load.json, with the rows ``before`` of other demos and other
    crowds: so a long run can be had in pieces.
    """
    rows = {(row["demo"], row["visitors"]): row for row in before}
    for found in every:
        bare_fps = statistics.mean(one["fps"] for one in found["bare"])
        outside = statistics.median(one["outside"] for one in found["bare"])
        for one in found["steps"]:
            could = min(computed(one["cpu_ms"]["web"], outside, found["fps"]).values())
            rows[found["demo"], one["visitors"]] = {
                "demo": found["demo"],
                "visitors": one["visitors"],
                "fps": round(one["fps"], 1),
                "of_bare": round(one["fps"] / bare_fps, 2),
                "each": round(one["each"], 1),
                "shares": round(one["share_spread"], 3),
                "p50": round(one["latency_p50"]),
                "p95": round(one["latency_p95"]),
                "lag_ms_per_s": round(one["slope_ms_per_s"], 2),
                "kb_up": round(one["kb_up"], 1),
                "kb_down": round(one["kb_down"], 1),
                "http_p99": round(one["http_p99"]),
                "computed_with_a_gpu": round(could),
            }
    return [rows[whose] for whose in sorted(rows)]


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The crowds that decide; all of them stand in the file beside the page."""
    heads = ("demo", "visitors at 10 a second", "frames/s in all", "of the bare model", "shares ±", "p50, p95")
    head = f"| {' | '.join(heads)} | kB up, down | home page p99 |"
    return "\n".join(
        (
            head,
            "|" + "---|" * 8,
            *(
                f"| {row['demo']} | {row['visitors']} | {row['fps']:.1f} | {row['of_bare']:.0%} | {row['shares']:.1%} "
                f"| {row['p50']}, {row['p95']} ms | {row['kb_up']}, {row['kb_down']} | {row['http_p99']} ms |"
                for row in rows
                if row["visitors"] in SHOWN
            ),
        )
    )


def write(every: Sequence[dict[str, Any]], docs: Path) -> None:
    """All rows beside the page, those that decide in it."""
    file = docs / "performance-load.json"
    rows = rows_of(every, json.loads(file.read_text()) if file.exists() else ())
    file.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    between(docs / "performance.md", "load", table(rows))


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--demo", nargs="+", default=["pose"])
    parser.add_argument("--visitors", type=int, nargs="+", default=[30])
    parser.add_argument("--fps", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--docs", action="store_true", help="write these rows in docs/performance.md")
    parser.add_argument(
        "--shaped", action="store_true", help="over 100 Mbit/s and 10 ms, in a network namespace of its own"
    )
    options = parser.parse_args(argv)
    if options.shaped and SHAPED not in os.environ:
        return in_a_classroom()
    every = []
    for demo in options.demo:
        found = run(demo, options.visitors, options.fps, options.seconds)
        print(report(found), flush=True)
        if options.shaped:
            print("\n".join(verdict(demo, one, options.fps) for one in found["steps"]), flush=True)
        file = ROOT / "var" / f"{'shaped' if options.shaped else 'load'}-{demo}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(found, indent=1))
        every.append(found)
    if options.docs:
        if options.shaped:
            between(ROOT / "docs" / "performance.md", "shaped", shaped_table(every))
        else:
            write(every, ROOT / "docs")
    steps = [one for found in every for one in found["steps"]]
    bad = any(exceeded(one, options.fps) if options.shaped else one["slope_ms_per_s"] > 1 for one in steps)
    return 1 if bad or any(any(found["left"].values()) for found in every) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
