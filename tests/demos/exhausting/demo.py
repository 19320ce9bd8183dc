"""A demo that runs out of memory at a frame that is red near its corner."""

from __future__ import annotations

from ..failing import FailingDemo


class Exhausting(FailingDemo):
    name = "exhausting"
    title = "Exhausting"

    def fail(self) -> None:
        raise MemoryError("no room for this picture")
