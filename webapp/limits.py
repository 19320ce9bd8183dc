"""A token bucket, and a clock that is set. Pure: time is passed in."""

from __future__ import annotations


class TokenBucket:
    """Lets ``rate`` messages a second through, and ``burst`` at once; counts what it refused."""

    __slots__ = ("_last", "burst", "rate", "refused", "tokens")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate, self.burst = rate, burst
        self.tokens, self._last = float(burst), now
        # what was there after the last take
        self.refused = 0

    def level(self, now: float) -> float:
        """What is there at ``now``."""
        return min(self.burst, self.tokens + (now - self._last) * self.rate)

    def empty(self, now: float) -> bool:
        """Whether :meth:`take` would refuse at ``now``."""
        return self.level(now) < 1

    def full(self, now: float) -> bool:
        """Whether it is as if it were new."""
        return self.level(now) >= self.burst

    def raise_to(self, tokens: float, now: float) -> None:
        """Have at least so many at ``now``, but no more than the burst."""
        self.tokens, self._last = min(self.burst, max(tokens, self.level(now))), now

    def take(self, now: float, cost: float = 1.0) -> bool:
        """Whether one more message, which costs as much as ``cost`` usual ones, is allowed at ``now`` (seconds, never
        going back)."""
        tokens = self.tokens + (now - self._last) * self.rate
        self._last = now
        if tokens > self.burst:
            tokens = float(self.burst)
        if tokens < cost:
            self.tokens = tokens
            self.refused += 1
            return False
        self.tokens = tokens - cost
        return True


class SetBack:
    """Notices when the clock on the wall is set back, against one that never is. Both in seconds."""

    TOLERATED = 1.0

    def __init__(self, wall: float, steady: float) -> None:
        self._ahead = wall - steady

    def is_so(self, wall: float, steady: float) -> bool:
        """Whether it was, since the last call."""
        before, self._ahead = self._ahead, wall - steady
        return self._ahead < before - self.TOLERATED
