"""The measures of likeness of benchmarks/quality.py, on pictures whose likeness is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.quality import colour_psnr, psnr, ssim
from models.toolkit.frames import decode, encode_jpeg

NOISE = np.random.default_rng(0)
PICTURE = NOISE.integers(0, 256, (64, 96, 3), np.uint8)


def test_a_picture_is_like_itself() -> None:
    assert psnr(PICTURE, PICTURE) == math.inf
    assert ssim(PICTURE, PICTURE) == pytest.approx(1, abs=1e-6)


def test_psnr_is_what_the_formula_says() -> None:
    grey = np.full((8, 8, 3), 100, np.uint8)
    assert psnr(grey + np.uint8(5), grey) == pytest.approx(20 * math.log10(255 / 5))


def test_ssim_of_flat_pictures_is_that_of_their_means() -> None:
    one, other = np.full((32, 32, 3), 100, np.uint8), np.full((32, 32, 3), 150, np.uint8)
    constant = (0.01 * 255) ** 2
    assert ssim(one, other) == pytest.approx((2 * 100 * 150 + constant) / (100**2 + 150**2 + constant), rel=1e-4)


def test_ssim_of_unrelated_noise_is_low() -> None:
    assert abs(ssim(PICTURE, NOISE.integers(0, 256, PICTURE.shape, np.uint8))) < 0.1


def test_halved_chroma_shows_in_the_colours_alone() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2], stripes[:, 1::2] = (200, 0, 0), (0, 102, 0)  # two colours of one lightness
    halved, whole = decode(encode_jpeg(stripes, 95)), decode(encode_jpeg(stripes, 95, full_chroma=True))
    assert colour_psnr(whole, stripes) > colour_psnr(halved, stripes) + 10
    assert ssim(whole, stripes) == pytest.approx(ssim(halved, stripes), abs=0.1)
