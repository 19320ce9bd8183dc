"""One visitor who streams real footage for a while, and what the visitor saw, as a line of JSON.

    python -m benchmarks.visitor --url http://127.0.0.1:5000 --demo pose --seconds 10

Sends as a page does: at most ``window`` frames unanswered, timed by the pacer. Latency is from sending a frame
to having its whole result, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.footage import clip_jpegs, page_pictures
from benchmarks.pacer import Pacer
from models.contract.registry import find_demos
from tests.support.client import Client


@dataclass
class Seen:
    """What came back: (seconds since the start, latency in ms, timing) of each result."""

    results: list[tuple[float, float, dict[str, float]]] = field(default_factory=list)
    dropped: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    with_people: int = 0
    longest_gap: float = 0.0
    carried: tuple[int, int] = (0, 0)
    """Bytes up and down while observed."""


class Visitor:
    """Streams until told to stop. ``fps`` is what the camera gives, at even times, each picture sent once at most; 0 is
    as fast as the pacer allows. ``render`` says who draws: "layers" is what a page asks for, which composes itself.
    """

    def __init__(
        self,
        client: Client,
        demo: str,
        params: dict[str, Any],
        jpegs: list[bytes],
        fps: float = 0.0,
        render: str = "server",
    ) -> None:
        self._client, self._jpegs, self._fps = client, jpegs, fps
        opened = client.open(demo, params, render)
        if not opened["ok"]:
            raise RuntimeError(f"the server does not open a stream: {opened['error']}")
        self._stream: str = opened["stream"]
        self._window: int = opened["window"]
        self._pacer = Pacer()
        self._out: dict[int, float] = {}
        self._seq = 0
        self._begun, self._shot = 0.0, -1
        self.seen = Seen()

    @property
    def stream(self) -> str:
        """The stream's id."""
        return self._stream

    @property
    def sent(self) -> int:
        """Frames sent so far."""
        return self._seq

    @property
    def waiting(self) -> bool:
        """Whether a frame is not answered yet."""
        return bool(self._out)

    def give_up(self) -> int:
        """Wait no longer for what was sent; how many frames that were."""
        lost = len(self._out)
        self._out.clear()
        self._pacer.stalled()
        return lost

    def run(self, seconds: float, warm_up: float = 2.0) -> Seen:
        """Stream for ``warm_up`` seconds unobserved, then ``seconds`` observed."""
        start = time.monotonic() + warm_up
        last = start
        begun: tuple[int, int] | None = None
        while (now := time.monotonic()) < start + seconds:
            if begun is None and now >= start:
                begun = self._client.carried
            self._send_if_due(now)
            event = self._client.receive(self._patience(time.monotonic()))
            if self._client.closed:
                raise RuntimeError("the connection was closed")
            if event is None:
                continue
            before = len(self.seen.results)
            self._take(event, start)
            if len(self.seen.results) > before:
                self.seen.longest_gap = max(self.seen.longest_gap, event.at - last)
                last = event.at
        up, down = begun or self._client.carried
        self.seen.carried = (self._client.carried[0] - up, self._client.carried[1] - down)
        return self.seen

    def _send_if_due(self, now: float) -> None:
        if len(self._out) >= self._window or self._wait(now) > 0:
            return
        self._send(now)

    def _send(self, now: float) -> None:
        self._out[self._seq] = now
        self._begun = self._begun or now
        self._shot = int((now - self._begun) * self._fps + 1e-6)
        self._pacer.sent(now * 1000)
        self._hand_over(now)
        self._seq += 1

    def _hand_over(self, now: float) -> None:
        self._client.frame(self._stream, self._seq, self._jpegs[self._seq % len(self._jpegs)], now)

    def _wait(self, now: float) -> float:
        """Seconds until the next frame may be sent."""
        due = self._pacer.due(now * 1000) / 1000
        return max(due, self._camera_wait(now)) if self._fps else due

    def _camera_wait(self, now: float) -> float:
        """Seconds until the camera has the next picture."""
        return self._begun + (self._shot + 1) / self._fps - now

    def _patience(self, now: float) -> float:
        return 0.5 if len(self._out) >= self._window else min(0.5, max(0.0002, self._wait(now)))

    def _take(self, event: Any, start: float) -> None:
        body = event.body
        if event.name == "problem":
            self.seen.problems[body["code"]] = self.seen.problems.get(body["code"], 0) + 1
            self._out.pop(body.get("seq"), None)
            self._pacer.stalled()
            time.sleep(min(0.2, body.get("retry_after", 0)))
            return
        for seq in body["dropped"]:
            self._out.pop(seq, None)
            self._pacer.dropped()
            self.seen.dropped += 1
        sent = self._out.pop(body["seq"], None)
        timing, share = body["timing"], body["share"]
        times = {} if sent is None else {"sent": sent * 1000, "at": event.at * 1000}
        self._pacer.answered(timing["wait"], timing["total"], share["streams"], share["turn"], **times)
        if sent is not None and event.at >= start:
            self.seen.results.append((event.at - start, (event.at - sent) * 1000, timing))
            self.seen.with_people += bool((body["data"] or {}).get("people"))


def summary(seen: Seen, seconds: float) -> dict[str, Any]:
    """Frames a second, latency and where the time went."""
    latencies = sorted(latency for _, latency, _ in seen.results) or [float("nan")]
    stages = ("wait", "decode", "predict", "render", "encode", "total")
    return {
        "fps": len(seen.results) / seconds,
        "frames": len(seen.results),
        "latency_p50": statistics.median(latencies),
        "latency_p95": latencies[int(0.95 * (len(latencies) - 1))],
        "slope_ms_per_s": slope([(at, latency) for at, latency, _ in seen.results]),
        "dropped": seen.dropped,
        "problems": seen.problems,
        "longest_gap": seen.longest_gap,
        **kilobytes([seen]),
        "timing_p50": {s: statistics.median([t[s] for _, _, t in seen.results] or [0.0]) for s in stages},
    }


def kilobytes(seen: Sequence[Seen]) -> dict[str, float]:
    """Up and down for each answered frame, of all visitors together."""
    answered = max(1, sum(len(one.results) for one in seen))
    up, down = (sum(one.carried[way] for one in seen) / answered / 1000 for way in (0, 1))
    return {"kb_up": up, "kb_down": down}


def slope(points: list[tuple[float, float]]) -> float:
    """The slope of the least-squares line through (seconds, ms): how fast latency grows."""
    if len(points) < 2:
        return 0.0
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visitor")
    parser.add_argument("--url", default="http://127.0.0.1:5000")
    parser.add_argument("--demo", default="pose")
    parser.add_argument("--params", type=json.loads, default={}, help="a JSON object")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--fps", type=float, default=0, help="what the camera gives (0: as fast as may be)")
    parser.add_argument("--composes", action="store_true", help="as a page: send what the network eats, get layers")
    options = parser.parse_args()
    demo = find_demos()[options.demo]
    jpegs = page_pictures(demo, options.params) if options.composes else clip_jpegs()
    render = "layers" if options.composes else "server"
    with Client(options.url) as client:
        seen = Visitor(client, options.demo, options.params, jpegs, options.fps, render).run(options.seconds)
    print(json.dumps(summary(seen, options.seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
