"""Frames: one decoder, one documented result, and every check on untrusted bytes."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import time
import tracemalloc
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from models.demo import Size
from models.frames import (
    LIVE,
    STILL,
    FrameError,
    Limits,
    check_header,
    decode,
    encode_jpeg,
    fit_within,
    letterbox,
    resize_to_area,
)


def scene(width: int = 160, height: int = 120) -> Image.Image:
    """A smooth picture whose four corners differ, so that every turn and every channel swap shows."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    rgb = np.stack([255 * x, 255 * y, 127 + 127 * np.cos(3 * x + y)], axis=-1)
    return Image.fromarray(rgb.astype(np.uint8))


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    stream = io.BytesIO()
    if kind not in ("PNG", "TIFF"):
        options.setdefault("quality", 95)
    image.save(stream, kind, **options)
    return stream.getvalue()


def turned(image: Image.Image, kind: str, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encode(image, kind, exif=exif)


def on_white(image: Image.Image) -> Image.Image:
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def translucent() -> Image.Image:
    image = scene().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def assert_shows(data: bytes, expected: Image.Image, tolerance: float = 3.0) -> None:
    rgb = decode(data, STILL)
    assert rgb.dtype == np.uint8
    assert rgb.flags["C_CONTIGUOUS"]
    reference = np.asarray(expected.convert("RGB"), np.int16)
    assert rgb.shape == reference.shape
    assert np.abs(rgb - reference).mean() < tolerance


def code_of(data: Any, limits: Limits = LIVE) -> str:
    with pytest.raises(FrameError) as caught:
        decode(data, limits)
    assert str(caught.value).endswith(".")
    return caught.value.code


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
    order = {1: slice(None), 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]
    stored = samples if channels == 1 else samples[:, :, order]
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


# Damaged, hostile, too large, too small


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("image", [scene(), translucent()])
def test_a_picture_that_is_cut_off(kind: str, share: float, image: Image.Image) -> None:
    whole = encode(image.convert("RGB") if kind == "JPEG" else image, kind)
    assert code_of(whole[: int(len(whole) * share)]) == "bad_image"


def test_a_jpeg_without_its_end() -> None:
    assert code_of(encode(scene())[:-2]) == "bad_image"
    assert code_of(encode(scene(), progressive=True)[:-40]) == "bad_image"


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
        "import resource, sys; from models import frames; data = sys.stdin.buffer.read()\n"
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
        "import sys; from models import frames; import cv2; data = sys.stdin.buffer.read()\n"
        "try: frames._imdecode(data, cv2.IMREAD_COLOR)\n"
        "except frames.FrameError as error: print(error.code)"
    )
    data = encode(Image.new("L", (4000, 4000)), "PNG")
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
    [((480, 640), (192, 256)), ((640, 480), (256, 192)), ((500, 500), (224, 224)), ((8, 1920), (32, 1536)),
     ((1920, 8), (1536, 32)), ((8, 8), (224, 224)), ((192, 256), (192, 256))],
)  # fmt: skip
def test_resize_to_area_keeps_area_and_proportions(shape: tuple[int, int], expected: tuple[int, int]) -> None:
    frame = np.full((*shape, 3), 90, np.uint8)
    resized = resize_to_area(frame, 192 * 256, 32)
    assert resized.shape == (*expected, 3)
    assert (resized is frame) == (shape == expected)


def test_jpeg_there_and_back_keeps_channels() -> None:
    rgb = np.asarray(scene())
    assert np.abs(decode(encode_jpeg(rgb, 95)).astype(np.int16) - rgb).mean() < 3
    assert len(encode_jpeg(rgb, 30)) < len(encode_jpeg(rgb, 95))


def test_importing_frames_does_not_import_opencv() -> None:
    code = "import sys, models.frames; sys.exit('cv2' in sys.modules or 'tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


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
