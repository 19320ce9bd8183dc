"""When to start, kill and give up on a worker, and when to take a demo out. Pure: time is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
LONGEST_OUT = 3600.0
"""The longest that a demo is taken out before it is tried again, in seconds."""
FAILED_STARTS = 3
"""Failed starts in a row after which people are told that a worker does not start."""
STEADY = 60.0
"""Seconds of life after which a worker's earlier failures are forgotten."""


class Phase(StrEnum):
    DOWN = "down"
    STARTING = "starting"
    UP = "up"


class Verdict(StrEnum):
    """What the supervisor is to do now."""

    NOTHING = "nothing"
    START = "start"
    KILL = "kill"


class Cause(Enum):
    """What ended a worker."""

    ITSELF = auto()
    """It exited or crashed, or something outside this program killed it."""
    CANNOT_START = auto()
    SILENT = auto()
    OVER_TIME = auto()


@dataclass(frozen=True)
class End:
    """Of a worker: what it was, and how it is put for people."""

    cause: Cause
    said: str


@dataclass(frozen=True)
class Deadlines:
    """Seconds a worker may take to say hello, and may be silent after that."""

    start: float
    heartbeat: float


class Lifecycle:
    """One worker: down until its pause is over, starting until it says hello, up while it is heard."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self.phase = Phase.DOWN
        self.failures = 0
        self.failed_starts = 0
        """Ends in a row before the first sign of life: it cannot start at all, which one killed at work can."""
        self._since = 0.0
        self._heard = 0.0
        self._resume = 0.0

    def started(self, now: float) -> None:
        self.phase, self._since = Phase.STARTING, now

    def heard(self, now: float) -> None:
        """A hello or any other sign of life."""
        if self.phase is Phase.STARTING:
            self.phase, self._since, self.failed_starts = Phase.UP, now, 0
        self._heard = now

    def beat(self, at: float) -> None:
        """The worker lived at that time. Before its hello that says nothing: it may beat and never get to work."""
        if self.phase is Phase.UP:
            self._heard = max(self._heard, at)

    def excuse(self, seconds: float, now: float) -> None:
        """Time in which nobody listened counts neither as silence nor as a slow start."""
        self._since, self._heard = min(now, self._since + seconds), min(now, self._heard + seconds)

    def exited(self, now: float) -> float:
        """The process is gone; the seconds until the next start (doubling from 0.2 to 30)."""
        if self.phase is Phase.UP and now - self._since > STEADY:
            self.failures = 0
        self.failures += 1
        self.failed_starts += self.phase is Phase.STARTING
        pause: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.failures - 1, 16))
        self.phase, self._resume = Phase.DOWN, now + pause
        return pause

    def verdict(self, now: float, excused: bool = False) -> Verdict:
        """What to do now; ``excused``: silence is no sign of a hang, since something else keeps the worker busy."""
        if self.phase is Phase.DOWN:
            return Verdict.START if now >= self._resume else Verdict.NOTHING
        if self.phase is Phase.STARTING:
            return Verdict.KILL if now - self._since > self._deadlines.start else Verdict.NOTHING
        silent = now - self._heard > self._deadlines.heartbeat
        return Verdict.KILL if silent and not excused else Verdict.NOTHING


class Breaker:
    """Takes a demo out after a number of failures in a row, and lets it try again after a pause.

    Failures that one visitor's pictures explain, since this visitor's were there each time, do not take it out: that
    visitor waits instead (``blame.Charges``). What failed without a picture, like loading, no visitor explains.

    Each try that fails doubles the pause, up to an hour: a demo that ends its worker holds up the others each time.
    """

    def __init__(self, failures: int, pause: float) -> None:
        self._most, self._pause = failures, pause
        self._count = 0
        self._openings = 0
        self._opened: float | None = None
        self._for_good = False
        self._in_all: frozenset[str] | None = None
        """Whose pictures were there at each failure in a row; None before the first."""
        self.reason = ""

    def failed(self, reason: str, now: float, for_good: bool = False, senders: frozenset[str] = frozenset()) -> None:
        """One more failure, with pictures of ``senders``; ``for_good`` for what no second try can mend, like a wrong
        weight file.
        """
        self._count += 1
        self._in_all = senders if self._in_all is None else self._in_all & senders
        self.reason = reason
        self._for_good = self._for_good or for_good
        if for_good or (self._count >= self._most and not self._in_all):
            self._openings += self._opened is None or now > self._opened
            self._opened = now

    def succeeded(self) -> None:
        """The demo answered: earlier failures no longer count, save one that is for good."""
        if self._for_good:
            return
        self._count, self._openings, self._opened, self._in_all, self.reason = 0, 0, None, None, ""

    def half_open(self) -> None:
        """The demo was loaded again after its pause: it may work, but the next failure takes it out at once."""
        if self._for_good:
            return
        self._opened, self._in_all, self._count = None, None, self._most - 1

    @property
    def failing(self) -> bool:
        """Whether the last thing that happened was a failure."""
        return self._count > 0

    @property
    def open(self) -> bool:
        """Whether the demo is taken out."""
        return self._opened is not None

    def may_try(self, now: float) -> bool:
        """Whether the demo may be loaded and run."""
        if self._opened is None:
            return True
        pause = min(max(LONGEST_OUT, self._pause), self._pause * 2.0 ** min(self._openings - 1, 16))
        return not self._for_good and now - self._opened >= pause
