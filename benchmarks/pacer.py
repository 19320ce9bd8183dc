"""When to send the next frame: the page's pacer (static/js/live/pacer.js), so that a benchmark sends as a page does."""

from __future__ import annotations

PHASE_GAIN = 0.25
RATE_GAIN = 0.05
SHORTEST = 4.0
LONGEST = 5000.0


class Pacer:
    """A phase-locked loop on ``timing.wait``: frames arrive a moment before the worker is free. Times in ms."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.interval: float | None = None
        self._last: float | None = None
        self._correction = 0.0
        self._deviation = 2.0
        self._mean_wait: float | None = None
        self._idle = 0

    def due(self, now: float) -> float:
        """Milliseconds until the next frame: 0 for now, infinity until the first answer."""
        if self._last is None:
            return 0.0
        if self.interval is None:
            return float("inf")
        return max(0.0, self._last + self.interval + self._correction - now)

    def sent(self, now: float) -> None:
        self._last, self._correction = now, 0.0

    def answered(self, wait: float, total: float) -> None:
        """A result came, with ``timing.wait`` and ``timing.total``."""
        busy = max(SHORTEST, total - wait)
        if self.interval is None:
            self.interval = busy
            return
        self._learn_deviation(wait, self.interval)
        if wait < self._target(self.interval) / 2:
            self._idle += 1
            if self._idle > 1:
                self.interval = min(self.interval, busy)
            self.interval = max(SHORTEST, self.interval * (1 - min(0.1, 0.01 * self._idle)))
        else:
            self._idle = 0
        self._steer(wait - self._target(self.interval))

    def dropped(self) -> None:
        """The server replaced a waiting frame: frames come too fast."""
        if self.interval is not None:
            self._steer(self.interval / 2)

    def _target(self, interval: float) -> float:
        return min(max(2 + self._deviation / 2, 2.0), max(4.0, interval / 10))

    def _learn_deviation(self, wait: float, interval: float) -> None:
        mean = wait if self._mean_wait is None else self._mean_wait + 0.1 * (wait - self._mean_wait)
        self._mean_wait = mean
        self._deviation += 0.1 * (min(abs(wait - mean), interval / 4) - self._deviation)

    def _steer(self, error: float) -> None:
        interval = self.interval or SHORTEST
        held = min(max(error, -interval / 2), interval / 2)
        step = min(max(RATE_GAIN * held, -interval / 10), interval / 10)
        self.interval = min(max(interval + step, SHORTEST), LONGEST)
        self._correction = PHASE_GAIN * held
