"""Smaller pictures before fewer of them: how far demos are eased while many share the machine. Pure.

A turn is how long one round of a frame for each stream takes. Where it grows beyond ``SLOW`` each visitor gets fewer
frames than look fluent, so demos that declare a lighter way of working take it, one step after another; where there is
room again they go back. A step is taken after the turn has been slow for a while, never twice in that time, so that
what is learnt of the lighter way counts before the next.
"""

from __future__ import annotations

SLOW, FAST = 0.125, 0.05
"""Seconds a turn: above the first (8 frames a second for each) demos are eased, below the second they go back."""
AFTER, BACK_AFTER = 2.0, 6.0
"""Seconds for which it has to be so."""
MOST = 4
"""Steps at the most; a demo that has fewer stays at its last."""


class Relief:
    """How many steps demos are eased by at the moment: ``level``, 0 for not at all."""

    def __init__(self) -> None:
        self.level = 0
        self._slow_since: float | None = None
        self._fast_since: float | None = None

    def look(self, streams: int, turn: float, now: float) -> None:
        """``turn`` seconds for one frame of each of ``streams`` streams. Call it often; ``now`` in seconds."""
        self._slow_since = (self._slow_since or now) if streams > 1 and turn > SLOW else None
        self._fast_since = (self._fast_since or now) if streams <= 1 or turn < FAST else None
        if self._slow_since is not None and now - self._slow_since >= AFTER and self.level < MOST:
            self.level, self._slow_since = self.level + 1, now
        elif self._fast_since is not None and now - self._fast_since >= BACK_AFTER and self.level > 0:
            self.level, self._fast_since = self.level - 1, now
