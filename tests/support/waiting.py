"""Waiting for a condition, with a bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], what: str, timeout: float = 60.0, every: float = 0.03) -> T:
    """The condition's first true value. Raises AssertionError that says ``what`` did not happen."""
    end = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"within {timeout:g} s it did not happen that {what}; last: {value!r}")
        time.sleep(every)
    return value
