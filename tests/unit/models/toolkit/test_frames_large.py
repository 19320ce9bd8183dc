"""Fifty megapixels: read in a process of its own, whose memory is measured."""

from __future__ import annotations

import functools
import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from models.contract.pictures import STILL
from tests.support.scenes import code_of
from tests.support.unsound import SIGNATURE, chunk

WIDTH, HEIGHT = 8192, 6144
MOST_MORE = 400
"""Megabytes."""
CODE = """
import io, resource, sys
from models.contract.pictures import STILL
from models.toolkit import frames
data = sys.stdin.buffer.read()
frames.decode(frames.encode_jpeg(frames.decode(frames.encode_jpeg(__import__("numpy").zeros((64, 64, 3), "uint8")))))
fit = eval(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rgb = frames.decode(data, STILL, fit)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, *rgb.shape[:2], *rgb[0, 0], *rgb[-1, -1])
"""


@functools.cache
def jpeg(**options: Any) -> bytes:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    picture().save(stream, "JPEG", quality=90, exif=exif, **options)
    return stream.getvalue()


def tiff() -> bytes:
    stream = io.BytesIO()
    picture().save(stream, "TIFF", compression="tiff_lzw")
    return stream.getvalue()


def png(colour: int, depth: int, pixel: bytes) -> bytes:
    """Every pixel is the same."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, 0)
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(b"\0" + pixel * WIDTH) for _ in range(HEIGHT)) + packer.flush()
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@functools.cache
def picture() -> Image.Image:
    """Black in its first corner, yellow in its last."""
    up = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return Image.merge("RGB", [up, up, Image.new("L", up.size)])


KINDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a JPEG of a phone": (jpeg, "None"),
    "a progressive JPEG of a phone, of full colour": (lambda: jpeg(progressive=True, subsampling=0), "None"),
    "a JPEG as a style": (jpeg, "(512, 512)"),
    "a PNG of 16 bits": (lambda: png(2, 16, b"\0\0" * 3), "None"),
    "a PNG with transparency": (lambda: png(6, 8, b"\0\0\0\xff"), "None"),
    "a scanned TIFF": (tiff, "None"),
}


@pytest.fixture(scope="module", autouse=True)
def let_go() -> Iterator[None]:
    """What is made once for all kinds is large."""
    yield
    picture.cache_clear()
    jpeg.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
def test_fifty_megapixels_are_read_reduced_and_in_four_hundred_megabytes(kind: str) -> None:
    make, fit = KINDS[kind]
    asked = [sys.executable, "-c", CODE, fit]
    said = subprocess.run(asked, input=make(), capture_output=True, check=True).stdout.split()
    more, height, width, *corners = (int(number) for number in said)
    assert more < MOST_MORE
    assert height * width <= (512 * 512 if "512" in fit else STILL.most_kept)
    assert max(height, width) / min(height, width) == pytest.approx(WIDTH / HEIGHT, rel=0.01)
    assert height * width > 512 * 300
    assert min(max(corners[:3]), max(corners[3:])) < 10, "one corner is black"


def claiming(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", bytes(500_000)) + chunk(b"IEND", b"")


def test_more_is_refused_by_what_the_file_claims() -> None:
    assert code_of(claiming(8192, 6200), STILL) == "too_large"
    assert code_of(claiming(16_385, 100), STILL) == "too_large"
    assert code_of(claiming(WIDTH, HEIGHT, 16, 6), STILL) == "too_large", "it would take 800 MB"
