"""Where a frame's processor time goes: a profile of the web process and of the worker while one visitor streams.

    make profile                                a "model" of 20 ms, 20 frames a second, eventlet
    make profile ARGS="--demo pose --mode threading"

py-spy looks 500 times a second at which thread of each process holds Python's lock: what waits, and what libraries
compute without it, is not seen. Prints what each part of the way takes, by the innermost function that
belongs to one, as a share and as milliseconds a frame, beside what the system counted for the process, and draws
a flame graph of each: var/profile-web.svg and var/profile-worker.svg.
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.run import run_module
from benchmarks.server import ROOT, Server

PARTS = (
    ("waiting", r"Condition\.wait |Event\.wait |Server\.sleep |_loop \(webapp|housekeeping|_end_with_parent|selectors"),
    ("unmasking", r"unmask |wsproto/frame_protocol"),
    ("JSON", r"\(json/"),
    ("msgpack", r"inference/protocol|msgpack"),
    ("ZeroMQ", r"zmq|inference/(post|outbox)"),
    ("WebSocket", r"eventlet/websocket|simple_websocket|wsproto|_WholeSender|_Reading|greenio"),
    ("eventlet's hub", r"eventlet/(hubs|queue|semaphore|greenthread|event)"),
    ("checking the envelope", r"pydantic|webapp/envelopes"),
    ("metrics", r"prometheus"),
    ("Socket.IO", r"socketio|engineio|webapp/packets|webapp/websockets"),
    ("engine", r"webapp/(inference/(engine|scheduler|fleet|supervisor|lifecycle)|streams)"),
    ("events", r"webapp/"),
    ("header check", r"_read_header|\(PIL/"),
    ("decoding", r"_imdecode|_decode_opaque|decode \(models/frames"),
    ("encoding", r"encode_jpeg"),
    ("the demo", r"\(models/|benchmarks/peers"),
)
"""Parts of a frame's way with what their functions look like; the first that fits counts."""
COLOURS = ("#d98a6a", "#e0a46f", "#e7bd7a", "#c9b98f", "#d9785a")
RATE = 500
LEAST = 0.004
"""What is drawn at least, as a share of all."""


@dataclass
class Node:
    """A function called from its parent, with the samples in it and below."""

    count: int = 0
    below: dict[str, Node] = field(default_factory=dict)


def stacks(raw: str) -> Iterator[tuple[list[str], int]]:
    """Stacks, outermost first, and their samples, from what py-spy writes; lines of code are left out."""
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        yield [re.sub(r":\d+\)$", ")", frame) for frame in stack.split(";")], int(count)


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


def flame_graph(raw: str, title: str) -> str:
    """An SVG: each function as wide as the time in it, below what called it."""
    root = Node()
    for stack, count in stacks(raw):
        if part_of(stack) == "waiting":
            continue
        node = root
        root.count += count
        for frame in stack:
            node = node.below.setdefault(frame, Node())
            node.count += count
    boxes = list(_boxes(root, 0.0, 0, max(1, root.count)))
    height = 18 * (2 + max((depth for *_, depth in boxes), default=0)) + 8
    drawn = [_box(*box) for box in boxes]
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {height}" font-family="sans-serif" font-size="11">',
        f'<title>{html.escape(title)}</title><rect width="1000" height="{height}" fill="#fbf8f2"/>',
        f'<text x="4" y="14">{html.escape(title)}</text>', *drawn, "</svg>\n",
    ))  # fmt: skip


def _boxes(node: Node, left: float, depth: int, total: int) -> Iterator[tuple[str, float, float, int]]:
    """Name, left end, width (shares of all) and depth of each function that is wide enough to be seen."""
    for name, below in node.below.items():
        width = below.count / total
        if width >= LEAST:
            yield name, left, width, depth
            yield from _boxes(below, left, depth + 1, total)
        left += width


def _box(name: str, left: float, width: float, depth: int) -> str:
    x, y, wide = 1000 * left, 20 + 18 * depth, 1000 * width
    letters = int(wide / 6)
    text = html.escape(name[:letters]) if letters > 3 else ""
    fill = COLOURS[depth % len(COLOURS)]
    return (f'<g><title>{html.escape(name)}: {width:.1%}</title>'
            f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="17" fill="{fill}"/>'
            f'<text x="{x + 2:.1f}" y="{y + 12}">{text}</text></g>')  # fmt: skip


def record(processes: dict[str, psutil.Process], seconds: float) -> dict[str, tuple[str, float]]:
    """Of each process what py-spy saw, and the processor seconds that it used meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        before = {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}
        spies = [
            subprocess.Popen(
                [ROOT / ".venv" / "bin" / "py-spy", "record", "--pid", str(process.pid),
                 "--duration", str(round(seconds)), "--rate", str(RATE), "--gil",
                 "--format", "raw", "--output", f"{folder}/{name}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            for name, process in processes.items()
        ]  # fmt: skip
        for spy in spies:
            _, said = spy.communicate()
            if spy.returncode:
                raise SystemExit(
                    f"py-spy: {said[-500:]}\nIt may need more rights: sudo sysctl kernel.yama.ptrace_scope=0"
                )
        used = {name: sum(process.cpu_times()[:2]) - before[name] for name, process in processes.items()}
        return {name: (Path(folder, name).read_text(), used[name]) for name in processes}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling")
    parser.add_argument("--demo", default="timed", help="timed is a model that sleeps 20 ms")
    parser.add_argument("--mode", default="eventlet", choices=("eventlet", "threading"))
    parser.add_argument("--fps", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args(argv)
    own = options.demo == "timed"
    settings: dict[str, Any] = {"DEMO_PATH": ROOT / "benchmarks" / "peers" / "demos"} if own else {}
    visitor = ["-m", "benchmarks.visitor", "--demo", options.demo, "--fps", str(options.fps), "--params",
               '{"ms": 20}' if own else "{}", "--seconds", str(options.seconds + 3)]  # fmt: skip
    with Server(DEMOS=options.demo, ASYNC_MODE=options.mode, **settings) as server:
        found, seen = _while_streaming(server, [*visitor, "--url", server.url], options.seconds)
    print(f"{options.demo}, {options.mode}: {seen['fps']:.1f} frames a second, p50 {seen['latency_p50']:.1f} ms")
    for name, (raw, used) in found.items():
        frames = max(1.0, seen["fps"] * options.seconds)
        each = 1000 * sum(count for _, count in stacks(raw)) / RATE / frames
        print(f"\n| {name}: {1000 * used / frames:.2f} ms a frame, {each:.2f} in Python | share | ms |\n|---|---|---|")
        for part, share in shares(raw).items():
            print(f"| {part} | {share:.0%} | {each * share:.2f} |")
        file = ROOT / "var" / f"profile-{name.split()[0]}.svg"
        file.parent.mkdir(exist_ok=True)
        file.write_text(flame_graph(raw, f"{name}, {options.demo}, {options.mode}: {each:.2f} ms of Python a frame"))
    return 0


def _while_streaming(server: Server, visitor: list[str], seconds: float) -> tuple[dict[str, tuple[str, float]], Any]:
    """What was recorded, and what the visitor saw."""
    with ThreadPoolExecutor(1) as pool:
        streaming = pool.submit(run_module, visitor)
        time.sleep(3)
        found = record(server.processes(), seconds)
        return found, streaming.result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
