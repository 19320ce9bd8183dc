"""What twenty demos hold when a visitor strolls through them, against what six do.

    python -m benchmarks.many_demos [--demos 20] [--stay 10]

Copies of the site's own demos, each of which loads its networks anew, make up the number in a folder of their own.
With the settings of ``make serve`` a visitor opens one after the other, streams to it for ``--stay`` seconds and
leaves. Each line has the seconds to the first answer, and what the serving worker, the spare one and the web process
then hold; the last one what is left a minute later.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count, cycle
from pathlib import Path

from benchmarks.footage import clip_jpegs
from benchmarks.recovery import until_answered
from models.contract.demo import Demo
from models.contract.registry import find_demos
from tests.support.client import Client
from tests.support.server import Measured

COPY = '''"""{title}, once more."""

from {module} import {kind}


class Copy({kind}):
    name = "{name}"
    title = "{title} {number}"
    place = {place}
    polls = ()
'''
RATE = 5.0
"""Frames a second that the visitor sends: enough to be in use."""
AFTERWARDS = 60.0


def copy(demo: Demo, number: int, place: Path) -> str:
    """A demo of another name that is ``demo`` in all else, in ``place``; its name."""
    kind, name = type(demo), f"{demo.name}_{number}"
    left_out = shutil.ignore_patterns("*.npz", "training", "__pycache__")
    shutil.copytree(demo.folder, place / name, ignore=left_out)
    values = {"module": kind.__module__, "kind": kind.__name__, "name": name, "title": demo.title, "number": number}
    (place / name / "demo.py").write_text(COPY.format(**values, place=demo.place + 1000 * number))
    return name


def names(total: int, place: Path) -> Iterator[str]:
    """The site's own demos, then copies of them until there are ``total``."""
    own = list(find_demos().values())
    yield from (demo.name for demo in own[:total])
    copies = count(len(own))
    for demo, number in zip(cycle(own), copies, strict=False):
        if number >= total:
            return
        yield copy(demo, number // len(own) + 1, place)


def held(server: Measured) -> dict[str, float]:
    """Megabytes of the worker that serves, of the one that stands by and of the web process."""
    workers = [(worker.memory_info().rss / 1e6, "--spare" in worker.cmdline()) for worker in server.workers()]
    found = {"spare" if is_spare else "worker": rss for rss, is_spare in workers}
    return found | {"web": server.memory()}


def told(server: Measured) -> str:
    loaded = sum(entry["state"] == "ready" for entry in server.get("/api/demos").json["demos"])
    return ", ".join(f"{name} {rss:.0f} MB" for name, rss in held(server).items()) + f", {loaded} demos loaded"


def stay(server: Measured, demo: str, seconds: float, jpegs: Sequence[bytes]) -> float:
    """Open a demo's page, and stream to it for some seconds: those until its first answer."""
    begun = time.monotonic()
    server.get(f"/demos/{demo}")
    with Client(server.url) as client:
        stream = client.open(demo, render="layers")["stream"]
        seq = until_answered(client, stream, 0, jpegs[0])
        first = time.monotonic()
        while time.monotonic() < first + seconds:
            seq = until_answered(client, stream, seq, jpegs[seq % len(jpegs)])
            time.sleep(1 / RATE)
        client.call("close", {"stream": stream})
    return first - begun


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_demos", description="Memory of many demos.")
    parser.add_argument("--demos", type=int, default=20)
    parser.add_argument("--stay", type=float, default=10.0, help="seconds at each demo")
    options = parser.parse_args(argv)
    jpegs = clip_jpegs()
    with tempfile.TemporaryDirectory(prefix="hypemany-") as folder:
        demos = list(names(options.demos, Path(folder)))
        with Measured(preload="pose,style", demo_path=folder) as server:
            server.wait_ready("pose", "style")
            print(f"{len(demos)} demos, before anybody comes: {told(server)}", flush=True)
            most = 0.0
            for demo in demos:
                seconds = stay(server, demo, options.stay, jpegs)
                most = max(most, held(server).get("worker", 0.0))
                print(f"{demo}: first answer after {seconds:.1f} s; {told(server)}", flush=True)
            time.sleep(AFTERWARDS)
            print(f"the worker held {most:.0f} MB at most; {AFTERWARDS:.0f} s after the last visit: {told(server)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
