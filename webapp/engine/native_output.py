"""What a worker's libraries write to standard error by themselves (OpenCV, libjpeg, TensorFlow), within bounds.

The pipe never blocks who writes: what does not fit is lost. Few lines of it reach the log, the rest is counted. The
worker's own log goes another way (``outbox.begin``).
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import re
import termios

from webapp.limits import TokenBucket

RATE, BURST = 0.5, 40
"""Lines a second that reach the log, and lines at once: a crash has a page to say."""
LONGEST = 300
AT_ONCE = 65536
_THREAD = re.compile(r"Current thread 0x([0-9a-f]+)")
"""How faulthandler names the thread that crashed."""


class Lines:
    """Bytes to lines, of which only so many pass; how many did not is told with the next one. Pure."""

    def __init__(self, now: float) -> None:
        self._bucket = TokenBucket(RATE, BURST, now)
        self._begun = b""
        self._kept_back = 0
        self.crashed = 0
        """The thread that crashed, as far as it was said."""

    def feed(self, data: bytes, now: float, end: bool = False) -> list[str]:
        """The lines that may be logged now; with ``end`` also what is begun, and how many were kept back."""
        *whole, self._begun = (self._begun + data).split(b"\n")
        if end or len(self._begun) > 10 * LONGEST:
            whole.append(self._begun)
            self._begun = b""
        passed = []
        for line in whole:
            text = "".join(c if c.isprintable() else " " for c in line[:LONGEST].decode(errors="replace")).strip()
            if found := _THREAD.search(text):
                self.crashed = int(found[1], 16)
            if text and self._bucket.take(now):
                passed.append(text + self._told())
            else:
                self._kept_back += bool(text)
        return [*passed, self._told().strip()] if end and self._kept_back else passed

    def _told(self) -> str:
        count, self._kept_back = self._kept_back, 0
        return f" (and {count} lines before it)" if count else ""


class NativeOutput:
    """A pipe for one worker process. ``writing`` is its standard error."""

    def __init__(self, now: float) -> None:
        self._reading, self.writing = os.pipe()
        os.set_blocking(self.writing, False)
        self.lines = Lines(now)

    def given_away(self) -> None:
        """The worker has its end; ours is closed."""
        os.close(self.writing)

    def read(self, now: float, end: bool = False) -> list[str]:
        """What may be logged of what has come since. Never waits."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self._reading, termios.FIONREAD, waiting)
        # Asked first, since eventlet's os.read waits where there is nothing.
        data = os.read(self._reading, min(waiting[0], AT_ONCE)) if waiting[0] else b""
        return self.lines.feed(data, now, end)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._reading)
