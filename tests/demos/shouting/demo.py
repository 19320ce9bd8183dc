"""A demo whose library writes megabytes to standard error at a frame that is red near its corner."""

from __future__ import annotations

import contextlib
import os

from ..failing import FailingDemo


class Shouting(FailingDemo):
    name = "shouting"
    title = "Shouting"

    def fail(self) -> None:
        for _ in range(3000):
            with contextlib.suppress(BlockingIOError):
                os.write(2, b"libloud: warning 7: something is odd about this picture\n" * 20)
