"""What the class writes and draws, on its way to the teacher's page: what may pass. None of it is kept. Pure."""

from __future__ import annotations

import itertools
import unicodedata

from webapp.errors import InvalidFormat, RateLimited, ServerFull
from webapp.limits import TokenBucket

SHORTEST, LONGEST = 3, 160
"""Characters of a question."""
BURST, EVERY = 3, 15.0
"""Questions that one visitor may send at once, and seconds until there is one more."""
DIGITS_BURST, DIGITS_EVERY = 5, 4.0
"""The same of drawn digits."""
FULL, LEAST_INK = 16, 32
"""What a pixel of a digit counts at most, and what all of them together have to."""
MOST_WAITING = 200
"""Questions that the teacher has not decided on; while there are so many no more are taken."""
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that no question has: controls, directions, surrogates, private ones, line separators."""


def tidy(text: str) -> str:
    """A question on one line, without what cannot be seen. Raises InvalidFormat where too little or much is left."""
    seen = (sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in INVISIBLE)
    question = " ".join(unicodedata.normalize("NFC", "".join(seen)).split())
    if not SHORTEST <= len(question) <= LONGEST or not any(sign.isalpha() for sign in question):
        raise InvalidFormat(f"A question has {SHORTEST} to {LONGEST} characters, and a letter among them.")
    return question


def has_ink(digit: str) -> None:
    """Of a digit, 64 signs from 0 to g: whether anything is drawn. Raises InvalidFormat where it is not."""
    if sum(int(sign, FULL + 1) for sign in digit) < LEAST_INK:
        raise InvalidFormat("A digit has ink.")


class Turns:
    """How much each visitor has sent of something, and the numbers that it gets. Numbers are never used again."""

    def __init__(self, burst: int, every: float) -> None:
        """``burst`` may be sent at once, then one in ``every`` seconds."""
        self._burst, self._every = burst, every
        self._buckets: dict[int, TokenBucket] = {}
        self._numbers = itertools.count(1)

    def take(self, visitor: int, now: float) -> int:
        """The number of one more. Raises RateLimited."""
        self._forget(now)
        bucket = self._buckets.setdefault(visitor, TokenBucket(1 / self._every, self._burst, now))
        if not bucket.take(now):
            raise RateLimited(retry_after=self._every)
        return next(self._numbers)

    def _forget(self, now: float) -> None:
        """Leave out those who may send as if they had never sent anything."""
        self._buckets = {visitor: bucket for visitor, bucket in self._buckets.items() if not bucket.full(now)}

    def __len__(self) -> int:
        return len(self._buckets)


class Asking:
    """Who asked how much, and which questions wait, by number alone."""

    def __init__(self) -> None:
        self.turns = Turns(BURST, EVERY)
        self._waiting: set[int] = set()

    def take(self, visitor: int, now: float) -> int:
        """The number of one more question. Raises RateLimited or ServerFull."""
        if len(self._waiting) >= MOST_WAITING:
            raise ServerFull("Enough questions wait for now.")
        number = self.turns.take(visitor, now)
        self._waiting.add(number)
        return number

    def settle(self, number: int) -> bool:
        """The teacher has decided; whether the question still waited."""
        waited = number in self._waiting
        self._waiting.discard(number)
        return waited

    def clear(self) -> None:
        """Nothing waits any more: the last page that knew the questions has gone."""
        self._waiting.clear()
