"""What every walk through a container gives back, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Accept = Callable[[int, int], None]
"""Called with width and height as soon as they are known, before the rest is looked at; raises to refuse them."""


class ContainerError(ValueError):
    """A file that is damaged, cut off, or claims what it does not hold. The message is a sentence for the visitor."""


@dataclass(frozen=True)
class Header:
    """What a picture says of itself: width and height as stored, before any EXIF rotation."""

    format: str
    """JPEG, PNG, WEBP or TIFF."""
    width: int
    height: int
    has_alpha: bool = field(default=False, compare=False)
    orientation: int = field(default=1, compare=False)
    """EXIF orientation, 1 to 8; read of PNG and WebP alone."""
    is_whole: bool = field(default=True, compare=False)
    """False for a JPEG that ends without its end marker: its last rows may be missing."""
    is_animated: bool = field(default=False, compare=False)


def damaged(what: str) -> ContainerError:
    return ContainerError(f"The picture is damaged: {what}.")


def cut_off(kind: str) -> ContainerError:
    return ContainerError(f"The {kind} is damaged or cut off: it claims more bytes than are there.")
