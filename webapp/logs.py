"""Logging: one line an event, repeats collapsed, no traceback for what a stranger sent."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

SAME_WITHIN = 5.0
"""Seconds in which equal lines are counted instead of written."""


class Collapse(logging.Filter):
    """Writes equal lines once in ``SAME_WITHIN`` seconds, with how often they came meanwhile."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key = f"{record.name} {record.levelno} {record.getMessage()[:200]}"
        now = self._clock()
        since, count = self._seen.get(key, (-SAME_WITHIN, 0))
        if now - since < SAME_WITHIN:
            self._seen[key] = (since, count + 1)
            return False
        if count:
            record.msg = f"{record.getMessage()} (and {count} more like it)"
            record.args = ()
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[key] = (now, 0)
        return True


class OneLine(logging.Filter):
    """Turns an exception's traceback into the name and text of the exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            text = f"{record.getMessage()}: {type(error).__name__}: {error}"
            record.msg = " ".join(text.split())[:300]
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def configure(level: str) -> None:
    """Log to standard error. The transport's own log says only what went wrong, in one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Collapse())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    transport().setLevel("ERROR")
    for noisy in ("werkzeug", "flask-limiter"):
        logging.getLogger(noisy).setLevel("WARNING")


def transport() -> logging.Logger:
    """The logger given to python-socketio and python-engineio, whose exceptions are about strangers' bytes."""
    logger = logging.getLogger("webapp.transport")
    if not logger.filters:
        logger.addFilter(OneLine())
    return logger
