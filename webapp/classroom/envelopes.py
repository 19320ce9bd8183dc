"""The shapes of what clients send on /room, version 1."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from models.contract.pictures import FrameError, Limits, check_header
from webapp.engine.streams import MAX_SEQ
from webapp.errors import BadImage, InvalidFormat, TooLarge
from webapp.live.envelopes import Envelope, Id, read, read_with_bytes

__all__ = [
    "Agree",
    "Digit",
    "Here",
    "Hide",
    "Lead",
    "Picture",
    "Present",
    "Question",
    "Remove",
    "Seen",
    "Settle",
    "Strike",
    "Tile",
    "read",
    "read_picture",
]

PICTURE = Limits(max_pixels=1_000_000, max_side=1280)
Page = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^/([^/\\].*)?$")]


class Here(Envelope):
    """Where a page is: its path, for the teacher's pages with the query."""

    v: Annotated[int, Field(ge=1, le=1)]
    page: Page


class Lead(Envelope):
    """What the teacher changes; what is left out stays."""

    following: bool | None = None
    locked: bool | None = None
    frozen: bool | None = None
    wall: bool | None = None
    questions: bool | None = None
    digits: bool | None = None
    off: Annotated[list[Id], Field(max_length=64)] | None = None
    visitors: Annotated[int, Field(ge=1, le=10_000)] | None = None
    rate: Annotated[float, Field(ge=0, le=60)] | None = None


class Present(Envelope):
    """``stream`` is one of this page's on /live, or null: the page sends its pictures itself, or ends."""

    on: bool
    stream: Id | None = None


class Picture(Envelope):
    """A presented picture that the teacher's page drew itself; the JPEG follows."""


class Tile(Envelope):
    """A picture for the wall; the JPEG follows."""


class Seen(Envelope):
    seq: Annotated[int, Field(ge=0, le=MAX_SEQ)]


class Agree(Envelope):
    """Consent to be on the wall, given just now by the visitor's own hand."""

    agreed: bool


class Hide(Envelope):
    """``number`` null: the whole wall."""

    number: Annotated[int, Field(ge=1)] | None = None
    hidden: bool


class Remove(Envelope):
    """``number`` null with ``back``: everybody who was removed may come back."""

    number: Annotated[int, Field(ge=1)] | None = None
    back: bool = False


class Question(Envelope):
    """A question for the text that the teacher's page learns from."""

    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Settle(Envelope):
    """The teacher takes a question or lets it go."""

    id: Annotated[int, Field(ge=1)]
    kept: bool


class Digit(Envelope):
    """A drawn digit for the set that the teacher's page learns from: 8 × 8 pixels of 0 to g (16), row by row."""

    picture: Annotated[str, Field(pattern=r"^[0-9a-g]{64}$")]
    label: Annotated[int, Field(ge=0, le=9)]


class Strike(Envelope):
    """The teacher takes a digit of the class's out again."""

    id: Annotated[int, Field(ge=1)]


def read_picture(args: tuple[Any, ...], most: int) -> bytes:
    """A JPEG of at most ``most`` bytes. Raises InvalidFormat, TooLarge or BadImage."""
    _, image = read_with_bytes(Picture, args)
    if len(image) > most:
        raise TooLarge(f"A picture here may have {most} bytes; this one has {len(image)}.")
    try:
        header = check_header(image, PICTURE)
    except FrameError as error:
        raise BadImage(str(error)) from None
    if header.format != "JPEG":
        raise InvalidFormat("The picture must be a JPEG.")
    return image
