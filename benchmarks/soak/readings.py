"""One reading of a soak: what the server's processes hold, and what the server and the visitors count."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import psutil

from benchmarks.soak.ledger import Ledger
from tests.support.server import Measured, high_water

GAUGES = ("frames_waiting", "frames_in_flight", "streams", "visitors", "pictures", "incoming_bytes", "upload_bytes")
"""Of the server; with the last visitor each goes back to 0."""
COUNTS = ("worker_restarts", "workers", "workers_spare")


def held(process: psutil.Process) -> dict[str, Any]:
    """Megabytes held now and at most so far, descriptors, threads, and seconds of processor so far."""
    with process.oneshot():
        times = process.cpu_times()
        return {
            "pid": process.pid,
            "rss": round(process.memory_info().rss / 1e6, 2),
            "most": round(high_water(process.pid), 2),
            "descriptors": process.num_fds(),
            "threads": process.num_threads(),
            "cpu": round(times.user + times.system, 2),
        }


def processes(server: Measured) -> dict[str, dict[str, Any]]:
    """The web process, and each worker in the order in which they were started."""
    found = {}
    for name, process in server.processes().items():
        try:
            found[name] = held(process)
        except (psutil.NoSuchProcess, OSError):  # it ended just now: the restarts tell
            continue
    return found


def counted(server: Measured) -> dict[str, float]:
    """What the server says of itself."""
    samples = server.metrics()
    told = {name: samples[f"hype_{name}"] for name in (*GAUGES, *COUNTS)}
    outcomes = [value for name, value in samples.items() if name.startswith("hype_frames_total{")]
    return told | {"answered": sum(outcomes)}


def reading(server: Measured, ledger: Ledger, begun: float) -> dict[str, Any]:
    """Everything, ``begun`` being when the soak began."""
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "processes": processes(server),
        "server": counted(server),
        **ledger.read(),
        "load": os.getloadavg()[0],
        "own_cpu": round(sum(os.times()[:2]), 2),
    }


def left(reading: dict[str, Any]) -> dict[str, float]:
    """What should be 0 when the last visitor has gone, and is not."""
    return {name: reading["server"][name] for name in GAUGES if reading["server"][name]}


def keep(file: Path, found: dict[str, Any]) -> None:
    """Write it all at once, so that whoever looks never sees half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(file.name + ".new")
    half.write_text(json.dumps(found, separators=(",", ":")) + "\n")
    half.replace(file)
