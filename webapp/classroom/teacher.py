"""Who is the teacher: whoever showed the token that the server printed at its start."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict

from flask import request, session

from webapp.errors import RateLimited, TeacherOnly
from webapp.limits import TokenBucket
from webapp.visitors import known_visitor

GUESSES = 10
"""Wrong tokens at once of one visitor; afterwards one in ``PAUSE`` seconds."""
PAUSE = 5.0
CLASS = 20
"""Visitors behind one address who may guess as much as if each had it alone."""
GUESSERS = 2000
"""Visitors and addresses whose guesses are counted; who guessed least lately is forgotten first."""
LEFT = 10_000
"""Sessions that were ended and are remembered, so that their cookies stay without effect."""


class Teacher:
    """The token, compared in constant time. Wrong ones are refused after some, by visitor and by address apart; the
    right one always opens, so that nobody who guesses keeps the teacher out. It is long enough to bear that.

    A session remembers a number of its own and a digest of both, so that another token ends it, and signing out ends it
    wherever a copy of its cookie may be.
    """

    def __init__(self, token: str = "") -> None:
        self.token = token or secrets.token_urlsafe(18)
        self._left: OrderedDict[str, None] = OrderedDict()
        self._guesses: OrderedDict[tuple[str, str], TokenBucket] = OrderedDict()

    def check(self, token: str, address: str, now: float, visitor: str = "") -> bool:
        """Whether this is the token. Raises RateLimited after too many wrong ones of the visitor, empty for one without
        a cookie, or of the address.
        """
        if hmac.compare_digest(token.encode(), self.token.encode()):
            return True
        buckets = [self._bucket(("address", address), CLASS, now)]
        # All who have no cookie are one visitor of their address.
        buckets.append(self._bucket(("visitor", visitor) if visitor else ("nobody", address), 1, now))
        if any(bucket.empty(now) for bucket in buckets):
            raise RateLimited("Too many wrong tokens. Wait a few seconds.", retry_after=PAUSE)
        for bucket in buckets:
            bucket.take(now)
        return False

    def _bucket(self, guesser: tuple[str, str], times: int, now: float) -> TokenBucket:
        """Whose guesses are to be counted, as many times as one visitor's."""
        bucket = self._guesses.setdefault(guesser, TokenBucket(times / PAUSE, times * GUESSES, now))
        self._guesses.move_to_end(guesser)
        while len(self._guesses) > GUESSERS:
            self._guesses.popitem(last=False)
        return bucket

    def sign_in(self) -> None:
        """Remember the present visitor as the teacher."""
        number = secrets.token_urlsafe(9)
        session["teacher"] = f"{number} {self._mark(number)}"

    def sign_out(self) -> None:
        """End the present session for good: its cookie opens nothing any more."""
        if self.is_signed_in():
            self._left[_number()] = None
            while len(self._left) > LEFT:
                self._left.popitem(last=False)
        session.pop("teacher", None)

    def is_signed_in(self) -> bool:
        """Whether the present session is the teacher's."""
        number, _, mark = str(session.get("teacher", "")).partition(" ")
        return hmac.compare_digest(mark.encode(), self._mark(number).encode()) and number not in self._left

    def _mark(self, number: str) -> str:
        return hmac.digest(self.token.encode(), f"teacher {number}".encode(), "sha256").hex()[:24]

    def check_given(self, token: str) -> bool:
        """Whether the present request brings the token. Raises RateLimited."""
        return self.check(token, request.remote_addr or "", time.monotonic(), known_visitor())

    def is_present(self) -> bool:
        """Whether the present request is the teacher's: by the session, or ``Authorization: Bearer TOKEN``."""
        if self.is_signed_in():
            return True
        given = request.authorization
        if given is None or given.type != "bearer" or not given.token:
            return False
        return self.check_given(given.token)

    def require(self) -> None:
        """Raises TeacherOnly for anybody else, RateLimited for who guesses."""
        if not self.is_present():
            raise TeacherOnly()


def _number() -> str:
    return str(session["teacher"]).partition(" ")[0]
