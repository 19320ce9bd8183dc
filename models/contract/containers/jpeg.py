"""JPEG (ITU-T T.81, annex B): the segments, and the scans up to the end marker."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from models.contract.containers import exif
from models.contract.containers.base import Accept, Colours, ContainerError, Header, cut_off, damaged

MOST_SCANS = 40
"""Scans of a progressive picture. Cameras and tools write up to about 12; each one is a pass over all blocks."""
MOST_SEQUENTIAL_SCANS = 4
"""Scans of a sequential picture: by the standard each component is in one."""
MOST_PASSES = 504_000_000
"""Pixels times scans of a progressive picture: 40 scans of 12.6 megapixels, 10 of 50."""
MOST_MARKERS = 4096
"""Segments and stray markers. A photograph with a large profile and a depth map has some hundreds."""
MOST_PROFILE_PIECES = 255
"""Segments of a colour profile, each 64 kB: they are numbered by a byte (ICC.1:2022, annex B.4)."""
MOST_EXIF = 16
"""Segments of EXIF data, each 64 kB. By the standard there is one; some tools write what does not fit into more."""

_SOI, _EOI, _SOS, _APP1, _APP2 = 0xD8, 0xD9, 0xDA, 0xE1, 0xE2
_PROFILE = b"ICC_PROFILE\0"
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_DECODABLE = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
"""Sequential and progressive, by Huffman or arithmetic coding; not lossless, not hierarchical."""
_PROGRESSIVE = {0xC2, 0xCA}
_WITH_LENGTH = {*range(0xC0, 0xD0), *range(0xDA, 0xF0), 0xFE}

_ANY = re.compile(rb"\xff[^\x00\xff]")
_BEYOND_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The marker that ends a scan's coded bytes: no stuffed zero, no fill byte, no restart."""


@dataclass(slots=True)
class Stream:
    """One JPEG stream. ``end`` is where it ends; ``is_whole``: with its end marker."""

    width: int = 0
    height: int = 0
    frame: int = 0
    channels: int = 0
    coefficients: int = 0
    """Bytes of all its coefficients, which are kept where it has several scans."""
    scans: int = 0
    orientation: int = 0
    profiles: dict[int, bytes] = field(default_factory=dict)
    pieces: int = 0
    exifs: int = 0
    end: int = 0
    is_whole: bool = False


def read(data: bytes, accept: Accept) -> Header:
    """Walk a JPEG. What comes after its end marker (a film, a second picture) is not looked at."""
    stream = walk(data, accept)
    if not stream.scans:
        raise cut_off("JPEG")
    held = stream.coefficients if stream.frame in _PROGRESSIVE or stream.scans > 1 else 0
    return Header(
        "JPEG",
        stream.width,
        stream.height,
        orientation=stream.orientation or 1,
        is_whole=stream.is_whole,
        channels=stream.channels,
        working=held + stream.channels * stream.width * stream.height // 4,
        colours=Colours(b"".join(piece for _, piece in sorted(stream.profiles.items()))),
    )


def walk(data: bytes, accept: Accept) -> Stream:
    """Walk the segments up to the end marker. Raises ContainerError.

    A marker without a meaning is stepped over by itself, never by a length of its own, so that nothing that a decoder
    may take for a scan is missed.
    """
    found = Stream()
    at, markers = 2, 0
    while (match := (_BEYOND_SCAN if found.scans else _ANY).search(data, at)) is not None:
        marker, at = data[match.end() - 1], match.end()
        markers += 1
        if marker == _EOI:
            found.end, found.is_whole = at, True
            return found
        if marker == _SOI or markers > MOST_MARKERS:
            raise damaged("its markers make no picture")
        if marker in _WITH_LENGTH:
            end = _end(data, at)
            _note(found, marker, data, at, end, accept)
            at = end
    found.end = len(data)
    return found


def _end(data: bytes, at: int) -> int:
    """Where the segment ends whose length field is at ``at``."""
    length = int.from_bytes(data[at : at + 2], "big")
    if at + max(length, 2) > len(data):
        raise cut_off("JPEG")
    if length < 2:
        raise damaged("a segment of it has no length")
    return at + length


def _note(found: Stream, marker: int, data: bytes, at: int, end: int, accept: Accept) -> None:
    if marker in _FRAMES:
        if found.frame:
            raise damaged("it has two frames in one")
        found.frame = marker
        found.height, found.width = _frame(marker, data[at:end])
        found.channels, found.coefficients = data[at + 7], _coefficients(data[at:end], found.width, found.height)
        accept(found.width, found.height)
    elif marker == _SOS:
        if not found.frame:
            raise damaged("a scan of it comes before its frame")
        found.scans += 1
        most = min(MOST_SCANS, MOST_PASSES // max(1, found.width * found.height))
        if found.scans > (most if found.frame in _PROGRESSIVE else MOST_SEQUENTIAL_SCANS):
            raise ContainerError("The JPEG has far too many scans.")
    elif marker in (_APP1, _APP2):
        _note_told(found, marker, data, at, end)


def _note_told(found: Stream, marker: int, data: bytes, at: int, end: int) -> None:
    """EXIF data, and pieces of a colour profile."""
    if marker == _APP1 and data[at + 2 : at + 8] == exif.PREFIX:
        found.exifs += 1
        if found.exifs > MOST_EXIF:
            raise damaged("it has far too much EXIF data")
        turned = exif.check(data[at + 8 : end])
        found.orientation = found.orientation or turned
    elif marker == _APP2 and data[at + 2 : at + 14] == _PROFILE:
        found.pieces += 1
        if found.pieces > MOST_PROFILE_PIECES:
            raise damaged("its colour profile has far too many pieces")
        if end >= at + 16:
            found.profiles.setdefault(data[at + 14], data[at + 16 : end])


def _frame(marker: int, segment: bytes) -> tuple[int, int]:
    """Height and width of a frame header."""
    if len(segment) < 8:
        raise damaged("its header cannot be read")
    length, precision, height, width, components = struct.unpack_from(">HBHHB", segment)
    if marker not in _DECODABLE or precision != 8 or components not in (1, 3, 4):
        raise ContainerError("The JPEG is of a kind that cannot be read.", "unread", kind="JPEG")
    if length != 8 + 3 * components or not width:
        raise damaged("its header cannot be read")
    return height, width


def _coefficients(segment: bytes, width: int, height: int) -> int:
    """Bytes of all coefficients of a frame: two each, in blocks of 8 × 8 of each component as it is sampled."""
    factors = [segment[9 + 3 * component] for component in range(segment[7])]
    widest, highest = (max(max(factor >> shift & 15, 1) for factor in factors) for shift in (4, 0))
    across, down = -(-width // (8 * widest)), -(-height // (8 * highest))
    return sum(across * down * max(factor >> 4, 1) * max(factor & 15, 1) for factor in factors) * 128
