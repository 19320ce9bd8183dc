"""Visitors of this project's app, sending as its page does, a line of JSON at the end."""

from __future__ import annotations

import argparse
import json
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.apps import frames
from benchmarks.peers.log import WARM_UP, Log
from benchmarks.visitor import Visitor
from tests.support.client import Client


class Numbered(Visitor):
    """Notes when a frame went out, and the number in each picture that comes back."""

    def __init__(self, client: Client, demo: str, params: dict[str, Any], jpegs: list[bytes], fps: float, log: Log):
        super().__init__(client, demo, params, jpegs, fps)
        self.log = log

    def _send_if_due(self, now: float) -> None:
        before = self._seq
        super()._send_if_due(now)
        if self._seq > before:
            self.log.sent(before)

    def _take(self, event: Any, start: float) -> None:
        super()._take(event, start)
        if event.name == "result":
            self.log.saw(frames.number_in(event.image), event.image)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("clip")
    parser.add_argument("demo")
    parser.add_argument("params", type=json.loads)
    parser.add_argument("--visitors", type=int, default=1)
    parser.add_argument("--every", type=float, default=1 / 30)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--truth", type=Path, help="what the model makes of each frame without coding, as N.png")
    options = parser.parse_args()
    jpegs = frames.load(options.clip, int((options.seconds + WARM_UP) / options.every) + 50, jpeg=True)
    start = time.monotonic() + WARM_UP
    logs = [Log(start, options.seconds, options.truth) for _ in range(options.visitors)]

    def visit(log: Log) -> None:
        with Client(options.base) as client:
            visitor = Numbered(client, options.demo, options.params, jpegs, 1 / options.every, log)
            visitor.run(options.seconds, warm_up=max(0.0, start - time.monotonic()))
            log.carried_in_all(*visitor.seen.carried)

    threads = [threading.Thread(target=visit, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([log.summary() for log in logs]))


if __name__ == "__main__":
    main()
