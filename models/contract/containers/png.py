"""PNG (W3C, third edition): chunks with their lengths and sums, and what they claim to unpack to."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from models.contract.containers import exif
from models.contract.containers.base import Accept, Header, cut_off, damaged

SIGNATURE = b"\x89PNG\r\n\x1a\n"
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
_ANIMATION = {b"acTL", b"fcTL", b"fdAT"}
_ONCE = {b"IHDR", b"PLTE", b"iCCP", b"eXIf", b"acTL"}
"""Of those that the standard allows once, what a reader unpacks, copies or goes by."""
_STEP = 65_536


def read(data: bytes, accept: Accept) -> Header:
    """Walk a PNG from its header to its end. Raises ContainerError."""
    view = memoryview(data)
    width = height = colour = packed = least = text = 0
    orientation, kinds = 1, set[bytes]()
    for kind, start, end in chunks(data):
        if not kinds:
            width, height, colour, least = _header(kind, data[start:end], accept)
        if kind in _ONCE and kind in kinds:
            raise damaged(f"it has {kind.decode()} twice")
        kinds.add(kind)
        if zlib.crc32(view[start - 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise damaged("a checksum in it is wrong")
        if kind == b"IDAT":
            packed += end - start
        elif kind in (b"zTXt", b"iTXt"):
            text += _unpacked(_packed_text(kind, data[start:end]), MOST_TEXT - text)
        elif kind == b"iCCP":
            _unpacked(data[start:end].partition(b"\0")[2][1:], MOST_PROFILE)
        elif kind == b"eXIf":
            orientation = exif.check(data[start:end])
    if b"IEND" not in kinds or least > packed * DEFLATE_RATIO:
        raise cut_off("PNG")
    has_alpha = colour in (4, 6) or b"tRNS" in kinds
    return Header("PNG", width, height, has_alpha, orientation, is_animated=bool(kinds & _ANIMATION))


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind, and where its content starts and ends, up to IEND. Raises ContainerError."""
    at = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
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


def still(data: bytes) -> bytes:
    """A walked PNG without its animation: the picture that a viewer shows who knows nothing of animations."""
    view = memoryview(data)
    kept = [view[start - 8 : end + 4] for kind, start, end in chunks(data) if kind not in _ANIMATION]
    return b"".join([SIGNATURE, *kept])


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


def _unpacked(packed: bytes, most: int) -> int:
    """How many bytes this unpacks to. Raises ContainerError for more than ``most``; what is broken counts as far as
    it goes.
    """
    unpacking, size = zlib.decompressobj(), 0
    try:
        while not unpacking.eof and (piece := unpacking.decompress(packed, _STEP)):
            size, packed = size + len(piece), unpacking.unconsumed_tail
            if size > most:
                raise damaged("its texts or its profile unpack to far more than they should")
    except zlib.error:
        pass
    return size
