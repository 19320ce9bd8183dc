"""PNG (W3C, third edition): chunks with their lengths and sums, and what they claim to unpack to."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from models.contract.containers import exif
from models.contract.containers.base import SRGB, Accept, Colours, ContainerError, Header, cut_off, damaged

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"\0\0\0\0IEND\xaeB`\x82"
MOST_CHUNKS = 20_000
"""A 40 MB file in pieces of 8 kB has 5,000."""
MOST_TEXT = 1_000_000
"""Bytes that all texts of a file may unpack to."""
MOST_PROFILE = 4_000_000
"""Bytes that a colour profile may unpack to; those of printers have up to 3 MB."""
DEFLATE_RATIO = 1032
"""What one byte of deflate can at most unpack to (zlib's own figure)."""

_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_OF_THE_PICTURE = {b"IHDR", b"PLTE", b"tRNS", b"IDAT"}
_TELL_COLOURS = {b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM"}
_ONCE = {b"IHDR", b"PLTE", b"eXIf", b"acTL", *_TELL_COLOURS}
"""Of those that the standard allows once, what a reader unpacks, copies or goes by."""
_STEP = 65_536
_TRANSFER_SRGB = 13
"""sRGB's own curve (ITU-T H.273, table 3)."""
_PRIMARIES = {
    1: (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06),
    9: (0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    12: (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}
"""BT.709, BT.2020 and Display P3 (ITU-T H.273, table 2): x and y of white, red, green and blue."""


def read(data: bytes, accept: Accept) -> Header:
    """Walk a PNG from its header to its end. Raises ContainerError."""
    view = memoryview(data)
    width = height = colour = packed = least = text = depth = 0
    orientation, kinds, told = 1, set[bytes](), dict[bytes, bytes]()
    for kind, start, end in chunks(data):
        if not kinds:
            width, height, colour, least = _header(kind, data[start:end], accept)
            depth = data[start + 8]
        if kind in _ONCE and kind in kinds:
            raise damaged(f"it has {kind.decode()} twice")
        kinds.add(kind)
        if zlib.crc32(view[start - 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise damaged("a checksum in it is wrong")
        if kind == b"IDAT":
            packed += end - start
        elif kind in (b"zTXt", b"iTXt"):
            text += len(_unpacked(_packed_text(kind, data[start:end]), MOST_TEXT - text))
        elif kind == b"eXIf":
            orientation = exif.check(data[start:end])
        elif kind in _TELL_COLOURS:
            told[kind] = data[start:end]
    if least > packed * DEFLATE_RATIO or not (b"IEND" in kinds or _holds(data, least + height)):
        raise cut_off("PNG")
    has_alpha = colour in (4, 6) or b"tRNS" in kinds
    working = width * height * (16 if depth == 16 else 8) if has_alpha else 0
    return Header(
        "PNG",
        width,
        height,
        has_alpha,
        orientation,
        is_whole=b"IEND" in kinds,
        channels=1 if colour in (0, 4) else 3,
        working=working,
        colours=_colours(told),
    )


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind, and where its content starts and ends, up to IEND, of which the file may lack the end or all.
    Raises ContainerError.
    """
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        if at > len(SIGNATURE) and END.startswith(data[at : at + 12]) and len(data) < at + 12:
            return
        if at + 12 > len(data):
            raise cut_off("PNG")
        length, kind = struct.unpack_from(">I4s", data, at)
        start, end = at + 8, at + 8 + length
        if end + 4 > len(data):
            raise cut_off("PNG")
        yield kind, start, end
        if kind == b"IEND":
            return
        at = end + 4
    raise damaged("it consists of far too many pieces")


def bare(data: bytes) -> bytes:
    """A walked PNG's picture alone: without animation, texts and what tells of colours, and with its end."""
    view = memoryview(data)
    kept = [view[start - 8 : end + 4] for kind, start, end in chunks(data) if kind in _OF_THE_PICTURE]
    return b"".join([SIGNATURE, *kept, END])


def clear_grey(data: bytes) -> int | None:
    """The grey that stands for nothing in a walked grey PNG, as a level of 8 or 16 bits; None where none does."""
    depth, colour = data[24], data[25]
    found = next((data[start:end] for kind, start, end in chunks(data) if kind == b"tRNS"), b"")
    if colour or len(found) != 2:
        return None
    key = int.from_bytes(found, "big") & (1 << depth) - 1
    return key if depth == 16 else key * 255 // ((1 << depth) - 1)


def _header(kind: bytes, content: bytes, accept: Accept) -> tuple[int, int, int, int]:
    """Width, height, colour type, and the bytes that the picture unpacks to."""
    if kind != b"IHDR" or len(content) != 13:
        raise damaged("its header cannot be read")
    width, height, depth, colour, *rest, interlace = struct.unpack(">IIBBBBB", content)
    accept(width, height)
    if depth not in _DEPTHS.get(colour, ()) or rest != [0, 0] or interlace > 1:
        raise damaged("its header cannot be read")
    return width, height, colour, height * (width * _CHANNELS[colour] * depth // 8)


def _packed_text(kind: bytes, content: bytes) -> bytes:
    """The deflated part of a text chunk; empty where the text is not deflated."""
    rest = content.partition(b"\0")[2]
    if kind == b"zTXt":
        return rest[1:]
    return rest[2:].split(b"\0", 2)[-1] if rest[:1] == b"\1" else b""


def _unpacked(packed: bytes, most: int) -> bytes:
    """What this unpacks to. Raises ContainerError for more than ``most`` bytes; what is broken counts as far as it
    goes.
    """
    unpacking, whole = zlib.decompressobj(), bytearray()
    try:
        while not unpacking.eof and (piece := unpacking.decompress(packed, _STEP)):
            whole += piece
            packed = unpacking.unconsumed_tail
            if len(whole) > most:
                raise damaged("its texts or its profile unpack to far more than they should")
    except zlib.error:
        pass
    return bytes(whole)


def _colours(told: dict[bytes, bytes]) -> Colours:
    """What the numbers mean, by the chunk that goes before the others (W3C PNG, third edition, 4.3)."""
    profile = _unpacked(told.get(b"iCCP", b"").partition(b"\0")[2][1:], MOST_PROFILE)
    if b"cICP" in told:
        return _coded(told[b"cICP"])
    if profile:
        return Colours(profile)
    if b"sRGB" in told:
        return SRGB
    gamma, primaries = told.get(b"gAMA", b""), told.get(b"cHRM", b"")
    exponent = int.from_bytes(gamma, "big") / 100_000 if len(gamma) == 4 else 0.0
    points = struct.unpack(">8I", primaries) if len(primaries) == 32 else ()
    return Colours(gamma=exponent, primaries=tuple(point / 100_000 for point in points))


def _holds(data: bytes, least: int) -> bool:
    """Whether the coded pixels are all there, up to their own end. Takes as long as unpacking them."""
    unpacking, size = zlib.decompressobj(), 0
    try:
        for kind, start, end in chunks(data):
            piece = data[start:end] if kind == b"IDAT" else b""
            while piece and not unpacking.eof:
                size += len(unpacking.decompress(piece, _STEP))
                piece = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return unpacking.eof and size >= least


def _coded(points: bytes) -> Colours:
    """Colours by code points (ITU-T H.273). Raises ContainerError for those of screens of a high dynamic range."""
    primaries = _PRIMARIES.get(points[0]) if len(points) == 4 else None
    if primaries is None or points[1:] != bytes([_TRANSFER_SRGB, 0, 1]):
        message = "The PNG is made for a screen of a high dynamic range. Save it with ordinary colours."
        raise ContainerError(message, "hdr")
    return SRGB if points[0] == 1 else Colours(primaries=primaries)
