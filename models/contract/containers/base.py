"""What every walk through a container gives back, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Accept = Callable[[int, int], None]
"""Called with width and height as soon as they are known, before the rest is looked at; raises to refuse them."""


Why = dict[str, Any]
"""Why a picture is refused, for pages to say it in their own language: ``reason``, a key of their texts without its
``picture_``, and what those have places for. Empty where nothing more is known than the wire code."""


class ContainerError(ValueError):
    """A file that is damaged, cut off, or claims what it does not hold. The message is a sentence for the visitor."""

    def __init__(self, message: str, reason: str = "damaged", **values: Any) -> None:
        super().__init__(message)
        self.why: Why = {"reason": reason, **values}


@dataclass(frozen=True)
class Colours:
    """What a picture's numbers mean, where it says so: a profile (ICC.1), or PNG's two older chunks."""

    profile: bytes = b""
    gamma: float = 0.0
    """The exponent that leads from light to numbers; 0 where it is not given."""
    primaries: tuple[float, ...] = ()
    """x and y of white, red, green and blue."""


SRGB = Colours()
"""Of a picture that says nothing."""


@dataclass(frozen=True)
class Header:
    """What a picture says of itself: width and height as stored, before any EXIF rotation."""

    format: str
    """JPEG, PNG, WEBP or TIFF."""
    width: int
    height: int
    has_alpha: bool = field(default=False, compare=False)
    orientation: int = field(default=1, compare=False)
    """How it is to be turned, 1 to 8 (EXIF, TIFF 6.0, tag 274)."""
    is_whole: bool = field(default=True, compare=False)
    """False for one without its end marker; the last rows of such a JPEG may be missing."""
    channels: int = field(default=3, compare=False)
    """1 grey, 3 colour, 4 CMYK, whatever transparency there is; told of JPEG and PNG."""
    working: int = field(default=0, compare=False)
    """Bytes that its decoder has to hold at once, where these are more than the picture's three a pixel."""
    colours: Colours = field(default=SRGB, compare=False)


def damaged(what: str) -> ContainerError:
    return ContainerError(f"The picture is damaged: {what}.")


def cut_off(kind: str) -> ContainerError:
    message = f"The {kind} is damaged or cut off: it claims more bytes than are there."
    return ContainerError(message, "cut_off", kind=kind)
