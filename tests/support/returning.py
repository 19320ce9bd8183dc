"""A visitor who comes back: streams frame after frame, and connects again whenever the connection is closed."""

from __future__ import annotations

import threading
import time

from tests.support.client import Client, Refused

AGAIN = 0.3
"""Seconds after which a page connects anew (static/js/shared/transport.js)."""
PAUSE = 0.02


class Page(threading.Thread):
    """Streams ``jpeg`` to a demo until ``going`` is false. ``answered`` are the times at which results came."""

    def __init__(self, url: str, demo: str, jpeg: bytes) -> None:
        super().__init__(daemon=True)
        self._url, self._demo, self._jpeg = url, demo, jpeg
        self.going = True
        self.answered: list[float] = []
        self.connections = 0

    def run(self) -> None:
        while self.going:
            try:
                with Client(self._url) as client:
                    self.connections += 1
                    self._stream(client)
            except (OSError, Refused, KeyError, TimeoutError):
                pass
            if self.going:
                time.sleep(AGAIN)

    def _stream(self, client: Client) -> None:
        stream, seq = client.open(self._demo)["stream"], 0
        while self.going and not client.closed:
            client.frame(stream, seq, self._jpeg)
            event = client.receive(5)
            if event is not None and event.name == "result":
                self.answered.append(time.monotonic())
            seq += 1
            time.sleep(PAUSE)

    def longest_gap(self) -> float:
        """Seconds between two results at most."""
        return max(later - sooner for sooner, later in zip(self.answered, self.answered[1:], strict=False))
