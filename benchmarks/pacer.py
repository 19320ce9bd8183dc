"""When to send the next frame: the page's pacer (static/js/live/pacer.js), so that a benchmark sends as a page does.

Both are checked against tests/cases/pacer.json.
"""

from __future__ import annotations

PHASE_GAIN = 0.4
RATE_GAIN = 0.05
HIGHEST_FLOOR = 2.0
SHORTEST = 4.0
LONGEST = 5000.0
TURN_GAIN = 0.1
BUSY_GAIN = 0.25


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
        self._busy: float | None = None
        self._floor = HIGHEST_FLOOR

    def due(self, now: float) -> float:
        """Milliseconds until the next frame: 0 for now, infinity until the first answer."""
        if self._last is None:
            return 0.0
        if self.interval is None:
            return float("inf")
        return max(0.0, self._last + self.interval + self._correction - now)

    def sent(self, now: float) -> None:
        self._last, self._correction = now, 0.0

    def answered(self, wait: float, total: float, streams: int = 1, turn: float = 0.0) -> None:
        """A result came: ``timing.wait``, ``timing.total``, and ``share``: streams and the ms between fair turns."""
        if not (wait >= 0 and total >= 0):
            return
        shared = streams > 1 and turn > 0
        took = max(SHORTEST, total - wait)
        busy = took if self._busy is None else self._busy + BUSY_GAIN * (took - self._busy)
        self._busy = busy
        if self.interval is None:
            self.interval = max(busy, turn) if shared else busy
            return
        self._learn_deviation(wait, self.interval)
        self._floor = min(self._floor, wait)
        floor, above = (0.0, turn / streams) if shared else (self._floor, self._target_alone(self.interval))
        target, idle = floor + above, wait < floor + above / 2
        self._idle = self._idle + 1 if idle else 0
        if idle:
            self._hurry(busy, turn if shared else 0.0)
        elif shared:
            self.interval += TURN_GAIN * (turn - self.interval)
        self._steer(wait - target, 0.0 if shared else RATE_GAIN)

    def stalled(self) -> None:
        """Nothing came back: begin anew, with one frame."""
        self.reset()

    def dropped(self) -> None:
        """The server replaced a waiting frame: frames come too fast."""
        if self.interval is not None:
            self._steer(self.interval / 2, RATE_GAIN)

    def _hurry(self, busy: float, turn: float) -> None:
        """The worker idled: ask sooner, at once as often as it could answer if it serves nobody else."""
        interval = self.interval or SHORTEST
        if self._idle > 1:
            interval = min(interval, max(busy, turn))
        self.interval = max(SHORTEST, interval * (1 - min(0.1, 0.01 * self._idle)))

    def _target_alone(self, interval: float) -> float:
        return min(max(1.5 + self._deviation / 3, 1.5), max(3.0, interval / 10))

    def _learn_deviation(self, wait: float, interval: float) -> None:
        mean = wait if self._mean_wait is None else self._mean_wait + 0.1 * (wait - self._mean_wait)
        self._mean_wait = mean
        self._deviation += 0.1 * (min(abs(wait - mean), interval / 4) - self._deviation)

    def _steer(self, error: float, rate_gain: float) -> None:
        interval = self.interval or SHORTEST
        held = min(max(error, -interval / 2), interval / 2)
        step = min(max(rate_gain * held, -interval / 10), interval / 10)
        self.interval = min(max(interval + step, SHORTEST), LONGEST)
        self._correction = PHASE_GAIN * held
