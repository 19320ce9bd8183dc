"""Pictures that claim what they do not hold, over the socket, as a single picture and as an upload."""

from __future__ import annotations

import struct
import time

import pytest

from tests.support import pictures, scenes, unsound
from tests.support.beside import WORST, Beside
from tests.support.client import Client
from tests.support.modes import one_mode
from tests.support.server import Server

pytestmark = pytest.mark.alone

WEBP = scenes.encode(scenes.translucent(), "WEBP")

UNSOUND = {
    "a PNG chunk of 4 GB": unsound.png_that_claims(2**32 - 1),
    "a PNG chunk of 2 GB": unsound.png_that_claims(2**31 - 1),
    "a PNG of 2 megapixels in 13 bytes": unsound.png_of_size(1920, 1080),
    "20,000 empty scans in a baseline JPEG": unsound.one_by_one(pictures.plain(pictures.RED, 1920, 1088), 20_000),
    "20,000 more scans behind a whole baseline JPEG": unsound.empty_scans(pictures.GOOD, 20_000),
    "20,000 empty scans in a progressive JPEG": unsound.empty_scans(
        pictures.encode(pictures.halves(), progressive=True), 20_000
    ),
    "a JPEG segment of 64 kB in a small file": pictures.GOOD[:2] + b"\xff\xe1\xff\xff" + pictures.GOOD[2:],
    "a WebP of 4 GB": WEBP[:4] + struct.pack("<I", 2**32 - 2) + WEBP[8:],
    "a WebP chunk of 4 GB": WEBP[:16] + struct.pack("<I", 2**32 - 2) + WEBP[20:],
    "EXIF that stands for a hundred times its size": pictures.encode(
        pictures.halves(), "PNG", exif=b"Exif\0\0" + unsound.exif_that_overlaps(900_000)
    ),
}
UNSOUND_STILLS = {
    "a TIFF tag of 4 GB": unsound.tiff_of(replaced={270: (2, 2**32 - 1, 8)}),
    "a TIFF strip of 2 GB": unsound.tiff_of(replaced={279: (4, 1, 2**31 - 1)}),
    "a TIFF tile of 1,000 megapixels": unsound.tiff_of(replaced={322: (4, 1, 32768), 323: (4, 1, 32768)}),
    "a TIFF without end": unsound.tiff_of(following=8),
    "a TIFF by LZMA": unsound.tiff_of(replaced={259: (3, 1, 34925)}),
}


@one_mode
def test_over_the_socket_each_is_refused_at_once(server: Server, client: Client) -> None:
    stream = client.open("mirror")["stream"]
    with Beside(server):
        for seq, (name, data) in enumerate([*UNSOUND.items()] * 6):
            start = time.monotonic()
            event = client.answer(stream, seq, data)
            assert (event.name, event.body.get("code")) == ("problem", "bad_image"), name
            assert time.monotonic() - start < 1.0, name


@one_mode
@pytest.mark.parametrize("path", ["/api/demos/mirror", "/api/uploads"])
def test_over_http_as_well(server: Server, path: str) -> None:
    with Beside(server):
        for name, data in [*(UNSOUND | UNSOUND_STILLS).items()] * 3:
            reply = server.post(path, data)
            assert (reply.status, reply.code) == (400, "bad_image"), name


LARGE = {
    "12 megapixels of 16 bits with transparency": unsound.deep_png(4080, 3060),
    "12 megapixels in 40 scans": unsound.empty_scans(
        scenes.encode(scenes.scene(4080, 3060), progressive=True, subsampling=0), 25
    ),
}


@pytest.mark.parametrize("path", ["/api/demos/mirror", "/api/uploads"])
def test_the_largest_that_are_taken_hold_up_no_camera(server: Server, path: str) -> None:
    """They take seconds, in threads of their own; nobody waits for them, and memory is bounded."""
    for name, data in LARGE.items():
        with Beside(server, p99=WORST):
            assert server.post(path, data).status in (200, 201), name


@one_mode
def test_what_viewers_show_is_shown(server: Server, client: Client) -> None:
    """A film behind a picture, and an end marker that is not there, are no reason to refuse it."""
    stream = client.open("mirror", {"flip": False})["stream"]
    progressive = pictures.encode(pictures.halves(), progressive=True, quality=95)
    for seq, data in enumerate([progressive + b"\xff\xda\0\2" * 500, pictures.GOOD[:-2], progressive[:-1]]):
        event = client.answer(stream, seq, data)
        assert event.name == "result", event.body
        assert abs(pictures.decode(event.image).astype(int) - pictures.halves()).mean() < 8
