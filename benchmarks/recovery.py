"""What a start, a lost worker and a demo that is not loaded yet cost whoever waits for it.

    python -m benchmarks.recovery [--tries 5]

With the settings of ``make serve``: seconds from that command to pose's first frame; without a frame while the same
command, given again, takes over from the server that runs; from ``kill -9`` of pose's worker
to its next good frame, with all demos enabled; and from opening each of the other demos to its first answer, with the
megabytes that the worker then holds.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

import psutil

from benchmarks.footage import clip_jpegs
from tests.support.client import Client
from tests.support.returning import Page
from tests.support.server import ROOT, Measured, free_port
from tests.support.waiting import eventually

PATIENCE = 120.0


class MadeServer(Measured):
    """``make serve``, as a lecturer types it; what it keeps is in a folder that is nobody else's."""

    def __init__(self, port: int, data_dir: str) -> None:
        super().__init__(port=port, preload="pose,style")
        self._command = ["make", "serve", f"PORT={port}", f"DATA_DIR={data_dir}"]

    def _launch(self) -> None:
        self.process = subprocess.Popen(self._command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)


def first_answer(client: Client, demo: str, jpeg: bytes) -> float:
    """Seconds from opening a demo's stream to its first result, asking again as the page does."""
    begun = time.monotonic()
    stream = client.open(demo)["stream"]
    until_answered(client, stream, 0, jpeg)
    took = time.monotonic() - begun
    client.call("close", {"stream": stream})  # a visitor has only so many at a time
    return took


def until_answered(client: Client, stream: str, seq: int, jpeg: bytes) -> int:
    """Send frames until one has its result; the next seq."""
    while True:
        event = client.answer(stream, seq, jpeg, timeout=PATIENCE)
        seq += 1
        if event.name == "result":
            return seq
        time.sleep(event.body.get("retry_after") or 0.2)


def start(jpeg: bytes) -> tuple[float, float]:
    """Seconds from ``make serve`` to the first frame of pose; and without a frame while another takes over from it."""
    with tempfile.TemporaryDirectory(prefix="hype-") as kept:
        server = MadeServer(free_port(), kept)
        after = MadeServer(server.settings["port"], kept)
        begun = time.monotonic()
        try:
            server.start(wait=False)
            with Client(server.url) as client:
                first_answer(client, "pose", jpeg)
            took = time.monotonic() - begun
            return took, succession(server, after, jpeg)
        finally:
            after.clean_up()
            server.clean_up()


def succession(server: Measured, after: Measured, jpeg: bytes) -> float:
    """The longest time without a frame of pose while ``after`` is started and takes over."""
    page = Page(server.url, "pose", jpeg)
    page.start()
    eventually(lambda: len(page.answered) > 30, "pose answers", PATIENCE)
    after.start(wait=False)
    server.process.wait(PATIENCE)
    answered = len(page.answered)
    eventually(lambda: len(page.answered) > answered + 30, "pose answers again", PATIENCE)
    page.going = False
    page.join(PATIENCE)
    return page.longest_gap()


def busiest(server: Measured) -> psutil.Process:
    """The worker that serves: the one that has computed most."""
    return max(server.workers(), key=lambda worker: sum(worker.cpu_times()[:2]))


def losses(server: Measured, tries: int, jpeg: bytes) -> list[float]:
    """Seconds from each ``kill -9`` of pose's worker to pose's next result."""
    found = []
    with Client(server.url) as client:
        stream, seq = client.open("pose")["stream"], 0
        for _ in range(tries):
            eventually(lambda: server.metrics()["hype_workers_spare"] == 1, "another worker stands by", PATIENCE)
            for _ in range(30):
                seq = until_answered(client, stream, seq, jpeg)
            busiest(server).kill()
            begun = time.monotonic()
            seq = until_answered(client, stream, seq, jpeg)
            found.append(time.monotonic() - begun)
    return found


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recovery", description="Starts, losses, loads.")
    parser.add_argument("--tries", type=int, default=5)
    options = parser.parse_args(argv)
    jpeg = clip_jpegs()[0]
    took, gap = start(jpeg)
    print(f"make serve to the first frame of pose: {took:.1f} s", flush=True)
    print(f"make serve again: at most {gap:.2f} s without a frame of pose while it takes over", flush=True)
    with Measured(preload="pose,style") as server:
        demos = [entry["name"] for entry in server.get("/api/demos").json["demos"]]
        found = losses(server, options.tries, jpeg)
        print(f"kill -9 to the next frame of pose: median {statistics.median(found):.2f} s of {len(found)},", end=" ")
        print(f"{min(found):.2f} to {max(found):.2f} s, with {len(demos)} demos enabled", flush=True)
        server.wait_ready("pose", "style")
        with Client(server.url) as client:
            for demo in [name for name in demos if server.state(name)[0] == "idle"]:
                seconds = first_answer(client, demo, jpeg)
                held = busiest(server).memory_info().rss / 1e6
                print(f"{demo}: {seconds:.1f} s to the first answer, the worker then holds {held:.0f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
