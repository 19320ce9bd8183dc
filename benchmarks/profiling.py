"""Where a frame's processor time goes: a profile of the web process and of the worker while one visitor streams.

    make profile                                a "model" of 20 ms, 20 frames a second, eventlet
    make profile ARGS="--demo pose --mode threading"

py-spy looks 500 times a second at which thread of each process holds Python's lock: what waits, and what libraries
compute without it, is not seen. Prints what each part of the way takes, by the innermost function that
belongs to one, as a share and as milliseconds a frame, beside what the system counted for the process. py-spy draws
a flame graph of each at the same time: var/profile-web.svg and var/profile-worker-1.svg.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil

from benchmarks.run import run_module
from tests.support.server import ROOT, Measured

PARTS = (
    ("waiting", r"Condition\.wait |Event\.wait |Server\.sleep |_loop \(webapp|housekeeping|_end_with_parent|selectors"),
    ("unmasking", r"unmask |wsproto/frame_protocol"),
    ("JSON", r"\(json/"),
    ("msgpack", r"wire/protocol|msgpack"),
    ("ZeroMQ", r"zmq|engine/post|worker/outbox"),
    ("WebSocket", r"eventlet/websocket|simple_websocket|wsproto|_WholeSender|_Reading|greenio"),
    ("eventlet's hub", r"eventlet/(hubs|queue|semaphore|greenthread|event)"),
    ("checking the envelope", r"pydantic|webapp/live/envelopes"),
    ("metrics", r"prometheus"),
    ("Socket.IO", r"socketio|engineio|webapp/live/(packets|websockets)"),
    ("engine", r"webapp/engine/"),
    ("events", r"webapp/"),
    ("header check", r"_read_header|\(PIL/"),
    ("decoding", r"_imdecode|_decode_opaque|decode \(models/frames"),
    ("encoding", r"encode_jpeg"),
    ("the demo", r"\(models/|benchmarks/peers"),
)
"""Parts of a frame's way with what their functions look like; the first that fits counts."""
RATE = 500
VAR = ROOT / "var"


def stacks(raw: str) -> Iterator[tuple[list[str], int]]:
    """Stacks, outermost first, and their samples, from what py-spy writes."""
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        yield stack.split(";"), int(count)


def part_of(stack: Sequence[str]) -> str:
    """What of a frame's way this stack belongs to, by its innermost function that says so."""
    for frame in reversed(stack):
        for name, pattern in PARTS:
            if re.search(pattern, frame):
                return name
    return "all else"


def shares(raw: str) -> dict[str, float]:
    """Each part's share of the samples in which something was done, the largest first."""
    counted: Counter[str] = Counter()
    for stack, count in stacks(raw):
        counted[part_of(stack)] += count
    counted.pop("waiting", None)
    total = max(1, counted.total())
    return {name: count / total for name, count in counted.most_common()}


def record(processes: dict[str, psutil.Process], seconds: float) -> dict[str, tuple[str, float]]:
    """Of each process what py-spy saw, and the processor seconds that it used meanwhile."""
    VAR.mkdir(exist_ok=True)
    before = {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}
    spies = [
        spy(process.pid, seconds, form, _file(name, ending))
        for name, process in processes.items()
        for form, ending in (("raw", "txt"), ("flamegraph", "svg"))
    ]
    for one in spies:
        _, said = one.communicate()
        if one.returncode:
            raise SystemExit(f"py-spy: {said[-500:]}\nIt may need more rights: sudo sysctl kernel.yama.ptrace_scope=0")
    used = {name: sum(process.cpu_times()[:2]) - before[name] for name, process in processes.items()}
    return {name: ((VAR / _file(name, "txt")).read_text(), used[name]) for name in processes}


def _file(process: str, ending: str) -> str:
    return f"profile-{process.replace(' ', '-')}.{ending}"


def spy(pid: int, seconds: float, form: str, file: str) -> subprocess.Popen[str]:
    """A py-spy that looks at one process. It writes its command line into the graph, so that names no folder."""
    return subprocess.Popen(
        [
            "py-spy",
            "record",
            "--pid",
            str(pid),
            "--duration",
            str(round(seconds)),
            "--rate",
            str(RATE),
            "--gil",
            "--nolineno",
            "--format",
            form,
            "--output",
            file,
        ],
        executable=ROOT / ".venv" / "bin" / "py-spy",
        cwd=VAR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling")
    parser.add_argument("--demo", default="timed", help="timed is a model that sleeps 20 ms")
    parser.add_argument("--mode", default="eventlet", choices=("eventlet", "threading"))
    parser.add_argument("--fps", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args(argv)
    own = options.demo == "timed"
    settings: dict[str, Any] = {"demo_path": ROOT / "benchmarks" / "peers" / "demos"} if own else {}
    visitor = [
        "-m",
        "benchmarks.visitor",
        "--demo",
        options.demo,
        "--fps",
        str(options.fps),
        "--params",
        '{"ms": 20}' if own else "{}",
        "--seconds",
        str(options.seconds + 3),
    ]
    with Measured(demos=options.demo, async_mode=options.mode, **settings) as server:
        found, seen = _while_streaming(server, [*visitor, "--url", server.url], options.seconds)
    print(f"{options.demo}, {options.mode}: {seen['fps']:.1f} frames a second, p50 {seen['latency_p50']:.1f} ms")
    for name, (raw, used) in found.items():
        frames = max(1.0, seen["fps"] * options.seconds)
        each = 1000 * sum(count for _, count in stacks(raw)) / RATE / frames
        print(f"\n| {name}: {1000 * used / frames:.2f} ms a frame, {each:.2f} in Python | share | ms |\n|---|---|---|")
        for part, share in shares(raw).items():
            print(f"| {part} | {share:.0%} | {each * share:.2f} |")
    return 0


def _while_streaming(server: Measured, visitor: list[str], seconds: float) -> tuple[dict[str, tuple[str, float]], Any]:
    """What was recorded, and what the visitor saw."""
    with ThreadPoolExecutor(1) as pool:
        streaming = pool.submit(run_module, visitor)
        time.sleep(3)
        found = record(server.processes(), seconds)
        return found, streaming.result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
