"""When to send the next frame: the page's pacer and its forecast (static/js/live/pacer.js, forecast.js), so that a
benchmark sends as a page does.

Both are checked against tests/cases/pacer.json.
"""

from __future__ import annotations

PHASE_GAIN = 0.4
RATE_GAIN = 0.05
TURN_GAIN = 0.1
BUSY_GAIN = 0.25
HIGHEST_FLOOR = 2.0
SHORTEST = 4.0
LONGEST = 5000.0

LEAST_WAIT = 1.5
SOONER = 0.01
LATER = 0.01
LATER_BY_WAIT = 0.05
FIRST_LATER = 0.05
DRAIN = 0.3
PATIENCE = 40
LATEST = 1.2

PROBES = 3
AGAIN = 300
TELLING = 3.0
TOLD = 0.3
ROAD_GAIN = 0.1
LEAD = 0.2
LEAST_LEAD = 0.25
HELD_GAIN = 0.3
LESS = 0.001
LEAST_HELD = 0.3


class Forecast:
    """When a worker that computes one frame after the other gets free, reckoned from its answers. Times in ms."""

    def __init__(self) -> None:
        self._out: list[float] = []
        self._free: float | None = None
        self._road: float | None = None
        self._held = 1.0
        self._beside = 0.0
        self._answers = 0

    @property
    def holds(self) -> bool:
        """Whether an answer has come to reckon from, and frames have waited for one another so far."""
        return self._free is not None and self._beside < 0.5

    def sent(self, now: float) -> None:
        self._out.append(now)

    def answered(self, wait: float, total: float, sent: float, at: float, floor: float) -> None:
        """A result came ``at`` this time for what was ``sent`` then; ``floor`` of its wait was none."""
        self._out = [other for other in self._out if other > sent]
        self._answers += 1
        before, took = self._free, max(SHORTEST, total - wait)
        road = max(0.0, at - sent - total)
        self._road = road if self._road is None else self._road + ROAD_GAIN * (road - self._road)
        self._free = at - self._road - floor
        if before is not None:
            self._learn_held(wait - floor, (self._free - before) / took)
            self._judge(before - sent, wait - floor, took)

    def due(self, busy: float, deviation: float) -> float:
        """When to send, for a worker that takes about ``busy`` for a frame."""
        free, held = self._free or 0.0, self._held * busy
        for sent in self._out[-2:]:
            free = max(free + held, sent + busy)
        probes = self._answers <= PROBES or self._answers % AGAIN == 0
        return free + held - busy - (busy / 2 if probes else max(LEAST_LEAD, LEAD * deviation))

    def _learn_held(self, waited: float, share: float) -> None:
        """What of a frame's time keeps the next one waiting: of one that waited, the time since the one before it."""
        if waited > LEAST_WAIT:
            self._held += HELD_GAIN * (min(1.0, share) - self._held)
        else:
            self._held -= LESS
        self._held = max(LEAST_HELD, self._held)

    def _judge(self, foreseen: float, waited: float, took: float) -> None:
        """Whether a frame that came early did wait: else the worker computes frames beside one another."""
        if foreseen > max(TELLING, took / 4):
            self._beside += TOLD * ((waited < foreseen / 2) - self._beside)


class Pacer:
    """Feels for the worker's rate alone, and sends once a round among others. Times in ms."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.interval: float | None = None
        self._last: float | None = None
        self._correction = 0.0
        self._idle = 0
        self._busy: float | None = None
        self._deviation = 1.0
        self._floor = HIGHEST_FLOOR
        self._known = False
        self._alone = True
        self._forecast = Forecast()

    def due(self, now: float) -> float:
        """Milliseconds until the next frame: 0 for now, infinity until the first answer."""
        if self._last is None:
            return 0.0
        if self.interval is None:
            return float("inf")
        if self._alone and self._forecast.holds and self._busy is not None:
            return max(0.0, self._forecast.due(self._busy, self._deviation) - now)
        return max(0.0, self._last + self.interval + self._correction - now)

    def sent(self, now: float) -> None:
        self._last, self._correction = now, 0.0
        self._forecast.sent(now)

    def answered(
        self,
        wait: float,
        total: float,
        streams: int = 1,
        turn: float = 0.0,
        *,
        sent: float | None = None,
        at: float | None = None,
    ) -> None:
        """A result came: ``timing.wait``, ``timing.total``, and ``share``: streams and the ms between fair turns; when
        its frame was ``sent``, and when this was.
        """
        if not (wait >= 0 and total >= 0):
            return
        shared = streams > 1 and turn > 0
        self._alone = not shared
        if sent is not None and at is not None:
            self._forecast.answered(wait, total, sent, at, min(self._floor, wait))
        thought, busy = self._learn_busy(max(SHORTEST, total - wait))
        if self.interval is None:
            self.interval = max(busy, turn) if shared else busy
            return
        self._floor = min(self._floor, wait)
        if shared:
            self._take_turn(wait, turn / streams, turn)
        else:
            self.interval *= busy / thought
            self._feel(wait - self._floor, busy)

    def stalled(self) -> None:
        """Nothing came back: begin anew, with one frame."""
        self.reset()

    def dropped(self) -> None:
        """The server replaced a waiting frame: frames come too fast."""
        if self.interval is not None:
            self._steer(self.interval / 2, RATE_GAIN)

    def _learn_busy(self, took: float) -> tuple[float, float]:
        """What the worker was thought to take, and what now."""
        thought = took if self._busy is None else self._busy
        self._deviation += 0.1 * (min(abs(took - thought), thought / 4) - self._deviation)
        self._busy = thought + BUSY_GAIN * (took - thought)
        return thought, self._busy

    def _feel(self, waited: float, busy: float) -> None:
        """Alone: a little sooner while nothing waits, later as soon as something does."""
        interval = self.interval or SHORTEST
        if waited < max(LEAST_WAIT, min(self._deviation, interval / 10)):
            self._idle += 1
            near = self._known and self._idle < PATIENCE
            self.interval = min(interval, LATEST * busy)
            self._scale(-SOONER if near else -min(0.1, 0.01 * self._idle))
            return
        self._idle = 0
        share = min(1.0, waited / interval)
        later = interval * (1 + max(LATER if self._known else FIRST_LATER, LATER_BY_WAIT * share))
        self.interval = max(interval, min(later, LATEST * busy))
        self._known = True
        self._correction = DRAIN * share * self.interval

    def _take_turn(self, wait: float, goal: float, turn: float) -> None:
        """Among others: once a round, a turn ahead."""
        interval = self.interval or SHORTEST
        idled = wait < goal / 2
        self._idle = self._idle + 1 if idled else 0
        if idled:
            self._hurry(turn)
        else:
            self.interval = interval + TURN_GAIN * (turn - interval)
        self._steer(wait - goal, 0.0)

    def _hurry(self, turn: float) -> None:
        """The worker idled although others are there: ask sooner."""
        if self._idle > 1:
            self.interval = min(self.interval or SHORTEST, max(self._busy or SHORTEST, turn))
        self._scale(-min(0.1, 0.01 * self._idle))

    def _scale(self, by: float) -> None:
        self.interval = min(max((self.interval or SHORTEST) * (1 + by), SHORTEST), LONGEST)

    def _steer(self, error: float, rate_gain: float) -> None:
        interval = self.interval or SHORTEST
        held = min(max(error, -interval / 2), interval / 2)
        self.interval = min(max(interval + rate_gain * held, SHORTEST), LONGEST)
        self._correction = PHASE_GAIN * held
