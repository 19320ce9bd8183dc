"""Whose fault it is that a worker ended, and what follows for whom. Pure: time is passed in.

A worker ends with frames of strangers in its hands. While it decodes, a stranger's bytes are at work, and the demo has
no part in it. While it prepares, predicts or renders, the demo is at work, on that visitor's picture. Who sent the
picture waits before the next one; a demo is taken out only when no one visitor explains its failures (``Breaker``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wire.pulse import Phase

FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
FORGIVEN = 600.0
"""Seconds after the end of a wait in which nothing happened, after which the next wait is the first again."""
MOST = 10_000
"""Visitors whose waits are known; the oldest are forgotten."""

_BYTES_AT_WORK = {Phase.DECODING, Phase.PICTURE}
_SAID = {
    Phase.DECODING: "decoding a picture",
    Phase.PICTURE: "decoding an uploaded picture",
    Phase.PREPARING: "preparing a picture",
    Phase.PREDICTING: "predicting",
    Phase.RENDERING: "drawing an answer",
    Phase.LOADING: "loading",
}


@dataclass(frozen=True, slots=True)
class Work:
    """What one thread of a worker was at: for which demo, and with whose pictures."""

    phase: Phase
    demo: str
    senders: frozenset[str]
    since: float
    thread: int = 0
    job: int = 0

    @property
    def said(self) -> str:
        of = f" for {self.demo}" if self.demo else ""
        whose = f" of {', '.join(sorted(shown(sender) for sender in self.senders))}" if self.senders else ""
        return _SAID[self.phase] + of + whose


@dataclass(frozen=True, slots=True)
class Guilt:
    """The senders of whom one is guilty, and the demos that were at work on their pictures."""

    senders: frozenset[str] = frozenset()
    demos: tuple[str, ...] = ()
    said: str = ""


def shown(sender: str) -> str:
    """A visitor in the log: enough of the name to tell them apart, too little to take their place."""
    return f"visitor {sender[:6]}"


def judge(works: Sequence[Work], thread: int = 0, over_time: Work | None = None) -> Guilt:
    """Who comes into question, given what a worker was at when it ended.

    Where it is known which work ended it (it was over its time, or the crash was in its thread), this one counts
    alone; else all do, since any of them may have been it.
    """
    if over_time is not None:
        works = [over_time]
    elif at_fault := [work for work in works if thread and work.thread == thread]:
        works = at_fault
    senders = frozenset[str]().union(*(work.senders for work in works))
    demos = dict.fromkeys(work.demo for work in works if work.demo and work.phase not in _BYTES_AT_WORK)
    return Guilt(senders, tuple(demos), "; ".join(work.said for work in works))


@dataclass(slots=True)
class _Record:
    times: int = 0
    until: float = 0.0


class Charges:
    """Who has to wait, and how long: a second after the first picture that ended something, twice as long each time."""

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}
        self._suspects: frozenset[str] = frozenset()

    def blame(self, senders: Iterable[str], now: float) -> frozenset[str]:
        """One of these sent the picture. Charges the one that it must have been, if that can be told, and returns it.

        Of several it is the only one who was among the suspects of the last time as well.
        """
        suspects = frozenset(senders)
        guilty = suspects if len(suspects) == 1 else suspects & self._suspects
        if len(guilty) != 1:
            self._suspects = guilty or suspects or self._suspects
            return frozenset()
        self._suspects = frozenset()
        for sender in guilty:
            self._charge(sender, now)
        return guilty

    def cleared(self, sender: str) -> None:
        """A picture of theirs went well, while nobody else's was to be found fault with."""
        if sender in self._suspects:
            self._suspects -= {sender}

    def left(self, sender: str, now: float) -> float:
        """Seconds until this visitor may send again; 0 for almost everybody."""
        record = self._records.get(sender)
        return 0.0 if record is None else max(0.0, record.until - now)

    def _charge(self, sender: str, now: float) -> None:
        record = self._records.pop(sender, None)
        if record is None or now - record.until > FORGIVEN:
            record = _Record()
        record.until = now + min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(record.times, 16))
        record.times += 1
        self._records[sender] = record
        while len(self._records) > MOST:
            del self._records[next(iter(self._records))]
