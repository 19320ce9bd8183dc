"""TIFF's directories (TIFF 6.0, section 2; BigTIFF), which EXIF data has as well."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from models.contract.containers.base import damaged

MOST_ENTRIES = 4096
"""Entries of one directory; cameras and scanners write up to about a hundred."""
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Bytes of one value of each type."""
_LETTERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
"""How unsigned whole numbers are read, by type."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag's values: where they begin, and how many bytes they claim. An unknown type claims none."""

    tag: int
    type: int
    count: int
    start: int
    size: int
    is_apart: bool
    """Whether the values lie elsewhere in the file, not in the entry itself."""


class Layout:
    """Byte order and widths of a file, by its first bytes. Raises ValueError for any other bytes."""

    def __init__(self, data: bytes) -> None:
        orders = {b"II": "<", b"MM": ">"}
        if data[:2] not in orders or len(data) < 8:
            raise ValueError("no TIFF")
        self.data, self.order = data, orders[data[:2]]
        version = struct.unpack_from(self.order + "H", data, 2)[0]
        if version not in (42, 43) or (version == 43 and len(data) < 16):
            raise ValueError("no TIFF")
        self.is_big = version == 43
        self._entry = struct.Struct(self.order + ("HHQQ" if self.is_big else "HHII"))
        self._count = struct.Struct(self.order + ("Q" if self.is_big else "H"))
        self._pointer = struct.Struct(self.order + ("Q" if self.is_big else "I"))
        self.first: int = self._pointer.unpack_from(data, 8 if self.is_big else 4)[0]

    def following(self, at: int) -> int:
        """Where the directory is that follows the one at ``at`` (0: none). Raises as ``entries`` does."""
        _, stop = self._bounds(at)
        whole = stop + self._pointer.size <= len(self.data)
        return int(self._pointer.unpack_from(self.data, stop)[0]) if whole else 0

    def entries(self, at: int) -> list[Entry]:
        """The entries of the directory at ``at``.

        Raises ValueError where it does not lie within the file, ContainerError where it has far too many.
        """
        start, stop = self._bounds(at)
        if stop - start > MOST_ENTRIES * self._entry.size:
            raise damaged("a directory of it has far too many entries")
        return list(self._read(start, stop))

    def _bounds(self, at: int) -> tuple[int, int]:
        start = at + self._count.size
        if at <= 0 or start > len(self.data):
            raise ValueError("a directory lies outside")
        stop = start + self._count.unpack_from(self.data, at)[0] * self._entry.size
        if stop > len(self.data):
            raise ValueError("a directory has more entries than there are bytes")
        return start, stop

    def _read(self, at: int, stop: int) -> Iterator[Entry]:
        width = self._pointer.size
        place = at + self._entry.size - width
        for tag, kind, count, value in self._entry.iter_unpack(memoryview(self.data)[at:stop]):
            size = count * SIZES.get(kind, 0)
            apart = size > width
            yield Entry(tag, kind, count, value if apart else place, size, apart)
            place += self._entry.size

    def numbers(self, entry: Entry) -> tuple[int, ...]:
        """The values of an entry of unsigned whole numbers that lies within the file, else none."""
        letter = _LETTERS.get(entry.type)
        if letter is None or entry.start + entry.size > len(self.data):
            return ()
        return struct.unpack_from(f"{self.order}{entry.count}{letter}", self.data, entry.start)
