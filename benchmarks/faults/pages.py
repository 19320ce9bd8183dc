"""A page in a class: streams at its camera's rate, and comes again by itself when its connection is cut."""

from __future__ import annotations

import itertools
import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from tests.support.client import Client, Event, Refused

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST in place of a goodbye."""
SILENCE = 30.0
"""Seconds with frames unanswered after which a page would count as frozen; no fault may lead to that."""
LOST = {"model_restarting", "timeout"}
AGAIN = 0.3
"""Seconds until the next try to connect."""


class Page(threading.Thread):
    """Streams ``jpegs`` of one demo, ``fps`` a second, from its own thread until :meth:`leave`.

    What others may look at grows by single appends alone, so that no lock is needed.
    """

    def __init__(self, url: str, demo: str, jpegs: Sequence[bytes], fps: float) -> None:
        super().__init__(daemon=True)
        self.url, self.demo, self._jpegs, self._fps = url, demo, jpegs, fps
        self.results: list[tuple[float, float]] = []
        """When each answered frame was sent, and when its answer came."""
        self.problems: list[tuple[float, str]] = []
        self.connections: list[float] = []
        self.frozen: list[float] = []
        self._bad: list[bytes] = []
        self._bad_seqs: dict[int, bytes] = {}
        self.refused: list[tuple[float, str]] = []
        """What was said to pictures given to :meth:`send_bad`."""
        self._cut, self._enough = threading.Event(), threading.Event()

    # -- what others ask of it ----------------------------------------------------------------------------

    def cut(self) -> None:
        """Let the connection go without a goodbye."""
        self._cut.set()

    def send_bad(self, picture: bytes) -> None:
        """Send this in place of the next frame."""
        self._bad.append(picture)

    def leave(self) -> None:
        self._enough.set()
        self.join(SILENCE)

    def answered_since(self, at: float) -> float | None:
        """When the first frame that was sent after ``at`` was answered with a result."""
        first = None
        for sent, came in reversed(self.results):
            if sent < at:
                break
            first = came
        return first

    def codes_since(self, at: float) -> set[str]:
        return {code for came, code in self.problems if came >= at}

    def was_blamed(self) -> bool:
        """Whether a worker was lost with a frame of this connection."""
        return bool(self.codes_since(self.connections[-1]) & LOST)

    def longest_wait(self, since: float, until: float) -> float:
        """The longest time between two results, in seconds."""
        times = [since, *(came for _, came in self.results if since < came < until), until]
        return max(later - sooner for sooner, later in itertools.pairwise(times))

    # -- what it does -------------------------------------------------------------------------------------

    def run(self) -> None:
        while not self._enough.is_set():
            with suppress(OSError, Refused, TimeoutError, ConnectionError), Client(self.url) as client:
                self.connections.append(time.monotonic())
                self._serve(client)
            self._enough.wait(AGAIN)

    def _serve(self, client: Client) -> None:
        """One connection, until it is cut, closed, or enough."""
        opened = client.open(self.demo)
        if not opened["ok"]:
            self.problems.append((time.monotonic(), opened["error"]["code"]))
            return
        stream, window = opened["stream"], opened["window"]
        out: dict[int, float] = {}
        seq, due, heard = 0, time.monotonic(), time.monotonic()
        while not (self._enough.is_set() or client.closed):
            if self._cut.is_set():
                self._cut.clear()
                client.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                client.ws.sock.close()
                return
            now = time.monotonic()
            if now >= due and len(out) < window:
                self._send(client, stream, seq)
                out[seq], seq, due = now, seq + 1, max(due + 1 / self._fps, now)
            event = client.receive(min(0.2, max(0.002, due - time.monotonic())))
            if event is not None:
                heard = event.at
                due = max(due, event.at + self._take(event, out))
            elif out and time.monotonic() - max(heard, *out.values()) > SILENCE:
                self.frozen.append(time.monotonic())
                return

    def _send(self, client: Client, stream: str, seq: int) -> None:
        picture = self._jpegs[seq % len(self._jpegs)]
        if self._bad:
            picture = self._bad.pop()
            self._bad_seqs[seq] = picture
        client.frame(stream, seq, picture)

    def _take(self, event: Event, out: dict[int, float]) -> float:
        """Note an answer; the seconds after which the next frame may be sent."""
        seq = event.body.get("seq")
        for dropped in event.body.get("dropped", []):
            out.pop(dropped, None)
        sent = out.pop(seq, None)
        if event.name == "result":
            if sent is not None:
                self.results.append((sent, event.at))
            return 0.0
        if event.name != "problem":
            return 0.0
        if self._bad_seqs.pop(seq, None) is not None:
            self.refused.append((event.at, event.body["code"]))
            return 0.0
        self.problems.append((event.at, event.body["code"]))
        return float(event.body.get("retry_after") or 0.1)
