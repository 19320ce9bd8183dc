"""A token bucket. Pure: time is passed in."""

from __future__ import annotations


class TokenBucket:
    """Lets ``rate`` messages a second through, and ``burst`` at once; counts what it refused."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate, self._burst = rate, burst
        self._tokens, self._last = float(burst), now
        self.refused = 0

    def empty(self, now: float) -> bool:
        """Whether :meth:`take` would refuse at ``now``."""
        return self._tokens + (now - self._last) * self.rate < 1

    def take(self, now: float) -> bool:
        """Whether one more message is allowed at ``now`` (seconds, never going back)."""
        self._tokens = min(self._burst, self._tokens + (now - self._last) * self.rate)
        self._last = now
        if self._tokens < 1:
            self.refused += 1
            return False
        self._tokens -= 1
        return True
