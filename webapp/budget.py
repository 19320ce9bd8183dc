"""How much memory the bytes of strangers may hold before anybody has looked at them. Pure but for a lock; no clock.

One budget for a server: bodies on their way, pieces of messages, pictures that wait to be decoded. Whoever takes bytes
in opens a :class:`Holding`, lets it grow with what comes, and closes it when the bytes are handed on or let go.
"""

from __future__ import annotations

import threading
from collections import Counter
from types import TracebackType


class Holding:
    """What one request, message or picture holds at the moment, in bytes. A context manager that closes itself."""

    def __init__(self, budget: MemoryBudget, address: str, visitor: str) -> None:
        self._budget, self._owners = budget, (address, visitor)
        self.size = 0

    def grow(self, size: int) -> bool:
        """Hold ``size`` bytes more; False, and nothing is changed, where they find no room."""
        if not self._budget._take(size, *self._owners):
            return False
        self.size += size
        return True

    def close(self) -> None:
        """Give everything back. May be called again."""
        size, self.size = self.size, 0
        self._budget._give(size, *self._owners)

    def __enter__(self) -> Holding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class MemoryBudget:
    """Bytes held in all, by network address and by visitor (the name in the cookie; empty for none: address alone)."""

    def __init__(self, total: int, each_address: int, each_visitor: int) -> None:
        self._total, self._each_address, self._each_visitor = total, each_address, each_visitor
        self._lock = threading.Lock()
        self._held = 0
        self._addresses: Counter[str] = Counter()
        self._visitors: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """Bytes held in all."""
        return self._held

    @property
    def room(self) -> int:
        """Bytes that may still be held, whoever holds the others."""
        return self._total - self._held

    def open(self, address: str, visitor: str = "") -> Holding:
        """A new, empty holding."""
        return Holding(self, address, visitor)

    def _take(self, size: int, address: str, visitor: str) -> bool:
        with self._lock:
            if (
                self._held + size > self._total
                or self._addresses[address] + size > self._each_address
                or (visitor and self._visitors[visitor] + size > self._each_visitor)
            ):
                self._forget_empty(address, visitor)
                return False
            self._count(size, address, visitor)
            return True

    def _give(self, size: int, address: str, visitor: str) -> None:
        with self._lock:
            self._count(-size, address, visitor)

    def _count(self, size: int, address: str, visitor: str) -> None:
        self._held += size
        self._addresses[address] += size
        if visitor:
            self._visitors[visitor] += size
        self._forget_empty(address, visitor)

    def _forget_empty(self, address: str, visitor: str) -> None:
        """Addresses and visitors that hold nothing leave no trace."""
        for counts, name in ((self._addresses, address), (self._visitors, visitor)):
            if not counts[name]:
                del counts[name]
