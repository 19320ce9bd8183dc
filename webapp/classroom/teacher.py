"""Who is the teacher: whoever showed the token that the server printed at its start."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict

from flask import request, session

from webapp.errors import RateLimited, TeacherOnly
from webapp.limits import TokenBucket

GUESSES = 10
"""Wrong tokens at once from one address; afterwards one in ``PAUSE`` seconds."""
PAUSE = 5.0
ADDRESSES = 1000
LEFT = 10_000
"""Sessions that were ended and are remembered, so that their cookies stay without effect."""


class Teacher:
    """The token, compared in constant time and only so often. A session remembers a number of its own and a digest of
    both, so that another token ends it, and signing out ends it wherever a copy of its cookie may be."""

    def __init__(self, token: str = "") -> None:
        self.token = token or secrets.token_urlsafe(18)
        self._left: OrderedDict[str, None] = OrderedDict()
        self._guesses: OrderedDict[str, TokenBucket] = OrderedDict()

    def check(self, token: str, address: str, now: float) -> bool:
        """Whether this is the token. Raises RateLimited after too many wrong ones from one address."""
        bucket = self._guesses.get(address) or TokenBucket(1 / PAUSE, GUESSES, now)
        if bucket.empty(now):
            raise RateLimited("Too many wrong tokens. Wait a few seconds.", retry_after=PAUSE)
        if hmac.compare_digest(token.encode(), self.token.encode()):
            return True
        bucket.take(now)
        self._guesses[address] = bucket
        while len(self._guesses) > ADDRESSES:
            self._guesses.popitem(last=False)
        return False

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

    def is_present(self) -> bool:
        """Whether the present request is the teacher's: by the session, or ``Authorization: Bearer TOKEN``."""
        if self.is_signed_in():
            return True
        given = request.authorization
        if given is None or given.type != "bearer" or not given.token:
            return False
        return self.check(given.token, request.remote_addr or "", time.monotonic())

    def require(self) -> None:
        """Raises TeacherOnly for anybody else, RateLimited for who guesses."""
        if not self.is_present():
            raise TeacherOnly()


def _number() -> str:
    return str(session["teacher"]).partition(" ")[0]
