"""Frames: one decoder, one documented result, and sizes."""

from __future__ import annotations

import io
import subprocess
import sys

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from models.contract.demo import Size
from models.contract.pictures import STILL, check_header
from models.toolkit.frames import decode, encode_jpeg
from models.toolkit.resizing import fit_within, letterbox, resize_to_area
from tests.support.scenes import assert_shows, encode, on_white, scene, translucent, turned

# One documented result


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    data = turned(scene(), kind, orientation)
    assert_shows(data, ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_to_what_is_translucent(kind: str, orientation: int) -> None:
    data = turned(translucent(), kind, orientation)
    assert_shows(data, on_white(ImageOps.exif_transpose(Image.open(io.BytesIO(data)))))


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGB", "LA", "RGBA"])
def test_every_kind_of_png(mode: str) -> None:
    image = translucent().convert(mode) if "A" in mode else scene().convert(mode)
    assert_shows(encode(image, "PNG"), on_white(image), 1)


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB", "YCbCr"])
def test_every_kind_of_jpeg(mode: str) -> None:
    data = encode(scene().convert(mode))
    assert_shows(data, Image.open(io.BytesIO(data)))


def test_a_progressive_jpeg() -> None:
    assert_shows(encode(scene(), progressive=True), scene())


@pytest.mark.parametrize("transparency", [0, bytes(range(0, 256, 4))])
def test_a_palette_with_transparency(transparency: object) -> None:
    data = encode(scene().quantize(64), "PNG", transparency=transparency)
    assert_shows(data, on_white(Image.open(io.BytesIO(data))), 1)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_become_eight(channels: int) -> None:
    image = {1: scene().convert("L"), 3: scene(), 4: translucent()}[channels]
    samples = np.asarray(image).astype(np.uint16) * 257
    stored = samples if channels == 1 else samples[:, :, {3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]]
    assert_shows(cv2.imencode(".png", stored)[1].tobytes(), on_white(image), 1)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("first", [scene(), translucent()])
def test_of_an_animation_the_first_frame(kind: str, first: Image.Image) -> None:
    later = [first.transpose(Image.Transpose.ROTATE_180)]
    assert_shows(encode(first, kind, save_all=True, append_images=later), on_white(first), 5)


def test_the_header_says_the_stored_size() -> None:
    header = check_header(turned(scene(), "JPEG", 6))
    assert (header.format, header.width, header.height) == ("JPEG", 160, 120)
    assert check_header(encode(scene(), "WEBP")).format == "WEBP"


# Sizes


@pytest.mark.parametrize("size", [(1280, 960), (640, 480), (320, 240), (3000, 2000), (960, 1280)])
@pytest.mark.parametrize("fit", [Size(640, 480), Size(320, 240), Size(256, 256)])
def test_fit_scales_down_and_keeps_proportions(size: tuple[int, int], fit: Size) -> None:
    rgb = decode(encode(scene(*size)), STILL, fit)
    box = fit if size[0] > size[1] else Size(fit.height, fit.width)
    scale = min(1, box.width / size[0], box.height / size[1])
    assert rgb.shape == (round(size[1] * scale), round(size[0] * scale), 3)
    reference = np.asarray(scene(*size).resize(rgb.shape[1::-1], Image.Resampling.BOX), np.int16)
    assert np.abs(rgb - reference).mean() < 4


def test_fit_turns_with_the_exif_orientation() -> None:
    assert decode(turned(scene(1280, 960), "JPEG", 6), STILL, Size(320, 240)).shape == (320, 240, 3)


def test_fit_within_leaves_what_fits() -> None:
    rgb = np.asarray(scene())
    assert fit_within(rgb, Size(160, 120)) is rgb
    assert fit_within(rgb, Size(80, 80)).shape == (60, 80, 3)
    assert fit_within(np.zeros((8, 1920, 3), np.uint8), Size(64, 64)).shape == (1, 64, 3)


@pytest.mark.parametrize("shape", [(480, 640), (640, 480), (8, 1920), (1920, 8), (8, 8), (256, 256)])
def test_letterbox_says_where_every_pixel_lies(shape: tuple[int, int]) -> None:
    frame = np.full((*shape, 3), 200, np.uint8)
    boxed, scale, left, top = letterbox(frame, Size(256, 192))
    assert boxed.shape == (192, 256, 3)
    filled = np.argwhere(boxed[:, :, 0] > 100)
    height, width = max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
    assert filled.min(axis=0).tolist() == [top, left]
    assert filled.max(axis=0).tolist() == [top + height - 1, left + width - 1]
    assert boxed.sum() == 3 * 200 * height * width


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((480, 640), (192, 256)),
        ((640, 480), (256, 192)),
        ((500, 500), (224, 224)),
        ((8, 1920), (32, 1536)),
        ((1920, 8), (1536, 32)),
        ((8, 8), (224, 224)),
        ((192, 256), (192, 256)),
    ],
)
def test_resize_to_area_keeps_area_and_proportions(shape: tuple[int, int], expected: tuple[int, int]) -> None:
    frame = np.full((*shape, 3), 90, np.uint8)
    resized = resize_to_area(frame, 192 * 256, 32)
    assert resized.shape == (*expected, 3)
    assert (resized is frame) == (shape == expected)


def test_jpeg_there_and_back_keeps_channels() -> None:
    rgb = np.asarray(scene())
    assert np.abs(decode(encode_jpeg(rgb, 95)).astype(np.int16) - rgb).mean() < 3
    assert len(encode_jpeg(rgb, 30)) < len(encode_jpeg(rgb, 95))


def test_a_jpeg_of_tables_of_its_own_shows_the_same_in_fewer_bytes() -> None:
    rgb = np.asarray(scene())
    usual, spared = encode_jpeg(rgb, 30), encode_jpeg(rgb, 30, own_tables=True)
    assert len(spared) < len(usual)
    np.testing.assert_array_equal(decode(spared), decode(usual))


def test_importing_frames_does_not_import_opencv() -> None:
    code = "import sys, models.toolkit.frames; sys.exit('cv2' in sys.modules or 'tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
