"""PNGs written chunk by chunk: of every depth and kind of colour, interlaced or not, with what tells of colours."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from tests.support.unsound import SIGNATURE, chunk

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
DEPTHS = {GREY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GREY_ALPHA: (8, 16), RGBA: (8, 16)}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Adam7: the first column and row, and the steps."""


def write(
    samples: Any, colour: int, depth: int, before: Iterable[tuple[bytes, bytes]] = (), interlaced: bool = False
) -> bytes:
    """A PNG of samples of shape (height, width, samples a pixel); ``before`` are chunks between header and pixels."""
    samples = np.asarray(samples)
    height, width = samples.shape[:2]
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    rows = b"".join(_rows(samples[y::down, x::across], depth) for x, y, across, down in passes)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    pieces = [(b"IHDR", header), *before, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in pieces)


def orientation(value: int) -> tuple[bytes, bytes]:
    return b"eXIf", b"MM\0*\0\0\0\x08\0\1" + struct.pack(">HHIHH", 274, 3, 1, value, 0) + bytes(4)


def profile(data: bytes) -> tuple[bytes, bytes]:
    return b"iCCP", b"colours\0\0" + zlib.compress(data)


def gamma(exponent: float) -> tuple[bytes, bytes]:
    """``exponent`` leads from numbers to light."""
    return b"gAMA", struct.pack(">I", round(100_000 / exponent))


def primaries(points: Iterable[float]) -> tuple[bytes, bytes]:
    """x and y of white, red, green and blue."""
    return b"cHRM", struct.pack(">8I", *(round(100_000 * point) for point in points))


def _rows(samples: Any, depth: int) -> bytes:
    if not samples.size:
        return b""
    flat = samples.reshape(len(samples), -1)
    if depth == 16:
        return b"".join(b"\0" + row.astype(">u2").tobytes() for row in flat)
    bits = (flat[:, :, None].astype(np.uint8) >> np.arange(depth - 1, -1, -1).astype(np.uint8)) & 1
    packed = np.packbits(bits.reshape(len(flat), -1), axis=1)
    return b"".join(b"\0" + row.tobytes() for row in packed)
