"""Frames: TIFF, for single pictures only."""

from __future__ import annotations

import contextlib
import time

import numpy as np
import pytest
from PIL import Image

from models.contract.pictures import LIVE, STILL, FrameError, check_header
from models.toolkit.frames import decode
from tests.support.scenes import code_of, encode, scene

# TIFF


def test_a_tiff_is_for_single_pictures_only() -> None:
    data = encode(scene(), "TIFF")
    assert code_of(data, LIVE) == "bad_image"
    assert check_header(data, STILL).format == "TIFF"
    assert_shows_still(data, scene())


def assert_shows_still(data: bytes, picture: Image.Image) -> None:
    assert np.abs(decode(data, STILL).astype(int) - np.asarray(picture.convert("RGB"))).mean() < 1


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_scanners_compressions_are_read(compression: str) -> None:
    assert_shows_still(encode(scene(), "TIFF", compression=compression), scene())


def test_a_tiff_is_upright_its_depth_cut_and_its_first_page_shown() -> None:
    turned_tiff = encode(scene(), "TIFF", exif=exif_of(6))
    assert decode(turned_tiff, STILL).shape[:2] == scene().size
    deep = Image.fromarray((np.arange(64 * 64).reshape(64, 64) * 16).astype(np.uint16))
    assert decode(encode(deep, "TIFF"), STILL)[..., 0].tolist() == (np.asarray(deep) >> 8).tolist()
    pages = encode(scene(), "TIFF", save_all=True, append_images=[Image.new("RGB", (50, 50))])
    assert_shows_still(pages, scene())
    clear = encode(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "TIFF")
    assert (decode(clear, STILL) == 255).all(), "transparency is laid over white"


def exif_of(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def test_hostile_tiffs_are_refused_and_take_no_time() -> None:
    whole = encode(scene(), "TIFF")
    started = time.perf_counter()
    for length in range(0, len(whole), max(1, len(whole) // 40)):
        assert code_of(whole[:length], STILL) == "bad_image"
    rng = np.random.default_rng(0)
    for _ in range(150):
        broken = bytearray(encode(scene(64, 48), "TIFF", compression="tiff_lzw"))
        for place in rng.integers(4, len(broken), 6):
            broken[place] = rng.integers(0, 256)
        with contextlib.suppress(FrameError):
            decode(bytes(broken), STILL)
    assert code_of(encode(Image.new("1", (12000, 7000)), "TIFF"), STILL) == "too_large"
    assert time.perf_counter() - started < 20
