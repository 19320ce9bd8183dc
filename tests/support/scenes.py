"""Pictures in every format, and what decoding them must show."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.contract.pictures import LIVE, STILL, FrameError, Limits
from models.toolkit.frames import decode


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
