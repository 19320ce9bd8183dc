"""Twenty who speak at once, each to a mouth of their own: what a machine can hear, and how late the mouths are.

    python -m benchmarks.lips_crowd --speakers 20 --seconds 20

Starts a server as a lecturer does, with this demo alone. Each speaker is a connection that sends a recorded sentence
again and again in pieces of 40 ms, at the pace of speech. Prints one line of JSON: milliseconds from the end of a
piece's sound to its result (p50, p95, worst), the same from the middle of each frame to its mouth as a page draws it
(look-ahead included; what a browser adds is not), pieces dropped, and processor time of server and workers a second.
The speakers share the machine, and their own work counts in what is left for the server.
"""

from __future__ import annotations

import argparse
import json
import select
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import psutil

from benchmarks.footage import pieces
from models.lips.demo import LipsDemo
from tests.support.client import Client, Event
from tests.support.server import Measured

FRAME_MS = 20
WARM = 3.0
"""Seconds that are not counted."""
_READY = 0.0002
"""Seconds that what has arrived may take to be read."""
PARTS = 2
"""Processes that the speakers share."""
Heard = dict[str, list[Any]]


class Speaker:
    """One connection. ``begun`` is when it begins to speak, in seconds of the monotonic clock."""

    def __init__(self, url: str, begun: float, heard: Heard) -> None:
        self.client = Client(url)
        self._stream, self._hop = self.client.open("lips", render="browser")["stream"], LipsDemo.source.hop
        self._begun, self._heard = begun, heard
        self._out: dict[int, float] = {}
        self._seq = 0

    @property
    def due(self) -> float:
        """When the next piece has been spoken."""
        return self._begun + (self._seq + 1) * self._hop

    def speak(self, sent: list[bytes]) -> None:
        """Send the piece that is due."""
        self._out[self._seq] = self.due
        self.client.sound(self._stream, self._seq, sent[self._seq % len(sent)])
        self._seq += 1

    def listen(self) -> None:
        """Take what has come."""
        while (event := self.client.receive(_READY)) is not None:
            if event.name == "result":
                self._take(event)
            else:
                self._heard["problems"].append(event.body["code"])

    def _take(self, event: Event) -> None:
        body = event.body
        self._heard["dropped"] += [len(body["dropped"])]
        spoken = self._out.pop(body["seq"], None)
        if spoken is None or spoken < self._begun + WARM:
            return
        late, told = 1000 * (event.at - spoken), body["data"]
        self._heard["results"].append(late)
        mouth = late + 1000 * told["behind"] + FRAME_MS * (len(told["mouth"]) - 1)
        self._heard["mouths"] += [mouth] * len(told["mouth"])


def part(url: str, count: int, seconds: float) -> Heard:
    """Some of the speakers, in one thread, no two of whom begin a piece at the same moment."""
    heard: Heard = {"results": [], "mouths": [], "dropped": [], "problems": []}
    begun = time.monotonic() + 1
    crowd = [Speaker(url, begun + LipsDemo.source.hop * i / count, heard) for i in range(count)]
    sent, end = pieces(LipsDemo()), begun + WARM + seconds
    of_socket = {speaker.client.ws.sock: speaker for speaker in crowd}
    while (now := time.monotonic()) < end:
        first = min(crowd, key=lambda speaker: speaker.due)
        if first.due <= now:
            first.speak(sent)
            continue
        for ready in select.select(list(of_socket), [], [], first.due - now)[0]:
            of_socket[ready].listen()
    for speaker in crowd:
        speaker.client.close()
    return heard


def processor_seconds(server: Measured) -> float:
    """What the web process and its workers have used so far."""
    used = [process.cpu_times() for process in (psutil.Process(server.process.pid), *server.workers())]
    return float(sum(times.user + times.system for times in used))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lips_crowd", description=__doc__)
    parser.add_argument("--speakers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with Measured(demos="lips", spare_worker=0, workers=1) as server, ProcessPoolExecutor(PARTS) as pool:
        server.wait_ready("lips")
        counts = [len(range(place, options.speakers, PARTS)) for place in range(PARTS)]
        parts = [pool.submit(part, server.url, count, options.seconds) for count in counts if count]
        time.sleep(WARM + 1)
        before, start = processor_seconds(server), time.monotonic()
        time.sleep(options.seconds - 2)
        used = (processor_seconds(server) - before) / (time.monotonic() - start)
        heard = [one.result() for one in parts]
    whole = {name: [value for one in heard for value in one[name]] for name in heard[0]}
    expected = options.speakers * options.seconds / LipsDemo.source.hop
    print(
        json.dumps(
            {
                "speakers": options.speakers,
                "expected": round(expected),
                **summary(whole),
                "server_cores": round(used, 2),
            }
        )
    )
    return 0


def summary(heard: Heard) -> dict[str, Any]:
    results, mouths = heard["results"], heard["mouths"]
    return {
        "pieces": len(results),
        "result_ms_p50": round(statistics.median(results), 1),
        "result_ms_p95": round(float(np.percentile(results, 95)), 1),
        "result_ms_worst": round(max(results), 1),
        "sound_to_mouth_ms_p50": round(statistics.median(mouths), 1),
        "sound_to_mouth_ms_p95": round(float(np.percentile(mouths, 95)), 1),
        "dropped": sum(heard["dropped"]),
        "problems": len(heard["problems"]),
    }


if __name__ == "__main__":
    sys.exit(main())
