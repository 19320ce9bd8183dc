"""Streams that nothing is sent to: when the next turn of each is due. Pure: no I/O, time is passed in.

A turn is due when its time has come and the viewer has credit for it: at most ``UNSEEN`` results are on their way or
not drawn yet. So a page in the background, or one that cannot follow, costs no inference.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.engine.streams import Stream

UNSEEN = 2


@dataclass(slots=True)
class _Pace:
    stream: Stream
    period: float
    due: float
    following: int = 0
    seen: int = -1


class Clocks:
    """The open streams of clocks."""

    def __init__(self) -> None:
        self._paces: dict[str, _Pace] = {}

    def __len__(self) -> int:
        return len(self._paces)

    def add(self, stream: Stream, rate: float, now: float) -> None:
        """From now on, at most ``rate`` turns a second. Nothing for a stream that somebody has closed meanwhile."""
        if not stream.closed:
            self._paces[stream.id] = _Pace(stream, 1 / rate, now)

    def remove(self, stream: Stream) -> None:
        self._paces.pop(stream.id, None)

    def seen(self, stream: Stream, seq: int) -> bool:
        """A result has been drawn, or will not come: credit for one more. False for a seq that was never offered; an
        older one than was seen already changes nothing."""
        pace = self._paces.get(stream.id)
        if pace is None or seq >= pace.following:
            return False
        pace.seen = max(pace.seen, seq)
        return True

    def wait(self, stream: Stream, until: float) -> None:
        """No turn before then: nobody can take one."""
        if (pace := self._paces.get(stream.id)) is not None:
            pace.due = max(pace.due, until)

    def due(self, now: float) -> list[tuple[Stream, int]]:
        """The streams whose turn has come, each with the seq of its sample, which counts as offered."""
        offered = []
        for pace in self._paces.values():
            if now >= pace.due and pace.following - pace.seen <= UNSEEN:
                offered.append((pace.stream, pace.following))
                pace.following += 1
                # Where turns come late, the next one is not sooner for it.
                pace.due = max(pace.due + pace.period, now + pace.period / 2)
        return offered
