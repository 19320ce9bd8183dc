"""Frames: what is damaged, hostile, too large or too small is refused, by its header where that can be."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from models.contract.pictures import LIVE, STILL, Limits
from models.toolkit.frames import decode
from tests.support.scenes import assert_shows, code_of, encode, scene, translucent

# Damaged, hostile, too large, too small


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("image", [scene(), translucent()])
def test_a_picture_that_is_cut_off(kind: str, share: float, image: Image.Image) -> None:
    whole = encode(image.convert("RGB") if kind == "JPEG" else image, kind)
    assert code_of(whole[: int(len(whole) * share)]) == "bad_image"


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_without_its_end_marker_is_shown_and_one_that_lacks_more_is_refused(progressive: bool) -> None:
    whole = encode(scene(), progressive=progressive)
    assert_shows(whole[:-1], scene())
    assert_shows(whole[:-2], scene())
    assert code_of(whole[:-40]) == "bad_image"
    large = encode(scene(1600, 1200), progressive=progressive)
    assert_shows(large[:-6], scene(1600, 1200))
    assert code_of(large[: len(large) * 9 // 10]) == "bad_image"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(50),
        np.random.default_rng(1).bytes(5000),
        encode(scene(), "GIF"),
        encode(scene(), "TIFF"),
        encode(scene(), "BMP"),
    ],
)
def test_what_is_no_picture(data: bytes) -> None:
    assert code_of(data) == "bad_image"


@pytest.mark.parametrize("data", [None, "x", 5, [1], {}])
def test_what_is_not_even_bytes(data: object) -> None:
    assert code_of(data) == "invalid_format"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (7, 100), (100, 7)])
def test_too_small(kind: str, size: tuple[int, int]) -> None:
    assert code_of(encode(Image.new("RGB", size), kind)) == "too_small"


@pytest.mark.parametrize("size", [(1921, 8), (8, 1921), (1500, 1500), (1920, 1200)])
def test_too_large_for_a_live_frame_but_not_as_a_still(size: tuple[int, int]) -> None:
    data = encode(Image.new("RGB", size))
    assert code_of(data) == "too_large"
    assert decode(data, STILL).shape[:2] == size[::-1]


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (8, 1920), (8, 8)])
def test_within_the_limits(size: tuple[int, int]) -> None:
    assert decode(encode(Image.new("RGB", size))).shape[:2] == size[::-1]


def jpeg_that_claims(width: int, height: int) -> bytes:
    data = bytearray(encode(scene(16, 16)))
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data) + bytes(3000 - len(data))


def png_that_claims(width: int, height: int) -> bytes:
    data = bytearray(encode(scene(16, 16), "PNG"))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


def webp_that_claims(width: int, height: int) -> bytes:
    data = bytearray(encode(translucent(), "WEBP", save_all=True, append_images=[scene()]))
    data[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


def png_bomb() -> bytes:
    """84 megapixels of nothing in about 80 kB."""
    return encode(Image.new("L", (12000, 7000)), "PNG")


@pytest.mark.filterwarnings("error::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("limits", [LIVE, STILL])
@pytest.mark.parametrize(
    "data",
    [
        jpeg_that_claims(30000, 30000),
        jpeg_that_claims(9500, 9500),  # where Pillow only warns
        png_that_claims(30000, 30000),
        png_that_claims(2**31 - 1, 2**31 - 1),
        webp_that_claims(16000, 16000),
        webp_that_claims(2**24, 200),
        png_bomb(),
    ],
)
def test_a_bomb_is_refused_by_its_header_alone(data: bytes, limits: Limits) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    assert code_of(data, limits) == "too_large"
    spent = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000 + 4 * len(data)
    assert spent < 0.5


def test_bombs_take_no_memory_outside_python_either() -> None:
    """OpenCV takes 5 GB for the header that claims 30000 by 30000."""
    code = (
        "import resource, sys; from models.toolkit import frames; data = sys.stdin.buffer.read()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: frames.decode(data, frames.STILL)\n"
        "except frames.FrameError as error: print(error.code)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 'cv2' in sys.modules)"
    )
    for data in (jpeg_that_claims(30000, 30000), webp_that_claims(16000, 16000), png_bomb()):
        said = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True).stdout.split()
        assert said[0] == b"too_large"
        assert int(said[1]) < 20_000, "kilobytes"
        assert said[2] == b"False"


def test_opencv_itself_refuses_what_slips_through() -> None:
    """The second wall: set when frames is imported, which must be before OpenCV is."""
    code = (
        "import sys; from models.toolkit import frames; import cv2; data = sys.stdin.buffer.read()\n"
        "try: frames._imdecode(data, cv2.IMREAD_COLOR)\n"
        "except frames.FrameError as error: print(error.code)"
    )
    data = encode(Image.new("L", (8000, 7000)), "PNG")
    assert (
        subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True).stdout
        == b"bad_image\n"
    )


def test_a_jpeg_of_a_thousand_scans_is_refused() -> None:
    whole = encode(Image.new("RGB", (1280, 720), "grey"), progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    assert code_of(whole[:-2] + last * 1000 + whole[-2:]) == "bad_image"
    assert decode(whole).shape == (720, 1280, 3)


def test_text_in_a_png_is_not_inflated_without_limit() -> None:
    text = zlib.compress(bytes(900_000))
    chunk = b"zTXt" + b"k\0\0" + text
    chunk = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    plain = encode(scene(), "PNG")
    assert code_of(plain[:33] + chunk * 30 + plain[33:]) == "bad_image"


def test_a_camera_s_thumbnail_and_trailing_film_do_no_harm() -> None:
    assert_shows(encode(scene()) + b"\xff\xda" * 500 + bytes(5000), scene())
