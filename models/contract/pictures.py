"""Which picture files are taken, by their containers alone: nothing is decoded here, so the web process may ask.

Every file is walked by ``models.contract.containers`` before a decoder sees it.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.contract import containers
from models.contract.containers import Header
from models.contract.containers.base import Why


@dataclass(frozen=True)
class Limits:
    """What a picture may measure, in pixels; a side below ``min_side`` is ``too_small``."""

    max_pixels: int
    max_side: int
    min_side: int = 8
    formats: tuple[str, ...] = ("JPEG", "PNG", "WEBP")
    """As ``models.contract.containers`` and Pillow name them."""
    most_kept: int = 12_600_000
    """Pixels above which a picture is made smaller as it is decoded: what a phone of 12 megapixels takes (4096 by
    3072)."""


LIVE = Limits(max_pixels=2_100_000, max_side=1920)
"""Camera frames: up to full HD, either way round."""

STILL = Limits(max_pixels=50_400_000, max_side=16_384, formats=(*LIVE.formats, "TIFF"))
"""Uploaded pictures: what a phone of 50 megapixels (8192 by 6144) and a scanner (A4 at 600 dpi) make."""

MOST_WORKING = 405_000_000
"""Bytes that a decoder may need at once for one picture: four a pixel, held twice, at the most pixels."""


class FrameError(ValueError):
    """A picture that is refused. ``code`` is the wire code; the message is a sentence for the visitor."""

    def __init__(self, code: str, message: str, why: Why | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.why: Why = why or {}


def check_header(data: bytes, limits: Limits = LIVE) -> Header:
    """Walk a picture's container, decode nothing, and refuse what is no picture or not within the limits.

    Raises FrameError: ``invalid_format`` when it is not bytes; ``bad_image`` when it is empty, damaged or of a format
    that the limits do not name; ``too_small`` and ``too_large`` by its stated size.
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise FrameError("invalid_format", "A picture must be sent as bytes.")
    if not data:
        raise FrameError("bad_image", "The picture is empty.", {"reason": "empty"})
    data = bytes(data)
    if containers.kind_of(data) not in limits.formats:
        raise _not_ours(data, limits.formats)
    try:
        header = containers.read(data, lambda width, height: _check_size(width, height, limits))
    except containers.ContainerError as error:
        raise FrameError("bad_image", str(error), error.why) from None
    if header.working > MOST_WORKING:
        sentence = "This picture takes too much memory. Save it as an ordinary JPEG, or smaller."
        raise FrameError("too_large", sentence, {"reason": "memory"})
    return header


_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def _not_ours(data: bytes, formats: tuple[str, ...]) -> FrameError:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        sentence = (
            "HEIC pictures are not read here. Save it as JPEG; an iPhone does under Camera, Formats, Most Compatible."
        )
        return FrameError("bad_image", sentence, {"reason": "heic"})
    kinds = [name.replace("WEBP", "WebP") for name in formats]
    sentence = f"This is not a {', '.join(kinds[:-1])} or {kinds[-1]} picture."
    return FrameError("bad_image", sentence, {"reason": "unknown", "kinds": kinds})


def _check_size(width: int, height: int, limits: Limits) -> None:
    if min(width, height) < limits.min_side:
        sentence = f"The picture must be at least {limits.min_side} pixels wide and high."
        raise FrameError("too_small", sentence, {"reason": "small", "side": limits.min_side})
    if max(width, height) > limits.max_side or width * height > limits.max_pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> FrameError:
    megapixels = float(f"{limits.max_pixels / 1e6:.3g}")
    sentence = f"The picture may have at most {megapixels:g} megapixels and {limits.max_side} pixels a side."
    return FrameError("too_large", sentence, {"reason": "large", "megapixels": megapixels, "side": limits.max_side})
