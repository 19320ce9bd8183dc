"""Pictures as they come from cameras, phones and instruments: odd, and shown right nevertheless."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.contract.pictures import STILL
from models.toolkit.frames import decode
from tests.support import pngs, tiffs
from tests.support.colourspaces import PROPHOTO
from tests.support.scenes import assert_shows, code_of, encode, scene

# Numbers that are none


def shown_of(numbers: Any, no_data: str | None = None, photometric: int = tiffs.BLACK_IS_ZERO) -> Any:
    """One channel of what a TIFF of floats shows."""
    extra: tiffs.Tags = {} if no_data is None else {42113: (2, [*no_data.encode(), 0])}
    data = tiffs.write(np.asarray(numbers)[:, :, None], photometric, 32, form=tiffs.FLOAT, extra=extra)
    return decode(data, STILL)[:, :, 0]


RAMP = np.linspace(-3.0, 7.0, 20 * 16).reshape(16, 20)
LEVELS = np.round(255 * (RAMP + 3) / 10)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("photometric", [tiffs.WHITE_IS_ZERO, tiffs.BLACK_IS_ZERO])
def test_the_range_is_that_of_the_finite_numbers(odd: float, photometric: int) -> None:
    numbers, levels = RAMP.copy(), LEVELS if photometric else 255 - LEVELS
    numbers[5, 5] = odd
    shown = shown_of(numbers, photometric=photometric)
    is_other = np.ones_like(numbers, bool)
    is_other[5, 5] = False
    assert np.abs(shown - levels)[is_other].max() <= 1
    end = 0 if np.isnan(odd) else 255 * ((odd > 0) == (photometric == tiffs.BLACK_IS_ZERO))
    assert shown[5, 5] == end


@pytest.mark.parametrize("no_data", ["-9999", "-3.4028234663852886e+38", "1e20 "])
def test_a_number_that_stands_for_nothing_is_black_and_moves_no_range(no_data: str) -> None:
    numbers = RAMP.copy()
    numbers[:4] = float(no_data)
    shown = shown_of(numbers, no_data)
    assert (shown[:4] == 0).all()
    rest = RAMP[4:]
    assert np.abs(shown[4:] - 255 * (rest - rest.min()) / (rest.max() - rest.min())).max() <= 1


@pytest.mark.parametrize("value", [np.nan, np.inf, 5.0])
def test_a_picture_without_a_range_is_plain(value: float) -> None:
    assert len(np.unique(shown_of(np.full((16, 20), value)))) == 1


def test_a_no_data_tag_that_is_no_number_means_nothing() -> None:
    assert np.abs(shown_of(RAMP, "none") - LEVELS).max() <= 1


# Colours


def test_prophoto_red_is_red() -> None:
    stored = Image.new("RGB", (64, 48), (136, 70, 44))
    shown = decode(encode(stored, icc_profile=PROPHOTO.profile()))
    assert np.abs(shown.astype(int) - (200, 60, 50)).max() <= 2


def cmyk(ink: tuple[int, int, int, int]) -> bytes:
    """A JPEG of four numbers as they are, without Adobe's marker."""
    whole = encode(Image.new("CMYK", (64, 48), tuple(255 - number for number in ink)))  # Pillow stores the rest
    at = whole.index(b"\xff\xee")
    return whole[:at] + whole[at + 2 + int.from_bytes(whole[at + 2 : at + 4], "big") :]


@pytest.mark.parametrize("stored", [(200, 60, 50, 255), (55, 195, 205, 0)])
@pytest.mark.parametrize("lacking", [0, 2])
def test_cmyk_that_does_not_say_which_way_round_it_is(stored: tuple[int, int, int, int], lacking: int) -> None:
    data = cmyk(stored)
    shown = decode(data[: len(data) - lacking])
    assert np.abs(shown.astype(int) - (200, 60, 50)).max() <= 2


@pytest.mark.parametrize("points", [bytes(32), b"\xff" * 32])
def test_primaries_that_make_no_sense_are_left_out(points: bytes) -> None:
    samples = np.asarray(scene())
    assert_shows(pngs.write(samples, pngs.RGB, 8, [(b"cHRM", points)]), scene(), 0.01)


# What comes behind the picture, and what is missing of it


@pytest.mark.parametrize("progressive", [False, True])
def test_a_film_behind_a_picture_is_no_part_of_it(progressive: bool) -> None:
    film = b"\0\0\0\x18ftypmp42" + b"\xff\xda\0\x08\1\1\0\0\x3f\0\xff\xc0" * 3000
    assert_shows(encode(scene(), progressive=progressive) + film, scene())


@pytest.mark.parametrize("lacking", [1, 2, 4, 5, 8, 12])
def test_a_png_that_lacks_its_end_is_shown(lacking: int) -> None:
    assert_shows(encode(scene(), "PNG")[:-lacking], scene(), 0.01)
    assert code_of(encode(scene(), "PNG")[: -lacking - 12]) == "bad_image"


def test_orientation_is_read_of_the_first_exif_data_that_tells_it() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    first = encode(scene(), exif=turned)
    xmp = b"\xff\xe1" + (2 + 30).to_bytes(2, "big") + b"http://ns.adobe.com/xap/1.0/\0\0"
    assert decode(first[:2] + xmp + first[2:]).shape == (160, 120, 3)


def test_what_is_not_read_is_named() -> None:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    with pytest.raises(ValueError, match=r"HEIC.*Most Compatible"):
        decode(heic, STILL)
    stream = io.BytesIO()
    scene().save(stream, "GIF")
    with pytest.raises(ValueError, match="JPEG, PNG, WebP or TIFF"):
        decode(stream.getvalue(), STILL)
