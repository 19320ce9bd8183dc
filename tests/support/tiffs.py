"""TIFFs written tag by tag: of every depth, photometric and packing, as scanners write them and Pillow does not."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, SEPARATED, YCBCR, LAB, ICC_LAB, ITU_LAB = 0, 1, 2, 3, 5, 6, 8, 9, 10
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
ROWS = 8
"""Rows of a strip."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}
_CLEAR, _END = 256, 257

Tags = dict[int, tuple[int, Sequence[int]]]
"""By number: the type, and the values."""


def _packbits(row: bytes) -> bytes:
    """PackBits without a run: pieces of up to 128 bytes as they are."""
    pieces = [row[at : at + 128] for at in range(0, len(row), 128)]
    return b"".join(bytes([len(piece) - 1]) + piece for piece in pieces)


def _lzw(strip: bytes) -> bytes:
    """LZW in codes of nine bits alone: the table is cleared before it would need ten."""
    codes = []
    for at in range(0, len(strip), 200):
        codes += [_CLEAR, *strip[at : at + 200]]
    bits = "".join(f"{code:09b}" for code in [*codes, _END])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


PACKINGS: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "none": (1, bytes),
    "LZW": (5, _lzw),
    "deflate": (8, zlib.compress),
    "PackBits": (32773, _packbits),
}


def write(
    samples: Any,
    photometric: int,
    bits: int,
    packing: str = "none",
    *,
    form: int = UNSIGNED,
    planar: bool = False,
    orientation: int = 1,
    big: bool = False,
    extra: Tags | None = None,
) -> bytes:
    """A TIFF of samples of shape (height, width, samples a pixel); ``big`` for Motorola's order of bytes."""
    samples = np.asarray(samples)
    height, width, count = samples.shape
    order = ">" if big else "<"
    planes = [samples[:, :, [plane]] for plane in range(count)] if planar else [samples]
    strips = [
        _strip(plane[top : top + ROWS], bits, form, order, packing)
        for plane in planes
        for top in range(0, height, ROWS)
    ]
    tags: Tags = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits] * count),
        259: (3, [PACKINGS[packing][0]]),
        262: (3, [photometric]),
        274: (3, [orientation]),
        277: (3, [count]),
        278: (4, [ROWS]),
        284: (3, [2 if planar else 1]),
        339: (3, [form] * count),
    } | (extra or {})
    return file_of(tags, strips, order)


def file_of(tags: Tags, strips: list[bytes], order: str = "<") -> bytes:
    """The file: its head, the strips, what does not fit into the directory, and the directory. Rationals are
    given as two numbers each.
    """
    body, starts = bytearray(struct.pack(f"{order}2sHI", b"II" if order == "<" else b"MM", 42, 0)), []
    for strip in strips:
        starts.append(len(body))
        body += strip + b"\0" * (len(strip) % 2)
    tags = tags | {273: (4, starts), 279: (4, [len(strip) for strip in strips])}
    entries = b""
    for tag, (kind, values) in sorted(tags.items()):
        letter = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 7: "B"}[kind]
        packed = struct.pack(f"{order}{len(values)}{letter}", *values)
        if len(packed) > 4:
            place = len(body)
            body += packed + b"\0" * (len(packed) % 2)
            packed = struct.pack(order + "I", place)
        entries += struct.pack(order + "HHI", tag, kind, len(values) // (2 if kind == 5 else 1)) + packed.ljust(
            4, b"\0"
        )
    struct.pack_into(order + "I", body, 4, len(body))
    return bytes(body) + struct.pack(order + "H", len(tags)) + entries + bytes(4)


def _strip(rows: Any, bits: int, form: int, order: str, packing: str) -> bytes:
    packed = [_row(row, bits, form, order) for row in rows]
    pack = PACKINGS[packing][1]
    return b"".join(pack(row) for row in packed) if packing == "PackBits" else pack(b"".join(packed))


def _row(row: Any, bits: int, form: int, order: str) -> bytes:
    flat = row.reshape(-1)
    if bits >= 16:
        letter = {UNSIGNED: "u", SIGNED: "i", FLOAT: "f"}[form]
        return bytes(flat.astype(f"{order}{letter}{bits // 8}").tobytes())
    each = (flat.astype(np.int64)[:, None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(each.reshape(-1).astype(np.uint8)).tobytes()
