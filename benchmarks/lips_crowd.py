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
import statistics
import sys
import threading
import time

import numpy as np

from models.lips.demo import LipsDemo
from tests.support.client import Client
from tests.support.server import Measured

FRAME_MS = 20
_TICKS = 100


def pieces() -> list[bytes]:
    """The demo's sentence as PCM, piece by piece."""
    demo = LipsDemo()
    length = round(demo.source.rate * demo.source.hop)
    sound = (demo.example() * 32767).astype("<i2")
    return [sound[at : at + length].tobytes() for at in range(0, len(sound) - length + 1, length)]


class Speaker(threading.Thread):
    """Speaks for some seconds; the first three are not counted."""

    WARM = 3.0

    def __init__(self, url: str, sent: list[bytes], seconds: float, late: float) -> None:
        super().__init__()
        self._url, self._sent, self._seconds, self._late = url, sent, seconds, late
        self.results: list[float] = []
        self.mouths: list[float] = []
        self.dropped = 0
        self.problems: list[str] = []

    def run(self) -> None:
        with Client(self._url) as client:
            stream, hop = client.open("lips", render="browser")["stream"], LipsDemo.source.hop
            begun = time.monotonic() + self._late  # nobody begins a piece at the same moment as all the others
            out: dict[int, float] = {}
            seq = 0
            while (now := time.monotonic()) < begun + self.WARM + self._seconds:
                due = begun + (seq + 1) * hop
                if now >= due:
                    out[seq] = due
                    client.sound(stream, seq, self._sent[seq % len(self._sent)])
                    seq += 1
                    continue
                event = client.receive(min(0.04, due - now))
                if event is None:
                    continue
                if event.name != "result":
                    self.problems.append(event.body["code"])
                    continue
                self._take(event, out, begun)

    def _take(self, event, out: dict[int, float], begun: float) -> None:  # type: ignore[no-untyped-def]
        body = event.body
        self.dropped += len(body["dropped"])
        spoken = out.pop(body["seq"], None)
        if spoken is None or spoken < begun + self.WARM:
            return
        late = 1000 * (event.at - spoken)
        self.results.append(late)
        told = body["data"]
        self.mouths += [late + 1000 * told["behind"] + FRAME_MS * (len(told["mouth"]) - 1)] * len(told["mouth"])


def processor_seconds(pids: list[int]) -> float:
    """What these processes have used so far."""
    total = 0.0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            total += sum(int(ticks) for ticks in file.read().rsplit(")", 1)[1].split()[11:13]) / _TICKS
    return total


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lips_crowd", description=__doc__)
    parser.add_argument("--speakers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    sent = pieces()
    with Measured(demos="lips", spare_worker=0, workers=1) as server:
        server.wait_ready("lips")
        hop = LipsDemo.source.hop
        crowd = [Speaker(server.url, sent, options.seconds, hop * i / options.speakers) for i in range(options.speakers)]
        pids = [server.process.pid, *server.workers()]
        for speaker in crowd:
            speaker.start()
        time.sleep(Speaker.WARM)
        before, start = processor_seconds(pids), time.monotonic()
        time.sleep(options.seconds - 1)
        used = (processor_seconds(pids) - before) / (time.monotonic() - start)
        for speaker in crowd:
            speaker.join()
    results = [one for speaker in crowd for one in speaker.results]
    mouths = [one for speaker in crowd for one in speaker.mouths]
    print(
        json.dumps(
            {
                "speakers": options.speakers,
                "pieces": len(results),
                "expected": round(options.speakers * options.seconds / LipsDemo.source.hop),
                "result_ms_p50": round(statistics.median(results), 1),
                "result_ms_p95": round(float(np.percentile(results, 95)), 1),
                "result_ms_worst": round(max(results), 1),
                "sound_to_mouth_ms_p50": round(statistics.median(mouths), 1),
                "sound_to_mouth_ms_p95": round(float(np.percentile(mouths, 95)), 1),
                "dropped": sum(speaker.dropped for speaker in crowd),
                "problems": sum((speaker.problems for speaker in crowd), [])[:5],
                "server_cores_used": round(used, 2),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
