"""What Socket.IO costs beside a bare WebSocket: the same JPEG there and back, in one run, through one server process.

    python -m benchmarks.transport

Three ways, in turn: a bare WebSocket with the picture as one message; the same with a line of JSON as a message of its
own before it; a Socket.IO event with the picture as attachment, as frames and results go. Prints the median and p95
round trip and the server's processor time for each, on eventlet and on threading.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import websocket

from benchmarks.footage import clip_jpegs
from tests.support.client import Client
from tests.support.server import ROOT, Measured

BARE = "/socket.io/bare"
"""Where the bare WebSocket listens: below Socket.IO's path, so behind the same doors."""
HEAD = {
    "stream": "4j484J-M9k-M",
    "seq": 39,
    "t": 12.5,
    "timing": {"decode": 1.2, "predict": 13.82, "render": 0.53, "encode": 0.7, "total": 17.19, "wait": 0.94},
    "batch": 1,
    "dropped": [],
}


def bare(socket: Any, jpeg: bytes) -> None:
    socket.send_binary(jpeg)
    assert socket.recv() == jpeg


def with_head(socket: Any, jpeg: bytes) -> None:
    socket.send(f"4{json.dumps(HEAD)}")  # 4 is what messages begin with: the app closes on others
    socket.send_binary(jpeg)
    json.loads(socket.recv()[1:])
    assert socket.recv() == jpeg


def attached(client: Client, jpeg: bytes) -> None:
    client.emit_picture("echo", HEAD, jpeg)
    assert client.wait_for("echo").image == jpeg


def measure(server: Measured, jpegs: Sequence[bytes], rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each way: ``p50``, ``p95``, ``cpu`` (of the web process)."""
    plain = websocket.create_connection(server.url.replace("http", "ws") + BARE, origin=server.url, timeout=30)
    ways: dict[str, Callable[[bytes], None]] = {}
    times: dict[str, list[float]] = {}
    spent: dict[str, float] = {}
    with Client(server.url) as client:
        ways["bare WebSocket, one message"] = lambda jpeg: bare(plain, jpeg)
        ways["bare WebSocket, JSON and picture"] = lambda jpeg: with_head(plain, jpeg)
        ways["Socket.IO, event with attachment"] = lambda jpeg: attached(client, jpeg)
        web = server.processes()["web"]
        for _ in range(rounds):
            for name, way in ways.items():
                before = sum(web.cpu_times()[:2])
                for jpeg in jpegs:
                    start = time.perf_counter()
                    way(jpeg)
                    times.setdefault(name, []).append((time.perf_counter() - start) * 1000)
                spent[name] = spent.get(name, 0.0) + sum(web.cpu_times()[:2]) - before
    plain.close()
    return {
        name: {
            "p50": statistics.median(took),
            "p95": sorted(took)[int(0.95 * len(took))],
            "cpu": 1000 * spent[name] / len(took),
        }
        for name, took in times.items()
    }


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transport")
    parser.add_argument("--rounds", type=int, default=15, help="of 60 pictures each way (15)")
    options = parser.parse_args(argv)
    jpegs = clip_jpegs()
    print(f"{len(jpegs)} pictures of {statistics.mean(map(len, jpegs)) / 1000:.0f} kB, there and back, ms\n")
    print("| served by | way | p50 | p95 | processor |\n|---|---|---|---|---|")
    settings: dict[str, Any] = {"demos": "timed", "demo_path": ROOT / "benchmarks" / "peers" / "demos"}
    settings |= {"message_rate": 10_000, "message_burst": 100_000}
    for mode in ("eventlet", "threading"):
        with Measured("-m", "benchmarks.echo_server", BARE, async_mode=mode, **settings) as server:
            for name, found in measure(server, jpegs, options.rounds).items():
                print(f"| {mode} | {name} | {found['p50']:.2f} | {found['p95']:.2f} | {found['cpu']:.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
