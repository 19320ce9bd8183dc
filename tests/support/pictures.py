"""Pictures made on the spot, good and bad."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

RED = (255, 0, 0)
"""What the failing demos of tests/demos fail at."""


def encode(rgb: Any, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.asarray(rgb)).save(out, kind, **options)
    return out.getvalue()


def decode(data: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def plain(colour: tuple[int, int, int], width: int = 64, height: int = 48, kind: str = "JPEG") -> bytes:
    return encode(np.full((height, width, 3), colour, np.uint8), kind)


def halves(width: int = 64, height: int = 48) -> Any:
    """Left half blue, right half yellow: shows whether it was mirrored."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[:, : width // 2] = (20, 40, 220)
    rgb[:, width // 2 :] = (230, 220, 30)
    return rgb


def noise(width: int = 640, height: int = 480, seed: int = 7) -> bytes:
    """A picture that JPEG cannot make small."""
    return encode(np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8), quality=90)


GOOD = encode(halves(), quality=95)


def huge_header(width: int = 30000, height: int = 30000) -> bytes:
    """A small JPEG whose header claims a huge size."""
    data = bytearray(encode(halves(), quality=60))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def png_bomb(side: int = 9200) -> bytes:
    """A PNG of a few kB that unpacks to many megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" * (side * 3 + 1)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_exif(rgb: Any, orientation: int, note: str = "") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    if note:
        exif[0x010E] = note
    return encode(rgb, exif=exif, quality=95)
