"""Containers that claim what is not there."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_claims(length: int) -> bytes:
    """61 bytes: a header, and pixels that claim ``length`` bytes."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0))
    return SIGNATURE + header + struct.pack(">I", length) + b"IDAT" + zlib.compress(b"")[:8] + bytes(12)


def empty_scans(jpeg: bytes, count: int) -> bytes:
    """The JPEG, whose last scan's head comes ``count`` times more, each without any content."""
    at = jpeg.rindex(b"\xff\xda")
    head = jpeg[at : at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")]
    return jpeg[:-2] + head * count + jpeg[-2:]


def one_by_one(jpeg: bytes, count: int) -> bytes:
    """The head of a baseline JPEG with ``count`` empty scans of its first component: each is a pass over all blocks."""
    return jpeg[: jpeg.index(b"\xff\xda")] + b"\xff\xda\0\x08\1\1\0\0\x3f\0" * count + jpeg[-2:]


def tiff_of(
    replaced: dict[int, tuple[int, int, int]] | None = None,
    first: int | None = None,
    entries: int | None = None,
    following: int = 0,
) -> bytes:
    """A grey TIFF of 64 by 48 whose directory claims what is given: by tag a type, a count and a value."""
    pixels = bytes(range(64)) * 48
    tags = {
        256: (4, 1, 64),
        257: (4, 1, 48),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        273: (4, 1, 8),
        277: (3, 1, 1),
        278: (4, 1, 48),
        279: (4, 1, len(pixels)),
    } | (replaced or {})
    at = 8 + len(pixels)
    directory = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    return (
        b"II*\0"
        + struct.pack("<I", at if first is None else first)
        + pixels
        + struct.pack("<H", len(tags) if entries is None else entries)
        + directory
        + struct.pack("<I", at if following == 8 else following)
        + bytes(8192)
    )


def exif_that_overlaps(size: int) -> bytes:
    """EXIF data whose entries all mean the same bytes: a reader that copies each needs a hundred times as many."""
    count = min(size // 2 // 12, 45_000)
    entries = b"".join(struct.pack("<HHII", 20_000 + n, 7, size // 2, 8) for n in range(count))
    data = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", count) + entries + bytes(4)
    return data + bytes(size - len(data))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says so, with next to no pixels in it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return SIGNATURE + header + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def deep_png(width: int, height: int) -> bytes:
    """A sound PNG of 16 bits with transparency, in a small file: as much as a picture can unpack to."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0))
    row = b"\0" + b"\x80\x01\x40\x02\x20\x03\xc0\x04" * width
    return SIGNATURE + header + chunk(b"IDAT", zlib.compress(row * height, 1)) + chunk(b"IEND", b"")
