"""What the votes say: tallies, and how they grew. Pure; costs little however many votes there are."""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

STEPS = 60
"""The most points of a history."""
KINDS = 255
"""The most different choices that are told apart in one poll; what comes later is counted with none of them."""
_REVISIONS = itertools.count()


class _Line:
    """Votes in the order of time: when, and which choice as one byte, so that counting them is one call for many."""

    __slots__ = ("kinds", "times")

    def __init__(self) -> None:
        self.times, self.kinds = array("d"), bytearray()

    def add(self, at: float, kind: int) -> None:
        place = bisect_right(self.times, at) if self.times and at < self.times[-1] else len(self.times)
        self.times.insert(place, at)
        self.kinds.insert(place, kind)

    def remove(self, at: float, kind: int) -> None:
        for place in range(bisect_left(self.times, at), bisect_right(self.times, at)):
            if self.kinds[place] == kind:
                del self.times[place], self.kinds[place]
                return


class Standing:
    """The votes of one poll that count. ``revision`` is another one after each change, and no other poll's."""

    def __init__(self) -> None:
        self._all, self._of = _Line(), dict[str, _Line]()
        self._kinds: dict[str, int] = {}
        self.revision = next(_REVISIONS)

    def __len__(self) -> int:
        return len(self._all.times)

    def __contains__(self, subject: str) -> bool:
        return subject in self._of

    def __iter__(self) -> Iterator[str]:
        """The subjects that there are votes on, sorted."""
        return iter(sorted(self._of))

    @property
    def subjects(self) -> int:
        """How many subjects there are votes on."""
        return len(self._of)

    def add(self, at: float, subject: str, choice: str) -> None:
        """One more vote; ``at`` is a Unix time."""
        kind = self._kinds.setdefault(choice, min(len(self._kinds), KINDS))
        self._all.add(at, kind)
        self._of.setdefault(subject, _Line()).add(at, kind)
        self.revision = next(_REVISIONS)

    def remove(self, at: float, subject: str, choice: str) -> None:
        """Take one vote away; nothing happens where there is none."""
        kind, line = self._kinds.get(choice), self._of.get(subject)
        if kind is None or line is None:
            return
        self._all.remove(at, kind)
        line.remove(at, kind)
        if not line.times:
            del self._of[subject]
        self.revision = next(_REVISIONS)

    def tally(self, choices: Sequence[str], subject: str | None = None) -> dict[str, int]:
        """How often each choice was made, in the order of ``choices``; one that is not among them is left out."""
        return self._counted(choices, self._line(subject).kinds)

    def history(self, choices: Sequence[str], subject: str | None = None, most: int = STEPS) -> list[dict[str, Any]]:
        """The tally as it grew: at most ``most`` points ``{at, tally}``, the last one being now."""
        line = self._line(subject)
        step = max(1, -(-len(line.times) // most))
        points, so_far = [], dict.fromkeys(choices, 0)
        for start in range(0, len(line.times), step):
            end = min(start + step, len(line.times))
            more = self._counted(choices, line.kinds[start:end])
            so_far = {choice: count + more[choice] for choice, count in so_far.items()}
            points.append({"at": line.times[end - 1], "tally": so_far})
        return points

    def _line(self, subject: str | None) -> _Line:
        return self._all if subject is None else self._of.get(subject, _Line())

    def _counted(self, choices: Sequence[str], kinds: bytearray) -> dict[str, int]:
        known = {choice: self._kinds.get(choice, KINDS) for choice in choices}
        return {choice: kinds.count(kind) if kind < KINDS else 0 for choice, kind in known.items()}
