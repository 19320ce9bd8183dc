"""How long a painting takes, and what is left of pose beside it.

    python -m benchmarks.gatys_speed [--steps 130] [--size 192] [--seconds 12]

With the settings of ``make serve`` one visitor watches a painting alone; then a visitor of pose is there alone, beside
one painting and beside two. Each line is JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from benchmarks.footage import page_pictures
from benchmarks.visitor import Visitor, summary
from models.contract.registry import find_demos
from tests.support.client import Client
from tests.support.server import Measured

PATIENCE = 120.0


def watched(client: Client, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The data of one answer after the other, each seen at once."""
    stream = client.open("gatys", params, "layers")["stream"]
    while True:
        event = client.wait_for("result", PATIENCE)
        client.emit("seen", {"stream": stream, "seq": event.body["seq"]})
        data: dict[str, Any] = event.body["data"]
        yield data


def painted(url: str, steps: int, params: dict[str, Any]) -> dict[str, Any]:
    """How long so many steps take, from opening the stream."""
    with Client(url) as client:
        began, first = time.monotonic(), 0.0
        for data in watched(client, params):
            first = first or time.monotonic() - began
            if data["step"] >= steps:
                break
    told = {name: data[name] for name in ("step", "look", "computed", "style")}
    return {"seconds": round(time.monotonic() - began, 1), "first": round(first, 2), **told}


@contextmanager
def painting(url: str, params: dict[str, Any]) -> Iterator[list[float]]:
    """Somebody who watches meanwhile; the list gets the time of each answer."""
    times: list[float] = []
    over = threading.Event()

    def watch() -> None:
        with Client(url) as client:
            for _ in watched(client, params):
                times.append(time.monotonic())
                if over.is_set():
                    return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join(PATIENCE)


def beside(url: str, paintings: int, seconds: float, params: dict[str, Any]) -> dict[str, Any]:
    """What a visitor of pose sees beside so many paintings."""
    with ExitStack() as stack, Client(url) as client:
        rates = [stack.enter_context(painting(url, params)) for _ in range(paintings)]
        seen = Visitor(client, "pose", {}, page_pictures(find_demos()["pose"], {}), 0.0, "layers").run(seconds)
        since = time.monotonic() - seconds
        looks = [sum(at >= since for at in times) / seconds for times in rates]
    told = summary(seen, seconds)
    names = ("fps", "latency_p50", "latency_p95", "longest_gap", "problems")
    return {"paintings": paintings, "looks_a_second": looks, **{name: told[name] for name in names}}


def main(arguments: Sequence[str]) -> int:
    """Print the lines; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gatys_speed")
    parser.add_argument("--steps", type=int, default=130)
    parser.add_argument("--size", default="192")
    parser.add_argument("--seconds", type=float, default=12)
    options = parser.parse_args(arguments)
    params = {"size": options.size}
    with Measured(demos="gatys,pose") as server:
        print(json.dumps(painted(server.url, options.steps, params)), flush=True)
        for paintings in (0, 1, 2):
            print(json.dumps(beside(server.url, paintings, options.seconds, params)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
