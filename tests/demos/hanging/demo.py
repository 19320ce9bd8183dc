"""A demo that never comes back at a frame that is red near its corner."""

from __future__ import annotations

import time

from ..failing import FailingDemo


class Hanging(FailingDemo):
    name = "hanging"
    title = "Hanging"

    def fail(self) -> None:
        time.sleep(3600)
