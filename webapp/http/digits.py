"""The handwritten digits as bytes for a page: what `make assets` fetched, without any library that computes."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
from pathlib import Path

SIDE, MOST, CLASSES = 8, 16, 10
PIXELS = SIDE * SIDE
_LONGEST = 1_000_000
"""Bytes of text that are unpacked at most; the real file has about a quarter of it."""


class DigitsError(ValueError):
    """The file is missing, or holds something else."""


@lru_cache(maxsize=1)
def packed(file: Path) -> bytes:
    """The pictures and then the labels of a gzipped table, one digit a line: 64 numbers from 0 to 16, row by row, and
    the label 0 to 9. Each number is one byte, so n digits are 65 · n bytes. Read once.

    Raises: DigitsError.
    """
    try:
        with gzip.open(file) as stream:
            text = stream.read(_LONGEST + 1)
        rows = [bytes(map(int, line.split(b","))) for line in text.splitlines()]
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DigitsError(f"{file.name} cannot be read: {error}") from error
    fits = all(len(row) == PIXELS + 1 and max(row) <= MOST and row[PIXELS] < CLASSES for row in rows)
    if not rows or not fits or len(text) > _LONGEST:
        raise DigitsError(f"{file.name} is no table of digits")
    return b"".join(row[:PIXELS] for row in rows) + bytes(row[PIXELS] for row in rows)
