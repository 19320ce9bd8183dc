"""What feeds a demo: a camera, a microphone, or nothing but time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

LONGEST_SOUND = 0.5
"""Seconds of sound that a client sends at a time, at most."""
LONGEST_STILL = 60.0
"""Seconds of a sound that is sent whole, over HTTP."""


@dataclass(frozen=True)
class Camera:
    """Frames of a camera, or a picture: RGB uint8 of shape (height, width, 3). The newest wins.

    ``rate`` is how many a second a demo wants, above 0 and at most 60; None for as many as there are turns for.
    Raises ValueError.
    """

    kind: ClassVar[str] = "camera"
    rate: float | None = None

    def __post_init__(self) -> None:
        if self.rate is not None:
            _check("rate", self.rate, 0.01, 60)

    def describe(self) -> dict[str, Any]:
        """What a client is told, as JSON-ready data."""
        return {"kind": self.kind} | ({} if self.rate is None else {"rate": self.rate})


@dataclass(frozen=True)
class Microphone:
    """Sound: mono float32 of shape (n,), -1 to 1. In order; where some was lost the next sample says so.

    ``rate`` is in samples a second, 8 000 to 48 000. ``hop`` is how many seconds a client sends at a time, 0.01 to
    0.5; a demo gets what was sent, which may be less or more, and a sound of up to a minute where it came over HTTP.
    Raises ValueError.
    """

    kind: ClassVar[str] = "microphone"
    rate: int = 16_000
    hop: float = 0.08

    def __post_init__(self) -> None:
        if not isinstance(self.rate, int):
            raise ValueError("rate must be a whole number")
        _check("rate", self.rate, 8_000, 48_000)
        _check("hop", self.hop, 0.01, LONGEST_SOUND)

    def describe(self) -> dict[str, Any]:
        """What a client is told, as JSON-ready data."""
        return {"kind": self.kind, "rate": self.rate, "hop": self.hop}


@dataclass(frozen=True)
class Clock:
    """Nothing is sent: the engine offers turns, at most ``rate`` a second (above 0, at most 60), and no more than the
    viewer has credit for. A sample's value is None. Raises ValueError.
    """

    kind: ClassVar[str] = "clock"
    rate: float = 10.0

    def __post_init__(self) -> None:
        _check("rate", self.rate, 0.01, 60)

    def describe(self) -> dict[str, Any]:
        """What a client is told, as JSON-ready data."""
        return {"kind": self.kind, "rate": self.rate}


Source = Camera | Microphone | Clock


def _check(name: str, value: object, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} must be a number")
    if not least <= value <= most:
        raise ValueError(f"{name} must be between {least:g} and {most:g}")
