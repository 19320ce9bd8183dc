"""A demo that ends its worker at a frame that is red near its corner."""

from __future__ import annotations

import os

from ..failing import FailingDemo


class Crashing(FailingDemo):
    name = "crashing"
    title = "Crashing"

    def fail(self) -> None:
        os._exit(3)
