"""What the visitors of a soak saw, gathered by many threads and read by one."""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ordered values lie, by the nearest rank."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(latencies: Sequence[float]) -> list[float]:
    """How many, p50 and p95, in ms."""
    ordered = sorted(latencies)
    return [len(ordered), round(quantile(ordered, 0.5), 1), round(quantile(ordered, 0.95), 1)]


class Ledger:
    """Counts since the start; latencies since they were last read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._latencies: dict[str, list[float]] = {}
        self._at: dict[int, str] = {}

    def count(self, **numbers: int) -> None:
        """So many more frames that were ``sent``, ``answered``, ``dropped``, ``given_up``; ``stays`` that began."""
        with self._lock:
            self._counts.update(numbers)

    def error(self, code: str, number: int = 1) -> None:
        with self._lock:
            self._errors[code] += number

    def latencies(self, demo: str, milliseconds: Sequence[float]) -> None:
        with self._lock:
            self._latencies.setdefault(demo, []).extend(milliseconds)

    def at(self, visitor: int, demo: str) -> None:
        """A visitor has gone to a demo."""
        with self._lock:
            self._at[visitor] = demo

    def read(self) -> dict[str, Any]:
        """Counts and errors so far, and the latencies since the last call, by demo and of all together."""
        with self._lock:
            taken, self._latencies = self._latencies, {}
            told: dict[str, Any] = {"frames": dict(self._counts), "errors": dict(self._errors)}
            told["at"] = [self._at[visitor] for visitor in sorted(self._at)]
        found = {demo: spread(values) for demo, values in sorted(taken.items()) if values}
        every = [one for values in taken.values() for one in values]
        return told | {"demos": found, "all": spread(every) if every else None}
