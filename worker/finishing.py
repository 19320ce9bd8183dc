"""In which order jobs are finished: those of one demo as they came, those of different demos as they are done."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from worker.stages import Batch

Entry = tuple[Batch, "Future[None]"]


class Finishing:
    """A thread that answers what was predicted. A stream is of one demo, so its answers stay in order, and a demo whose
    turns are long holds up no other."""

    def __init__(self, answer: Callable[[Batch], None]) -> None:
        self._answer = answer
        self._lines: dict[str, deque[Entry]] = {}
        self._done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._left = 0
        self._changed = threading.Condition()
        threading.Thread(target=self._loop, daemon=True, name="finish").start()

    def add(self, demo: str, batch: Batch, predicted: Future[None]) -> None:
        """A job whose answer comes after those of the demo's jobs before it."""
        with self._changed:
            self._lines.setdefault(demo, deque()).append((batch, predicted))
            self._left += 1
        predicted.add_done_callback(lambda _: self._done.put(demo))

    def join(self) -> None:
        """Wait until everything is answered."""
        with self._changed:
            self._changed.wait_for(lambda: not self._left)

    def _loop(self) -> None:
        while True:
            line = self._lines[self._done.get()]
            while line and line[0][1].done():
                batch, predicted = line.popleft()
                predicted.result()
                self._answer(batch)
                with self._changed:
                    self._left -= 1
                    self._changed.notify_all()
