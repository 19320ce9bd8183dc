"""A demo that raises at a frame that is red near its corner."""

from __future__ import annotations

from ..failing import FailingDemo


class Raising(FailingDemo):
    name = "raising"
    title = "Raising"

    def fail(self) -> None:
        raise ValueError("this picture is not to its taste")
