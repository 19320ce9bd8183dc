"""WebP (RFC 9649): the chunks of its RIFF file, the sizes of canvas, frames and bit streams."""

from __future__ import annotations

from collections.abc import Iterator

from models.contract.containers import exif
from models.contract.containers.base import Accept, Colours, Header, cut_off, damaged

MOST_CHUNKS = 20_000
_ANIMATED, _ALPHA = 0x02, 0x10
_STREAMS = (b"VP8 ", b"VP8L")
_ONCE = {b"VP8X", b"ANIM", b"ICCP", b"EXIF", b"XMP "}


def read(data: bytes, accept: Accept) -> Header:
    """Walk a WebP, all frames of an animation included. Raises ContainerError."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if not 20 <= end <= len(data):
        raise cut_off("WebP")
    kind, start, stop = next(_chunks(data, 12, end))
    if kind in _STREAMS:
        width, height, alpha = _stream(kind, data[start : min(stop, start + 10)], stop - start)
        accept(width, height)
        return Header("WEBP", width, height, alpha, working=_working(alpha, False, width * height))
    if kind != b"VP8X" or stop - start < 10:
        raise damaged("its header cannot be read")
    return _extended(data, start, end, accept)


def _extended(data: bytes, start: int, end: int, accept: Accept) -> Header:
    """A file with a canvas: an animation, or one picture with transparency, profile or EXIF data."""
    flags, width, height = data[start], 1 + _uint24(data, start + 4), 1 + _uint24(data, start + 7)
    accept(width, height)
    pictures, orientation, kinds, profile = 0, 1, set[bytes](), b""
    for kind, at, stop in _chunks(data, 12, end):
        if kind in _ONCE and kind in kinds:
            raise damaged(f"it has {kind.decode().strip()} twice")
        kinds.add(kind)
        if kind == b"ANMF":
            _frame(data, at, stop, width, height)
            pictures += 1
        elif kind in _STREAMS:
            if flags & _ANIMATED or _stream(kind, data[at : min(stop, at + 10)], stop - at)[:2] != (width, height):
                raise damaged("its sizes contradict each other")
            pictures += 1
        elif kind == b"EXIF":
            orientation = exif.check(data[at:stop].removeprefix(exif.PREFIX))
        elif kind == b"ICCP":
            profile = data[at:stop]
    if not pictures or (pictures > 1 and not flags & _ANIMATED):
        raise damaged("its pictures are not those that it claims")
    alpha, animated = bool(flags & _ALPHA), bool(flags & _ANIMATED)
    working = _working(alpha, animated, width * height)
    return Header("WEBP", width, height, alpha, orientation, working=working, colours=Colours(profile))


def _working(alpha: bool, animated: bool, pixels: int) -> int:
    """Bytes that are held at once: the picture twice, of an animation with the frame before."""
    return pixels * (12 if animated else 8 if alpha else 7)


def _frame(data: bytes, at: int, stop: int, width: int, height: int) -> None:
    """One frame of an animation: within the canvas, and as large as its bit stream says."""
    if stop - at < 24:
        raise cut_off("WebP")
    left, top, wide, high = (_uint24(data, at + place) for place in (0, 3, 6, 9))
    if 2 * left + wide + 1 > width or 2 * top + high + 1 > height:
        raise damaged("a frame of it lies outside")
    streams = [
        _stream(kind, data[begin : min(end, begin + 10)], end - begin)[:2]
        for kind, begin, end in _chunks(data, at + 16, stop)
        if kind in _STREAMS
    ]
    if streams != [(wide + 1, high + 1)]:
        raise damaged("its sizes contradict each other")


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind, and where its content starts and ends. Raises ContainerError."""
    for _ in range(MOST_CHUNKS):
        if at + 8 > end:
            return
        start = at + 8
        stop = start + int.from_bytes(data[at + 4 : start], "little")
        if stop > end:
            raise cut_off("WebP")
        yield data[at : at + 4], start, stop
        at = stop + (stop - start) % 2
    raise damaged("it consists of far too many pieces")


def _stream(kind: bytes, head: bytes, size: int) -> tuple[int, int, bool]:
    """Width, height and transparency of a lossy (RFC 6386, 9.1) or lossless bit stream, by its first ten bytes."""
    if kind == b"VP8L" and size >= 5 and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        if bits >> 29 == 0:
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    elif kind == b"VP8 " and size >= 10 and head[3:6] == b"\x9d\x01\x2a":
        tag = int.from_bytes(head[:3], "little")
        if tag & 1 == 0 and tag >> 5 <= size - 10:
            width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8))
            return width, height, False
        if tag & 1 == 0:
            raise cut_off("WebP")
    raise damaged("its header cannot be read")


def _uint24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
