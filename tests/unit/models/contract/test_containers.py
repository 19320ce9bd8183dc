"""Containers walked: what is claimed is compared with what is there, in time linear in the bytes."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.contract import containers
from models.contract.containers import ContainerError, directories, jpeg, png
from models.contract.pictures import STILL, check_header
from models.toolkit.frames import decode
from tests.support.scenes import assert_shows, code_of, encode, scene, translucent
from tests.support.unsound import (
    chunk,
    empty_scans,
    exif_that_overlaps,
    one_by_one,
    png_that_claims,
    tiff_of,
)

PNG, WEBP = encode(scene(), "PNG"), encode(translucent(), "WEBP")


def read(data: bytes) -> containers.Header:
    return containers.read(data, lambda width, height: None)


def refused(data: bytes) -> str:
    with pytest.raises(ContainerError) as caught:
        read(data)
    assert str(caught.value).endswith(".")
    return str(caught.value)


# PNG


def test_a_chunk_that_claims_more_than_is_there_is_refused() -> None:
    assert len(png_that_claims(2**32 - 1)) == 61
    for length in (2**32 - 1, 2**31, 100, 17):
        assert "more bytes than are there" in refused(png_that_claims(length))
        assert code_of(png_that_claims(length), STILL) == "bad_image"


@pytest.mark.parametrize("at", [20, 60, len(PNG) - 1])
def test_a_chunk_with_a_wrong_sum_is_refused(at: int) -> None:
    damaged = bytearray(PNG)
    damaged[at] ^= 1
    assert refused(bytes(damaged))


def test_a_png_without_its_pixels_is_refused_and_one_without_its_end_is_not_whole() -> None:
    kinds = {kind: (start - 8, end + 4) for kind, start, end in png.chunks(PNG)}
    for kind in (b"IHDR", b"IDAT"):
        assert refused(PNG[: kinds[kind][0]] + PNG[kinds[kind][1] :])
    for lacking in range(1, 13):
        assert not containers.read(PNG[:-lacking], lambda *_: None).is_whole
    assert refused(PNG[:-13])
    pixels = zlib.decompress(PNG[kinds[b"IDAT"][0] + 8 : kinds[b"IDAT"][1] - 4])
    for part in (zlib.compress(pixels[:-1]), zlib.compress(pixels)[:-9]):
        assert refused(PNG[: kinds[b"IDAT"][0]] + chunk(b"IDAT", part)), "pixels are missing as well"


def test_packed_bytes_that_cannot_hold_the_picture_are_refused() -> None:
    header = struct.pack(">IIBBBBB", 4000, 3000, 8, 6, 0, 0, 0)
    data = png.SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(5000))) + chunk(b"IEND", b"")
    assert refused(data)


def test_an_animated_png_is_decoded_without_its_animation() -> None:
    animated = encode(scene(), "PNG", save_all=True, append_images=[scene().rotate(180), scene().rotate(90)])
    assert b"fdAT" in animated
    assert b"fdAT" not in png.bare(animated)
    assert_shows(animated, scene())


def test_texts_and_profiles_may_unpack_to_so_much() -> None:
    text = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(png.MOST_TEXT // 2 - 1)))
    assert read(PNG[:33] + text * 2 + PNG[33:]).width == 160
    assert refused(PNG[:33] + text * 3 + PNG[33:])
    profile = chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(png.MOST_PROFILE + 1)))
    assert refused(PNG[:33] + profile + PNG[33:])
    international = chunk(b"iTXt", b"k\0\1\0en\0k\0" + zlib.compress(bytes(png.MOST_TEXT + 1)))
    assert refused(PNG[:33] + international + PNG[33:])


def test_a_png_has_one_profile_and_one_block_of_exif_data() -> None:
    profile = chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(png.MOST_PROFILE - 1)))
    exif = chunk(b"eXIf", b"II*\0" + bytes(20))
    assert read(PNG[:33] + profile + exif + PNG[33:]).width == 160
    started = time.process_time()
    for twice in (profile * 9000, exif * 2, PNG[8:33]):
        assert "twice" in refused(PNG[:33] + twice + PNG[33:])
    assert time.process_time() - started < 0.5


def test_what_breaks_off_counts_as_far_as_it_unpacks() -> None:
    half = bytes(png.MOST_TEXT // 2)
    broken = zlib.compress(half + np.random.default_rng(1).bytes(4000))[:-2000] + b"\xff" * 2000
    text = chunk(b"zTXt", b"k\0\0" + broken)
    assert read(PNG[:33] + text + PNG[33:]).width == 160
    started = time.process_time()
    assert "far more" in refused(PNG[:33] + text * 5000 + PNG[33:])
    assert time.process_time() - started < 0.5


def test_pieces_without_end_are_refused_at_once() -> None:
    started = time.process_time()
    assert refused(PNG[:33] + chunk(b"teXt", b"") * 3_000_000 + PNG[33:])
    assert time.process_time() - started < 1.0


# JPEG


@pytest.mark.parametrize("progressive", [False, True])
def test_scans_are_counted_in_every_jpeg(progressive: bool) -> None:
    whole = encode(scene(), progressive=progressive)
    assert read(empty_scans(whole, 2)).width == 160
    for count in (50, 20_000):
        assert "scans" in refused(empty_scans(whole, count))
    assert "scans" in refused(one_by_one(encode(scene()), 20_000))


@pytest.mark.parametrize("progressive", [False, True])
def test_what_comes_after_the_end_marker_is_not_looked_at(progressive: bool) -> None:
    film = np.random.default_rng(1).bytes(50_000) + b"\xff\xda\x00\x02" * 500
    data = encode(scene(), progressive=progressive) + film
    assert_shows(data, scene())


def test_restarts_fill_bytes_and_stray_markers_are_no_scans() -> None:
    whole = encode(scene(), restart_marker_rows=1)
    assert whole.count(b"\xff\xd0") > 0
    at = whole.index(b"\xff\xda")
    filled = whole[:at] + b"\xff" * 1000 + whole[at:]
    for data in (whole, filled):
        assert_shows(data, scene())


def test_a_segment_that_claims_more_than_is_there_is_refused() -> None:
    whole = encode(scene())
    for length in (0, 1, len(whole), 0xFFFF):
        assert refused(whole[:2] + b"\xff\xe1" + struct.pack(">H", length) + whole[2:])


def test_a_scan_hidden_in_an_unknown_segment_is_counted() -> None:
    """Decoders step over such a marker alone, not over what it claims."""
    whole = encode(scene())
    hidden = whole[whole.rindex(b"\xff\xda") : -2] * 20
    assert "scans" in refused(
        whole[:-2] + b"\xff\x05" + struct.pack(">H", 60_000) + hidden + bytes(60_000) + whole[-2:]
    )


def test_two_frames_or_a_scan_before_the_frame_are_refused() -> None:
    whole = encode(scene())
    frame = whole.index(b"\xff\xc0")
    assert refused(whole[:frame] + whole[frame : frame + 19] + whole[frame:])
    assert refused(whole[:2] + whole[whole.index(b"\xff\xda") :])
    assert refused(whole[:2] + b"\xff\xd8" + whole[2:])


def test_kinds_of_jpeg_that_no_browser_makes_are_refused() -> None:
    whole = encode(scene())
    lossless = whole.replace(b"\xff\xc0", b"\xff\xc3", 1)
    twelve_bits = whole.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c", 1)
    for data in (lossless, twelve_bits):
        assert "kind" in refused(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff\x01" * 500_000,
        b"\xff\xd8" + b"\xff\xe0\0\2" * 300_000,
        encode(scene()) + bytes(1_000_000),
        encode(scene())[:-2] + b"\xff\0" * 500_000,
        encode(scene())[:-2] + b"\xff\xd0" * 500_000,
        b"\xff\xd8" + b"\xff" * 1_000_000,
    ],
)
def test_a_walk_takes_no_time(data: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(ContainerError):
        read(data)
    assert time.process_time() - started < 0.1


def test_profiles_and_exif_data_of_a_jpeg_have_so_many_segments() -> None:
    whole = encode(scene())
    for content, most in ((b"\xe2ICC_PROFILE\0", jpeg.MOST_PROFILE_PIECES), (b"\xe1Exif\0\0", jpeg.MOST_EXIF)):
        body = content[1:] + bytes(20)
        segment = b"\xff" + content[:1] + struct.pack(">H", len(body) + 2) + body
        assert read(whole[:2] + segment * most + whole[2:]).width == 160
        assert "far too m" in refused(whole[:2] + segment * (most + 1) + whole[2:])


# WebP


def test_webp_chunks_that_claim_too_much_are_refused() -> None:
    for at in (4, 16):
        claims = bytearray(WEBP)
        claims[at : at + 4] = struct.pack("<I", len(WEBP) + 2)
        assert refused(bytes(claims))


def test_sizes_within_a_webp_must_agree() -> None:
    animated = encode(translucent(), "WEBP", save_all=True, append_images=[scene()], lossless=True)
    for kind, place in ((b"ANMF", 8 + 6), (b"ANMF", 8), (b"VP8L", 8 + 1)):
        claims = bytearray(animated)
        claims[claims.index(kind) + place] ^= 0x55
        assert refused(bytes(claims)), (kind, place)


@pytest.mark.parametrize("kind", [b"ICCP", b"EXIF", b"XMP "])
def test_a_webp_has_one_profile_and_one_block_of_exif_data(kind: bytes) -> None:
    extended = encode(translucent(), "WEBP", exif=b"")
    body = extended[12:] if extended[12:16] == b"VP8X" else b"VP8X\n\0\0\0\x10\0\0\0\x9f\0\0\x77\0\0" + extended[12:]
    piece = kind + struct.pack("<I", 20) + bytes(20)
    for count in (1, 2):
        data = b"RIFF" + struct.pack("<I", 4 + len(body) + count * len(piece)) + b"WEBP" + body + piece * count
        assert read(data).width == 160 if count == 1 else "twice" in refused(data)


def test_a_webp_without_a_picture_is_refused() -> None:
    empty = b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\x9f\0\0\x77\0\0"
    assert refused(empty)


# TIFF


def test_tiff_directories_must_lie_within_the_file_and_end() -> None:
    good = tiff_of()
    assert decode(good, STILL).shape == (48, 64, 3)
    wrong: list[dict[str, Any]] = [{"first": 10**6}, {"entries": 60_000}, {"following": 8}, {"following": 10**6}]
    for claims in wrong:
        assert refused(tiff_of(**claims)), claims


@pytest.mark.parametrize(
    ("tag", "kind", "count", "value"),
    [
        (270, 2, 2**32 - 1, 8),
        (270, 2, 20_000, 8),
        (273, 4, 2**30, 8),
        (279, 4, 1, 2**31),
        (273, 4, 1, 2**31),
        (278, 4, 1, 0),
        (322, 4, 1, 2**31),
        (259, 3, 1, 34925),
        (258, 3, 1, 4096),
        (277, 3, 1, 60_000),
    ],
)
def test_tiff_entries_that_claim_what_is_not_there_are_refused(tag: int, kind: int, count: int, value: int) -> None:
    assert refused(tiff_of(replaced={tag: (kind, count, value)}))


def test_tiff_entries_that_share_their_bytes_are_refused() -> None:
    shared = dict.fromkeys(range(40000, 40010), (7, 9000, 8))
    assert "claim more than it holds" in refused(tiff_of(replaced=shared))


def test_the_scans_within_a_tiff_are_counted() -> None:
    out = io.BytesIO()
    scene(64, 48).save(out, "TIFF", compression="jpeg")
    data = out.getvalue()
    assert_shows(data, scene(64, 48), tolerance=8)
    scan = data.index(b"\xff\xda")
    patched = bytearray(data)
    stream = empty_scans(data[data.rindex(b"\xff\xd8\xff", 0, scan) : data.index(b"\xff\xd9", scan) + 2], 500)
    layout = directories.Layout(data)
    for entry in layout.entries(layout.first):
        if entry.tag in (273, 279):
            value = len(data) if entry.tag == 273 else len(stream)
            patched[entry.start : entry.start + 4] = struct.pack("<I", value)
    assert "scans" in refused(bytes(patched) + stream)


# EXIF


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_exif_entries_that_share_their_bytes_are_refused(kind: str) -> None:
    block = exif_that_overlaps(60_000)
    assert "EXIF" in refused(encode(scene(), kind, exif=b"Exif\0\0" + block))


@pytest.mark.parametrize(
    "block", [b"", b"II", b"XX*\0" + bytes(50), b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff"]
)
def test_exif_that_cannot_be_read_is_no_reason_to_refuse_a_picture(block: bytes) -> None:
    assert_shows(PNG[:33] + chunk(b"eXIf", block) + PNG[33:], scene())


# Together


def test_the_header_says_what_decoding_shows() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        header = check_header(encode(scene(), kind), STILL)
        assert (header.format, header.width, header.height) == (kind, 160, 120)
    assert check_header(encode(translucent(), "PNG")).has_alpha
    assert check_header(encode(translucent(), "WEBP", lossless=True)).has_alpha
    assert not check_header(encode(scene(), "WEBP", lossless=True)).has_alpha
    assert check_header(encode(scene().quantize(8), "PNG", transparency=0)).has_alpha


def test_kinds_are_known_by_their_first_bytes() -> None:
    kinds = [containers.kind_of(encode(scene(), kind)) for kind in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP")]
    assert kinds == ["JPEG", "PNG", "WEBP", "TIFF", "", ""]
    assert containers.kind_of(b"") == ""
    assert jpeg.MOST_SCANS < 100
    assert Image.open(io.BytesIO(tiff_of())).size == (64, 48)
