"""TIFF 6.0: the directories, and the strips or tiles of the first picture."""

from __future__ import annotations

from math import ceil

from models.contract.containers import jpeg
from models.contract.containers.base import Accept, Colours, ContainerError, Header, cut_off, damaged
from models.contract.containers.directories import Entry, Layout

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
MOST_DIRECTORIES = 1000
MOST_BITS = 64
"""Bits of one pixel: four samples of 16."""
SMALLEST_TILE = 64
"""Pixels; by the standard a tile has at least 256."""

_RAW, _JPEG = 1, 7
_PACKINGS = {_RAW, 2, 3, 4, 5, _JPEG, 8, 32773, 32946}
"""Raw, three of fax machines, LZW, JPEG, deflate, PackBits, deflate: what scanners and editors write. Others, such as
LZMA, reserve what the file asks for."""
_YCBCR = 6
_WIDTH, _HEIGHT, _BITS, _PACKING, _COLOURS, _STRIPS, _SAMPLES, _ROWS, _STRIP_SIZES, _PLANAR = (
    256,
    257,
    258,
    259,
    262,
    273,
    277,
    278,
    279,
    284,
)
_ORIENTATION, _PROFILE = 274, 34675
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES = 322, 323, 324, 325


def read(data: bytes, accept: Accept) -> Header:
    """Walk a TIFF: every directory's place, the first one's entries, its picture's bytes. Raises ContainerError."""
    try:
        layout = Layout(data)
        entries = _first(layout)
    except ValueError as error:
        if isinstance(error, ContainerError):
            raise
        raise damaged("its directories cannot be read") from None
    tags = _Tags(layout, entries)
    width, height = tags.one(_WIDTH), tags.one(_HEIGHT)
    accept(width, height)
    _check_picture(tags, width, height)
    orientation = tags.one(_ORIENTATION, 1)
    return Header(
        "TIFF",
        width,
        height,
        orientation=orientation if 1 <= orientation <= 8 else 1,
        working=width * height * 4,
        colours=Colours(tags.content(_PROFILE)),
    )


def _first(layout: Layout) -> dict[int, Entry]:
    """The first directory's entries by tag; the others are only followed to their end."""
    entries, following = layout.entries(layout.first), layout.following(layout.first)
    seen = {layout.first}
    while following:
        if following in seen or len(seen) >= MOST_DIRECTORIES:
            raise damaged("its directories have no end")
        seen.add(following)
        following = layout.following(following)
    apart = [entry for entry in entries if entry.is_apart]
    if any(entry.start + entry.size > len(layout.data) for entry in apart):
        raise cut_off("TIFF")
    by_tag = {entry.tag: entry for entry in entries}
    if len(by_tag) < len(entries) or sum(entry.size for entry in apart) > len(layout.data):
        raise damaged("its entries claim more than it holds")
    return by_tag


class _Tags:
    """The first directory's values."""

    def __init__(self, layout: Layout, entries: dict[int, Entry]) -> None:
        self.data, self._layout, self._entries = layout.data, layout, entries

    def __contains__(self, tag: int) -> bool:
        return tag in self._entries

    def all(self, tag: int) -> tuple[int, ...]:
        entry = self._entries.get(tag)
        return () if entry is None else self._layout.numbers(entry)

    def content(self, tag: int) -> bytes:
        entry = self._entries.get(tag)
        return b"" if entry is None else self.data[entry.start : entry.start + entry.size]

    def one(self, tag: int, default: int = 0) -> int:
        return (self.all(tag) or (default,))[0]


def _check_picture(tags: _Tags, width: int, height: int) -> None:
    samples, bits = tags.one(_SAMPLES, 1), tags.all(_BITS) or (1,)
    packing = tags.one(_PACKING, _RAW)
    pixel = sum(bits) if len(bits) == samples else bits[0] * samples
    if packing not in _PACKINGS or not 1 <= pixel <= MOST_BITS:
        raise ContainerError("The TIFF is damaged, or of a kind that cannot be read.", "unread", kind="TIFF")
    planes = samples if tags.one(_PLANAR, 1) == 2 else 1
    wide, high, starts, sizes = _tiles(tags, width, height) if _TILE_WIDTH in tags else _strips(tags, width, height)
    expected = ceil(width / wide) * ceil(height / high) * planes
    if not expected <= len(starts) <= 2 * expected + 16:
        raise damaged("it has not the parts that it claims")
    if not sizes and packing == _RAW and expected == 1:
        sizes = (height * ceil(width * pixel / 8),)  # old writers left it out
    if len(sizes) != len(starts):
        raise damaged("it has not the parts that it claims")
    if any(start + size > len(tags.data) for start, size in zip(starts, sizes, strict=True)):
        raise cut_off("TIFF")
    if sum(sizes) > len(tags.data):
        raise damaged("its parts claim the same bytes")
    if packing == _RAW and tags.one(_COLOURS) != _YCBCR and sum(sizes) < height * (width * pixel // 8):
        raise cut_off("TIFF")
    if packing == _JPEG:
        _check_streams(tags.data, starts, sizes, wide, high)


def _strips(tags: _Tags, width: int, height: int) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    """Width and height of a strip, where the strips begin, and how many bytes they have."""
    rows = min(tags.one(_ROWS, height), height)
    if rows < 1:
        raise damaged("its strips have no rows")
    return width, rows, tags.all(_STRIPS), tags.all(_STRIP_SIZES)


def _tiles(tags: _Tags, width: int, height: int) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    """The same of tiles, of which none is much larger than the picture."""
    wide, high = tags.one(_TILE_WIDTH), tags.one(_TILE_HEIGHT)
    if not SMALLEST_TILE <= wide * high <= 4 * max(width * height, 256 * 256):
        raise damaged("its tiles have a size that makes no sense")
    return wide, high, tags.all(_TILES), tags.all(_TILE_SIZES)


def _check_streams(data: bytes, starts: tuple[int, ...], sizes: tuple[int, ...], wide: int, high: int) -> None:
    """The JPEG stream of each part: within the part's size, and with no more scans than a JPEG may have."""

    def accept(width: int, height: int) -> None:
        if width > wide or height > high:
            raise damaged("a part of it is larger than it claims")

    for start, size in zip(starts, sizes, strict=True):
        jpeg.walk(data[start : start + size], accept)
