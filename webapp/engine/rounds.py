"""What the engine does again and again, each in a thread of its own that one failed round does not end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class Rounds:
    """Loops that run until :meth:`stop`."""

    def __init__(self) -> None:
        self._stopped = False

    def run(self, name: str, turn: Callable[[], None], pause: Callable[[], float] = lambda: 0.0) -> None:
        """Call ``turn`` for good, with ``pause()`` seconds between; 0 where the turn itself waits."""
        threading.Thread(target=self._loop, args=(name, turn, pause), daemon=True, name=name).start()

    def stop(self) -> None:
        """No further round begins."""
        self._stopped = True

    def _loop(self, name: str, turn: Callable[[], None], pause: Callable[[], float]) -> None:
        while not self._stopped:
            try:
                turn()
            except Exception:
                log.exception("a round of %s failed", name)
            if seconds := pause():
                time.sleep(seconds)
