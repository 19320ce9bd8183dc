"""Leave it running: memory, descriptors, latency and queues over hours.

    python -m benchmarks.soak --minutes 120 --visitors 10 --json var/soak.json --plot var/soak.svg
    python -m benchmarks.soak --of var/soak.json --docs    the report, plot and table of a run that was

Starts a server with the settings of ``make serve``. One visitor stays at the pose demo with ``--pose-fps`` frames a
second; the others stroll through all demos, some minutes at each, with ``--fps``: cameras send real footage,
microphones a recorded sentence as it is spoken, again and again with a rest, and of what goes on by itself a result is
looked at. Each ten seconds a reading is taken; the file is written anew each minute, so that a run cut short tells as
well, and SIGTERM ends a run in order. Prints a verdict on each quantity and exits with 1 when something grows, is left
in a queue, or went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPException
from itertools import repeat
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

from benchmarks.marks import between
from benchmarks.soak.flat import WARM_UP
from benchmarks.soak.ledger import Ledger
from benchmarks.soak.plot import plot
from benchmarks.soak.readings import keep, left, reading
from benchmarks.soak.report import brief, judged, told
from benchmarks.soak.strolling import Footage, Stroller, stays
from models.contract.registry import find_demos
from tests.support.server import ROOT, Measured
from tests.support.waiting import eventually
from webapp.settings import Settings

EVERY = 10.0
"""Seconds between two readings."""
KEPT = 6
"""Readings after which the file is written."""
GONE = 15.0
"""Seconds after the last visitor until queues must be empty."""
PATIENCE = 1200.0
"""Seconds until the server must be ready, on a machine that others use too."""
HOME, PRELOADED = "pose", ("pose", "style")
SET = tuple(name.upper() for name in Settings.model_fields if name not in ("secret_key", "teacher_token"))
"""Settings of the server that may come from outside, and are kept with the readings."""


def visitors(server: Measured, options: argparse.Namespace, ledger: Ledger, end: threading.Event) -> list[Stroller]:
    """One at pose, the others on their way through all demos, each from another one on."""
    demos = find_demos()
    footage, names = Footage(list(demos.values())), list(demos)
    ways: list[Iterator[tuple[str, float]]] = [repeat((HOME, 600.0))]
    strolling = options.visitors - 1
    ways += [stays(names, options.stay, round(i * len(names) / strolling), i) for i in range(strolling)]
    return [
        Stroller(i, server, way, demos, footage, options.pose_fps if i == 0 else options.fps, ledger, end)
        for i, way in enumerate(ways)
    ]


def soak(options: argparse.Namespace) -> dict[str, Any]:
    """The whole run; what is kept of it."""
    about = {name: getattr(options, name) for name in ("minutes", "visitors", "fps", "pose_fps", "stay")}
    about |= {"settings": {name: os.environ[name] for name in SET if name in os.environ}, "nice": os.nice(0)}
    ledger, end = Ledger(), threading.Event()
    found: dict[str, Any] = {
        "about": about | {"begun": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "demos": sorted(find_demos())}
    }
    readings = found["readings"] = []
    with ExitStack() as stack:
        server = Measured(port=options.port, preload=",".join(PRELOADED))
        stack.callback(server.clean_up)
        server.start(wait=False)
        eventually(lambda: loaded(server), f"{PRELOADED} are loaded", PATIENCE, every=2)
        crowd = visitors(server, options, ledger, end)
        for visitor in crowd:
            visitor.start()
        begun = time.monotonic()
        signal.signal(signal.SIGTERM, lambda *_: end.set())
        for tick in range(1, round(options.minutes * 60 / EVERY) + 1):
            if end.wait(max(0.0, begun + tick * EVERY - time.monotonic())):
                break
            try:
                readings.append(reading(server, ledger, begun))
            except (OSError, HTTPException, psutil.Error, KeyError):
                ledger.error("no reading")
            if tick % KEPT == 0 and readings:
                found["report"] = judged(readings, None, warm_up(options.minutes))
                keep(options.json, found)
            if server.process.poll() is not None:
                raise SystemExit(f"the server ended after {tick * EVERY:.0f} seconds")
        end.set()
        for visitor in crowd:
            visitor.join(30)
        time.sleep(GONE)
        found["left"] = left(reading(server, ledger, begun))
    return found


def loaded(server: Measured) -> bool:
    """Whether those that are loaded at the start are there."""
    return all(server.state(demo)[0] == "ready" for demo in PRELOADED)


def publish(found: dict[str, Any], docs: Path) -> None:
    """The table in docs/performance.md, and beside it the plot and a reading each minute."""
    keep(docs / "performance-soak.json", found | {"readings": found["readings"][KEPT - 1 :: KEPT]})
    (docs / "performance-soak.svg").write_text(plot(found))
    shown = "![What the server held over time](performance-soak.svg)"
    between(docs / "performance.md", "soak", f"{brief(found['report'])}\n\n{shown}")


def warm_up(minutes: float) -> float:
    """Seconds at the beginning that do not count: twenty minutes, in a short run a third."""
    return min(WARM_UP, minutes * 60 / 3)


def stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(f"ended by signal {number}")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Leave it running.")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--fps", type=float, default=1, help="of each who strolls")
    parser.add_argument("--pose-fps", type=float, default=5, help="of the one who stays at pose")
    parser.add_argument("--stay", type=float, nargs=2, default=(2.0, 5.0), help="minutes at a demo, from and to")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--json", type=Path, default=Path("var/soak.json"))
    parser.add_argument("--plot", type=Path, help="an SVG to write")
    parser.add_argument("--of", type=Path, help="report on this file and run nothing")
    parser.add_argument("--docs", action="store_true", help="write table, plot and readings in docs")
    options = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, stop)  # so that the server ends as well
    found: dict[str, Any] = json.loads(options.of.read_text()) if options.of else soak(options)
    readings = found["readings"]
    found["report"] = judged(readings, found.get("left"), warm_up(readings[-1]["seconds"] / 60))
    if not options.of:
        keep(options.json, found)
    if options.plot:
        options.plot.write_text(plot(found))
    if options.docs:
        publish(found, ROOT / "docs")
    print(told(found["report"]))
    return 0 if found["report"]["good"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
