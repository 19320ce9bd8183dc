"""What the teacher has set for everybody. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from webapp.lesson.removals import Removals

GRACE = 20.0
"""Seconds without any page of the teacher's after which nobody is led or held still any more: a page that is loaded
anew, or a laptop that changes networks, is back by then."""


@dataclass(slots=True)
class Lesson:
    """``follow`` is the address that the class is to see, below the site's root; empty until the teacher opens one."""

    following: bool = False
    follow: str = ""
    locked: bool = False
    frozen: bool = False
    wall: bool = False
    """Whether visitors are asked for their pictures."""
    questions: bool = False
    """Whether visitors are asked for questions; see webapp/classroom/asking.py."""
    digits: bool = False
    """Whether visitors are asked to draw digits; the same way."""
    off: set[str] = field(default_factory=set)
    """Demos that the teacher has switched off."""
    visitors: int = 200
    """The most connections to /live."""
    rate: float = 0.0
    """The most frames a second for each stream; 0: as many as the machine makes."""
    presenting: bool = False
    removals: Removals = field(default_factory=Removals)
    revision: int = 0
    _attended: float | None = None
    """When a page of the teacher's was there last; None where nothing has to end."""

    def attend(self, is_there: bool, now: float) -> bool:
        """Whether a page of the teacher's is there; what only somebody who is there can end, ends without one after
        ``GRACE`` seconds: following and the standing still. Whether that has just happened."""
        if is_there or not (self.following or self.frozen):
            self._attended = now if is_there else None
            return False
        if self._attended is None:
            self._attended = now
        return now - self._attended > GRACE and self.change(following=False, follow="", frozen=False)

    def public(self) -> dict[str, Any]:
        """What every page is told."""
        return {
            "revision": self.revision,
            "follow": self.follow if self.following else None,
            "locked": self.locked,
            "frozen": self.frozen,
            "wall": self.wall,
            "questions": self.questions,
            "digits": self.digits,
            "off": sorted(self.off),
            "rate": self.rate,
            "presenting": self.presenting,
        }

    def change(self, **values: Any) -> bool:
        """Set some fields; whether anything is different now."""
        changed = False
        for name, value in values.items():
            if value is not None and getattr(self, name) != value:
                setattr(self, name, value)
                changed = True
        self.revision += changed
        return changed


class Paces:
    """Answers counted by connection, to say how many a second each gets."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._since = 0.0
        self.rates: dict[str, float] = {}

    def count(self, sid: str) -> None:
        self._counts[sid] = self._counts.get(sid, 0) + 1

    def measure(self, now: float) -> None:
        """Turn what was counted since the last call into rates a second."""
        seconds = now - self._since
        if seconds <= 0:
            return
        counts, self._counts, self._since = self._counts, {}, now
        self.rates = {sid: round(count / seconds, 1) for sid, count in counts.items()}
