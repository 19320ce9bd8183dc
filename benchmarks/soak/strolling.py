"""A visitor who stays some minutes at one demo and then goes on to another, as a class does.

What is sent depends on what feeds the demo: footage of the size and quality that the page would send, sound at the pace
of speech, or nothing but that a clock's result was seen. Each stay asks for the demo's page and has a connection of its
own, as a browser does; every other one is left without closing the stream, as a page that is shut.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from typing import Any

from websocket import WebSocketException

from benchmarks.footage import page_pictures, pieces
from benchmarks.soak.ledger import Ledger
from benchmarks.visitor import Seen, Visitor
from models.contract.demo import Demo
from models.contract.sources import Clock, Microphone
from tests.support.client import Client, Refused
from tests.support.server import Server

SLICE = 1.0
"""Seconds after which what was seen is handed on."""
GIVEN_UP = 15.0
"""Seconds after which a page gives up what was not answered, and goes on."""
REST = 15.0
"""Seconds between two sentences."""
LOST = (OSError, HTTPException, WebSocketException, Refused, RuntimeError, KeyError)
"""What ends a stay early; it is counted, and the visitor comes again."""


class Speaker(Visitor):
    """Sends sound as it is spoken, piece by piece, whatever is still unanswered; after each sentence a rest."""

    def _send_if_due(self, now: float) -> None:
        if self._wait(now) <= 0:
            self._send(now)
            if self._seq % len(self._jpegs) == 0:
                self._begun, self._shot = now + REST, -1

    def _wait(self, now: float) -> float:
        return self._camera_wait(now)

    def _patience(self, now: float) -> float:
        return min(0.5, max(0.0002, self._wait(now)))

    def _hand_over(self, now: float) -> None:
        self._client.sound(self._stream, self._seq, self._jpegs[self._seq % len(self._jpegs)], now)


class Watcher(Visitor):
    """Looks at a clock's results, ``fps`` of them a second; latency is from having seen one to the next."""

    _next: float | None = None
    _shown = -1

    def _send_if_due(self, now: float) -> None:
        if self._next is not None and now >= self._next:
            # The last but one: with two seen there would be credit for two more.
            self._client.emit("seen", {"stream": self._stream, "seq": max(0, self._shown - 1)})
            self._next, self._out = None, {0: now}
            self._seq += 1

    def _patience(self, now: float) -> float:
        return 0.5 if self._next is None else min(0.5, max(0.0002, self._next - now))

    def _take(self, event: Any, start: float) -> None:
        if "seq" in event.body:
            self._shown = event.body["seq"]
            self._next = self._next or event.at + 1 / self._fps
            event.body["seq"] = 0
        super()._take(event, start)


def kind_of(demo: Demo) -> type[Visitor]:
    return {Microphone: Speaker, Clock: Watcher}.get(type(demo.source), Visitor)


class Footage:
    """What there is to send to each demo, made once."""

    def __init__(self, demos: Sequence[Demo]) -> None:
        self._of = {demo.name: self._sent(demo) for demo in demos}

    def __getitem__(self, demo: str) -> list[bytes]:
        return self._of[demo]

    @staticmethod
    def _sent(demo: Demo) -> list[bytes]:
        if isinstance(demo.source, Clock):
            return []
        return pieces(demo) if isinstance(demo.source, Microphone) else page_pictures(demo, {})


def stays(demos: Sequence[str], minutes: tuple[float, float], first: int, seed: int) -> Iterator[tuple[str, float]]:
    """Where a visitor goes and for how many seconds, for ever: from the ``first`` demo on through all of them.

    ``minutes`` are those at a demo, from and to.
    """
    lengths = random.Random(seed)
    place = first
    while True:
        yield demos[place % len(demos)], 60 * lengths.uniform(*minutes)
        place += 1


class Stroller(threading.Thread):
    """One visitor until ``end`` is set. A demo's ``fps`` is what the camera gives."""

    def __init__(
        self,
        number: int,
        server: Server,
        way: Iterator[tuple[str, float]],
        demos: dict[str, Demo],
        footage: Footage,
        fps: float,
        ledger: Ledger,
        end: threading.Event,
    ) -> None:
        super().__init__(daemon=True, name=f"visitor {number}")
        self._number, self._server, self._way, self._demos = number, server, way, demos
        self._footage, self._fps, self._ledger, self._end = footage, fps, ledger, end

    def run(self) -> None:
        self._end.wait(self._number / 3)  # they do not come as one
        for count, (demo, seconds) in enumerate(self._way):
            until = time.monotonic() + seconds
            while time.monotonic() < until and not self._end.is_set():
                try:
                    self._stay(demo, until, closes=bool(count % 2))
                except LOST as error:
                    self._ledger.error(type(error).__name__)
                    self._end.wait(2)
            if self._end.is_set():
                return

    def _stay(self, name: str, until: float, closes: bool) -> None:
        """One page of a demo, until it is left or something goes wrong with it."""
        self._ledger.at(self._number, name)
        self._ledger.count(stays=1)
        if self._server.get(f"/demos/{name}").status != 200:
            self._ledger.error("no page")
        demo = self._demos[name]
        fps = 1 / demo.source.hop if isinstance(demo.source, Microphone) else self._fps
        with Client(self._server.url) as client:
            visitor = kind_of(demo)(client, name, {}, self._footage[name], fps, "layers")
            answered = time.monotonic()
            while time.monotonic() < until and not self._end.is_set():
                sent = visitor.sent
                visitor.run(SLICE, warm_up=0.0)
                if visitor.seen.results or not visitor.waiting:
                    answered = time.monotonic()
                self._hand_on(name, visitor.seen, visitor.sent - sent)
                visitor.seen = Seen()
                if time.monotonic() - answered > GIVEN_UP:
                    self._ledger.count(given_up=visitor.give_up())
                    answered = time.monotonic()
            if closes:
                client.call("close", {"stream": visitor.stream})

    def _hand_on(self, demo: str, seen: Seen, sent: int) -> None:
        self._ledger.count(sent=sent, answered=len(seen.results), dropped=seen.dropped)
        self._ledger.latencies(demo, [latency for _, latency, _ in seen.results])
        for code, number in seen.problems.items():
            self._ledger.error(code, number)
