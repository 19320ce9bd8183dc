"""Rows 1 to 5: what comes instead of a picture, over the socket and over HTTP."""

from __future__ import annotations

import io
import os
import time
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image

from tests.support import pictures
from tests.support.client import Client
from tests.support.modes import one_mode
from tests.support.server import Server

pytestmark = one_mode

JPEG = {"Accept": "image/jpeg"}
ROTATED = np.ascontiguousarray(np.rot90(pictures.halves()))


def animated() -> bytes:
    first, second = Image.fromarray(pictures.halves()), Image.fromarray(255 - pictures.halves())
    out = io.BytesIO()
    first.save(out, "WEBP", save_all=True, append_images=[second] * 50, duration=20, lossless=True)
    return out.getvalue()


def sixteen_bits() -> bytes:
    grey = (np.linspace(0, 65535, 64)[None, :] * np.ones((48, 1))).astype(np.uint16)
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG")
    return out.getvalue()


def see_through() -> bytes:
    rgba = np.dstack([pictures.halves(), np.zeros((48, 64), np.uint8)])
    return pictures.encode(rgba, "PNG")


def cmyk() -> bytes:
    out = io.BytesIO()
    Image.fromarray(pictures.halves()).convert("CMYK").save(out, "JPEG", quality=95)
    return out.getvalue()


NO_PICTURES = {
    "empty": b"",
    "one byte": b"\xff",
    "random": os.urandom(5000),
    "start of a JPEG": pictures.GOOD[:30],
    "half a JPEG": pictures.noise()[:20_000],
    "JPEG with its middle zeroed": pictures.GOOD[:200],
    "only a JPEG's head": b"\xff\xd8\xff\xe0" + b"\0" * 100,
    "text": b"hello",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='48'/>",
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "GIF": pictures.encode(pictures.halves(), "GIF"),
    "BMP": pictures.encode(pictures.halves(), "BMP"),
    "truncated TIFF": pictures.encode(pictures.halves(), "TIFF")[:60],
    "truncated PNG": pictures.encode(pictures.halves(), "PNG")[:60],
    "truncated WebP": pictures.encode(pictures.halves(), "WEBP")[:50],
}
SINGLE_ONLY = {"TIFF": pictures.encode(pictures.halves(), "TIFF")}
"""What is taken over HTTP, as old photographs are kept, and refused as a frame of a stream."""
TOO_LARGE = {
    "30000 x 30000": pictures.huge_header(),
    "65500 x 1": pictures.huge_header(65500, 1),
    "PNG of 84 megapixels": pictures.png_bomb(),
}
TOO_SMALL = {"1 x 1": pictures.plain(pictures.RED, 1, 1), "1 x 4000": pictures.plain(pictures.RED, 1, 4000, "PNG")}
HOSTILE = [
    *((name, data, {"bad_image"}) for name, data in NO_PICTURES.items()),
    *(
        (name, data, {"too_large"} if "x 1" not in name else {"too_large", "too_small"})
        for name, data in TOO_LARGE.items()
    ),
    *((name, data, {"too_small"}) for name, data in TOO_SMALL.items()),
]


def test_every_bad_picture_has_its_answer_and_the_connection_is_kept(server: Server, client: Client) -> None:
    stream = client.open("mirror")["stream"]
    seq = 0
    hostile = [*HOSTILE, *((name, data, {"bad_image"}) for name, data in SINGLE_ONLY.items())]
    for name, data, codes in hostile:
        event = client.answer(stream, seq, data)
        assert event.name == "problem", name
        assert event.body["code"] in codes, (name, event.body)
        assert set(event.body) >= {"code", "message", "seq", "stream"}
        good = client.answer(stream, seq + 1, pictures.GOOD)
        assert good.name == "result", name
        seq += 2
    assert good.body["data"]["count"] == len(hostile), "a refused frame must not touch the stream's memory"


@pytest.mark.parametrize("path", ["/api/demos/mirror", "/api/uploads"])
def test_the_same_over_http(server: Server, path: str) -> None:
    for name, data, codes in HOSTILE:
        reply = server.post(path, data)
        assert reply.code in codes, (name, reply.body)
        assert reply.status in (400, 413), name
    for name, data in SINGLE_ONLY.items():
        assert server.post(path, data).status in (200, 201), name


def test_a_bomb_costs_neither_memory_nor_time(server: Server, client: Client) -> None:
    [worker] = server.workers()
    stream = client.open("mirror")["stream"]
    client.answer(stream, 0, pictures.GOOD)
    before = psutil.Process(worker.pid).memory_info().rss
    start = time.monotonic()
    for seq, data in enumerate([*TOO_LARGE.values()] * 3, 1):
        assert client.answer(stream, seq, data).name == "problem"
    assert time.monotonic() - start < 5
    assert psutil.Process(worker.pid).memory_info().rss - before < 50e6


UNUSUAL: list[tuple[str, bytes, Any]] = [
    ("EXIF turned", pictures.with_exif(ROTATED, 6), pictures.halves()),
    ("grey JPEG", pictures.encode(np.full((48, 64), 90, np.uint8)), np.full((48, 64, 3), 90)),
    ("CMYK", cmyk(), pictures.halves()),
    ("16 bits", sixteen_bits(), np.linspace(0, 255, 64)[None, :, None] * np.ones((48, 1, 3))),
    ("alpha over white", see_through(), np.full((48, 64, 3), 255)),
    ("animated WebP", animated(), pictures.halves()),
]


@pytest.mark.parametrize(("name", "data", "expected"), UNUSUAL, ids=[case[0] for case in UNUSUAL])
def test_unusual_pictures_have_one_result(
    server: Server, client: Client, name: str, data: bytes, expected: Any
) -> None:
    stream = client.open("mirror", {"flip": False})["stream"]
    live = client.answer(stream, 0, data)
    assert live.name == "result", live.body
    still = server.post("/api/demos/mirror?flip=false", data, JPEG)
    for image in (live.image, still.body):
        seen = pictures.decode(image).astype(float)
        assert seen.shape == np.asarray(expected).shape, name
        assert np.abs(seen - expected).mean() < 10, name


def test_a_narrow_picture_is_served(client: Client) -> None:
    event = client.answer(client.open("mirror")["stream"], 0, pictures.plain((9, 99, 200), 1200, 64))
    assert event.name == "result"
    assert event.body["data"]["shape"] == [64, 1200, 3]
