"""Every kind of picture that a phone or a scanner makes, with what it shows: the formats by their depths, photometrics,
packings, planes, orientations and colour profiles, as far as each has them.

What a picture shows is known from the array of which it was written; of packings that lose something it is what Pillow
reads. ``shows`` is None where the picture may only be refused.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageOps

from tests.support import colourspaces, pngs, tiffs
from tests.support.colourspaces import ADOBE, GREY, PLAIN, PROPHOTO

HEIGHT, WIDTH = 18, 24
ORIENTATIONS = range(1, 9)
UP = np.add.outer(np.arange(HEIGHT), np.arange(WIDTH)) / (HEIGHT + WIDTH - 2)
"""From 0 to 1 across the picture, without a symmetry that would hide a turn."""
COLOURS = np.dstack([UP, 1 - UP, UP**2])
SRGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    shows: Any
    """RGB, 0 to 255, upright; None for what is refused."""


def upright(picture: Any, orientation: int) -> Any:
    """By Pillow: what a stored picture is once it is turned as it says."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    if orientation == 1:
        return picture
    planes = [Image.fromarray(np.ascontiguousarray(picture[:, :, plane], np.float32)) for plane in range(3)]
    return np.dstack([np.asarray(plane.transpose(turns[orientation])) for plane in planes])


def levels(share: Any, bits: int) -> Any:
    return np.round(share * (2**bits - 1)).astype(np.int64)


def grey(share: Any) -> Any:
    return np.repeat(255 * np.asarray(share)[:, :, None], 3, axis=2)


def on_white(colours: Any, alpha: Any) -> Any:
    return alpha * colours + 255 * (1 - alpha)


# TIFF


def _each_tiff(
    samples: Any,
    shows: Any,
    kind: str,
    photometric: int,
    bits: int,
    only_small: tuple[int, ...] = (),
    **options: Any,
) -> Iterator[Case]:
    """A TIFF in each packing, orientation and order of bytes; with ``only_small`` bits Motorola's is refused."""
    for packing, orientation, big in itertools.product(tiffs.PACKINGS, ORIENTATIONS, (False, True)):
        data = tiffs.write(samples, photometric, bits, packing, orientation=orientation, big=big, **options)
        name = f"TIFF {kind} {bits} {packing} {orientation} {'MM' if big else 'II'} {sorted(options)}"
        is_known = shows is not None and not (big and bits in only_small)
        yield Case(name, data, upright(shows, orientation) if is_known else None)


def tiff_grey() -> Iterator[Case]:
    for photometric, bits in itertools.product((tiffs.WHITE_IS_ZERO, tiffs.BLACK_IS_ZERO), (1, 2, 4, 8, 12, 16, 32)):
        stored = levels(UP, bits)
        share = stored / (2**bits - 1)
        shows = grey(share if photometric else 1 - share)
        kind = f"grey/{photometric}"
        yield from _each_tiff(stored[:, :, None], shows, kind, photometric, bits, only_small=(12, 32))


def tiff_signed_and_float() -> Iterator[Case]:
    for photometric, bits in itertools.product((tiffs.WHITE_IS_ZERO, tiffs.BLACK_IS_ZERO), (8, 16, 32, 0)):
        if bits:
            stored: Any = np.round((UP - 0.4) * (2**bits - 2) * 0.8).astype(np.int64)
        else:
            stored = 3 * UP - 1
        form = tiffs.SIGNED if bits else tiffs.FLOAT
        share = (stored - stored.min()) / (stored.max() - stored.min())
        shows = grey(share if photometric else 1 - share)
        kind = f"{'signed' if bits else 'float'}/{photometric}"
        yield from _each_tiff(stored[:, :, None], shows, kind, photometric, bits or 32, form=form)


def tiff_coloured() -> Iterator[Case]:
    for bits, planar in itertools.product((2, 4, 8, 16, 32), (False, True)):
        most = 2**bits - 1
        rgb, more = levels(COLOURS, bits), levels(0.8 * UP, bits)[:, :, None]
        colours, share = 255 * rgb / most, more / most
        readable = bits in (8, 16)
        four = np.dstack([rgb, more])
        kinds: list[tuple[str, Any, int, Any, tiffs.Tags]] = [
            ("RGB", rgb, tiffs.RGB, colours, {}),
            ("RGBA", four, tiffs.RGB, on_white(colours, share), {338: (3, [2])}),
            ("RGBX", four, tiffs.RGB, colours, {338: (3, [0])}),
            ("CMYK", four, tiffs.SEPARATED, (255 - colours) * (1 - share), {}),
        ]
        for name, samples, photometric, shows, extra in kinds:
            known = shows if readable else None
            yield from _each_tiff(samples, known, name, photometric, bits, planar=planar, extra=extra)


def tiff_palette() -> Iterator[Case]:
    for bits in (1, 2, 4, 8):
        table = np.random.default_rng(bits).integers(0, 256, (2**bits, 3))
        extra: tiffs.Tags = {320: (3, [int(value) * 257 for value in table.T.reshape(-1)])}
        stored = levels(UP, bits)
        yield from _each_tiff(stored[:, :, None], table[stored], "palette", tiffs.PALETTE, bits, extra=extra)


def tiff_ycbcr() -> Iterator[Case]:
    picture = Image.fromarray(levels(COLOURS, 8).astype(np.uint8)).convert("YCbCr")
    stored, shows = np.asarray(picture), np.asarray(picture.convert("RGB"))
    for planar in (False, True):
        extra: tiffs.Tags = {530: (3, [1, 1])}
        yield from _each_tiff(stored, shows, "YCbCr", tiffs.YCBCR, 8, planar=planar, extra=extra)
    lightness = stored[:, :, 0].reshape(HEIGHT // 2, 2, WIDTH // 2, 2).transpose(0, 2, 1, 3).reshape(HEIGHT // 2, -1, 4)
    halved = np.dstack([lightness, stored[::2, ::2, 1:]])
    whole = np.dstack([stored[:, :, 0], *(stored[::2, ::2, of].repeat(2, 0).repeat(2, 1) for of in (1, 2))])
    extra = {
        256: (4, [WIDTH]),
        257: (4, [HEIGHT]),
        258: (3, [8, 8, 8]),
        277: (3, [3]),
        278: (4, [2 * tiffs.ROWS]),
        339: (3, [1, 1, 1]),
        530: (3, [2, 2]),
    }
    shows = np.asarray(Image.fromarray(whole, "YCbCr").convert("RGB"))
    yield from _each_tiff(halved, shows, "YCbCr halved", tiffs.YCBCR, 8, extra=extra)


def tiff_lab() -> Iterator[Case]:
    """CIELAB with each kind of white, and what is close to it and refused."""
    stored = np.dstack([levels(UP, 8), np.round(-100 + 200 * UP.T.reshape(HEIGHT, WIDTH)), np.round(90 - 180 * UP**2)])
    whites: list[tuple[str, tiffs.Tags, Any]] = [
        ("D50", {}, colourspaces.D50),
        ("D50 said", {318: (5, [3457, 10000, 3585, 10000])}, colourspaces.D50),
        ("D65 said", {318: (5, [3127, 10000, 3290, 10000])}, colourspaces.D65),
        ("a white of nothing", {318: (5, [0, 0, 0, 0])}, None),
    ]
    for planar, (name, extra, white) in itertools.product((False, True), whites):
        shows = None if white is None else colourspaces.from_lab(stored * [100 / 255, 1, 1], white)
        yield from _each_tiff(stored.astype(np.int64), shows, f"Lab {name}", tiffs.LAB, 8, planar=planar, extra=extra)
    for bits, photometric in ((16, tiffs.LAB), (8, tiffs.ICC_LAB), (16, tiffs.ICC_LAB), (8, tiffs.ITU_LAB)):
        samples = np.abs(stored).astype(np.int64)
        yield from _each_tiff(samples, None, f"Lab {photometric}", photometric, bits)


def tiff_by_pillow() -> Iterator[Case]:
    picture = Image.fromarray(levels(COLOURS, 8).astype(np.uint8))
    kinds = [("1", "group3"), ("1", "group4"), ("1", "tiff_ccitt"), ("L", "jpeg"), ("RGB", "jpeg"), ("CMYK", "jpeg")]
    for (mode, packing), orientation in itertools.product(kinds, ORIENTATIONS):
        data = _saved(picture.convert(mode), "TIFF", orientation, compression=packing)
        yield Case(f"TIFF {mode} {packing} {orientation}", data, _as_pillow_reads(data))


def tiff_profiles() -> Iterator[Case]:
    for (name, profile, shown), bits, planar in itertools.product(_profiles(), (8, 16), (False, True)):
        samples = levels(COLOURS, 8) * (257 if bits == 16 else 1)
        extra: tiffs.Tags = {34675: (7, list(profile))}
        shows = shown(levels(COLOURS, 8))
        yield from _each_tiff(samples, shows, f"RGB {name}", tiffs.RGB, bits, planar=planar, extra=extra)
    extra = {34675: (7, list(GREY.profile()))}
    shows = GREY.in_srgb(grey(levels(UP, 8) / 255))
    yield from _each_tiff(levels(UP, 8)[:, :, None], shows, "grey with a profile", tiffs.BLACK_IS_ZERO, 8, extra=extra)


def _profiles() -> list[tuple[str, bytes, Callable[[Any], Any]]]:
    return [
        ("sRGB", SRGB_PROFILE, np.asarray),
        ("Adobe RGB", ADOBE.profile(), ADOBE.in_srgb),
        ("ProPhoto", PROPHOTO.profile(), PROPHOTO.in_srgb),
        ("of a grey picture", GREY.profile(), np.asarray),
        ("damaged", ADOBE.profile()[:150], np.asarray),
    ]


def _profiles_and_none() -> list[tuple[str, bytes, Callable[[Any], Any]]]:
    return [("no profile", b"", np.asarray), *_profiles()]


# PNG


def png_kinds() -> Iterator[Case]:
    """Every kind, upright and turned, interlaced or not, with and without transparency."""
    for kind in _png_kinds():
        for interlaced, orientation in itertools.product((False, True), ORIENTATIONS):
            data = kind.write([pngs.orientation(orientation)], interlaced)
            yield Case(f"{kind.name} {interlaced} {orientation}", data, upright(kind.shows(np.asarray), orientation))


def png_colours() -> Iterator[Case]:
    """Every kind, with each way of saying what its colours are."""
    for kind in _png_kinds():
        for (name, chunks, shown), interlaced in itertools.product(_told(kind.is_grey), (False, True)):
            yield Case(f"{kind.name} {name} {interlaced}", kind.write(chunks, interlaced), kind.shows(shown))
        for name, chunk in REFUSED_CODES:
            yield Case(f"{kind.name} {name}", kind.write([chunk], False), None)


REFUSED_CODES = [("PQ", (b"cICP", bytes([9, 16, 0, 1]))), ("HLG", (b"cICP", bytes([9, 18, 0, 1])))]
Told = tuple[str, list[tuple[bytes, bytes]], Callable[[Any], Any]]


def _told(is_grey: bool) -> list[Told]:
    wide = colourspaces.DISPLAY_P3
    told: list[Told] = [
        ("nothing", [], np.asarray),
        ("sRGB", [(b"sRGB", b"\0"), pngs.gamma(1.8)], np.asarray),
        ("gAMA", [pngs.gamma(2.2)], PLAIN.in_srgb),
        ("gAMA 1.8", [pngs.gamma(461 / 256)], GREY.in_srgb),
    ]
    if is_grey:
        return [*told, ("grey profile", [pngs.profile(GREY.profile())], GREY.in_srgb)]
    profiles = [(f"{name} profile", [pngs.profile(profile)], shown) for name, profile, shown in _profiles()]
    return [
        *told,
        *profiles,
        ("gAMA and cHRM", [pngs.gamma(ADOBE.gamma), pngs.primaries(ADOBE.points)], ADOBE.in_srgb),
        ("profile before gAMA", [pngs.gamma(1.0), pngs.profile(ADOBE.profile())], ADOBE.in_srgb),
        ("Display P3", [(b"cICP", bytes([12, 13, 0, 1]))], lambda picture: _by_srgb_curve(picture, wide)),
    ]


def _by_srgb_curve(picture: Any, columns: Any) -> Any:
    numbers = np.asarray(picture, float) / 255
    light = np.where(numbers <= 0.04045, numbers / 12.92, ((numbers + 0.055) / 1.055) ** 2.4)
    return colourspaces.Space(1.0, columns).in_srgb(255 * light)


@dataclass(frozen=True)
class _PngKind:
    name: str
    colour: int
    depth: int
    samples: Any
    colours: Any
    alpha: Any = 1.0
    before: tuple[tuple[bytes, bytes], ...] = ()
    after: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def is_grey(self) -> bool:
        return self.colour in (pngs.GREY, pngs.GREY_ALPHA)

    def write(self, chunks: list[tuple[bytes, bytes]], interlaced: bool) -> bytes:
        return pngs.write(self.samples, self.colour, self.depth, [*chunks, *self.before, *self.after], interlaced)

    def shows(self, shown: Callable[[Any], Any]) -> Any:
        return on_white(shown(self.colours), self.alpha)


def _png_kinds() -> Iterator[_PngKind]:
    for colour, depths in pngs.DEPTHS.items():
        for depth in depths:
            yield from _png_of(colour, depth)


def _png_of(colour: int, depth: int) -> Iterator[_PngKind]:
    most, name = 2**depth - 1, f"PNG {colour} {depth}"
    if colour == pngs.PALETTE:
        table = np.random.default_rng(depth).integers(0, 256, (2**depth, 3))
        alphas = np.linspace(0, 255, 2**depth).astype(int)
        stored = levels(UP, depth)
        palette = ((b"PLTE", bytes(table.astype(np.uint8))),)
        yield _PngKind(name, colour, depth, stored[:, :, None], table[stored], before=palette)
        alpha = (alphas / 255)[stored][:, :, None]
        tail = ((b"tRNS", bytes(alphas.astype(np.uint8))),)
        yield _PngKind(f"{name} tRNS", colour, depth, stored[:, :, None], table[stored], alpha, palette, tail)
        return
    single = colour in (pngs.GREY, pngs.GREY_ALPHA)
    scale = 257 if depth == 16 else 1
    stored = levels(UP[:, :, None] if single else COLOURS, min(depth, 8)) * scale
    colours = 255 * stored / most * np.ones(3)
    if colour in (pngs.GREY_ALPHA, pngs.RGBA):
        alpha = levels(UP.T.reshape(HEIGHT, WIDTH)[:, :, None], 8) * scale
        yield _PngKind(name, colour, depth, np.dstack([stored, alpha]), colours, alpha / most)
        return
    yield _PngKind(name, colour, depth, stored, colours)
    key = stored[3, 4]
    clear = (stored == key).all(axis=2)[:, :, None]
    tail = ((b"tRNS", np.asarray(key, ">u2").tobytes()),)
    yield _PngKind(f"{name} tRNS", colour, depth, stored, colours, 1.0 - clear, (), tail)


# JPEG, WebP, and what is refused


def jpeg() -> Iterator[Case]:
    picture = Image.fromarray(levels(COLOURS, 8).astype(np.uint8))
    kinds: list[tuple[str, dict[str, Any]]] = [
        *(("RGB", {"subsampling": halved, "progressive": slow}) for halved in (0, 1, 2) for slow in (False, True)),
        *((mode, {"progressive": slow}) for mode in ("L", "CMYK") for slow in (False, True)),
        ("RGB", {"keep_rgb": True}),
        ("RGB", {"restart_marker_blocks": 2}),
    ]
    for (mode, options), orientation in itertools.product(kinds, ORIENTATIONS):
        for name, profile, shown in _profiles_and_none():
            if mode != "RGB" and profile not in (b"", GREY.profile()):
                continue
            data = _saved(picture.convert(mode), "JPEG", orientation, quality=95, icc_profile=profile, **options)
            shown = GREY.in_srgb if mode == "L" and profile else shown
            yield Case(f"JPEG {mode} {options} {orientation} {name}", data, shown(_as_pillow_reads(data)))


def webp() -> Iterator[Case]:
    picture = Image.fromarray(levels(COLOURS, 8).astype(np.uint8))
    clear = picture.convert("RGBA")
    clear.putalpha(Image.fromarray(levels(UP, 8).astype(np.uint8)))
    ways = itertools.product((False, True), (False, True), ORIENTATIONS)
    for (lossless, is_clear, orientation), (name, profile, shown) in itertools.product(ways, _profiles_and_none()[:4]):
        image = clear if is_clear else picture
        data = _saved(image, "WEBP", orientation, lossless=lossless, quality=95, exact=True, icc_profile=profile)
        read = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        rgba = np.asarray(read.convert("RGBA"), float)
        shows = on_white(shown(rgba[:, :, :3]), rgba[:, :, 3:] / 255)
        yield Case(f"WebP {lossless} {is_clear} {orientation} {name}", data, shows)


def refused() -> Iterator[Case]:
    picture = Image.fromarray(levels(COLOURS, 8).astype(np.uint8))
    kinds = [("GIF", ("1", "L", "P")), ("BMP", ("1", "L", "P", "RGB")), ("AVIF", ("RGB",)), ("JPEG2000", ("L", "RGB"))]
    for (kind, modes), orientation in itertools.product(kinds, (1, 6)):
        for mode in modes:
            options = {} if kind in ("BMP", "GIF") else {"exif": _exif(orientation)} if kind == "AVIF" else {}
            stream = io.BytesIO()
            picture.convert(mode).save(stream, kind, **options)
            yield Case(f"{kind} {mode} {orientation}", stream.getvalue(), None)
    for brand in (b"heic", b"heix", b"mif1", b"hevc"):
        yield Case(f"HEIC {brand!r}", b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(200), None)


FAMILIES: dict[str, Callable[[], Iterator[Case]]] = {
    family.__name__: family
    for family in (
        tiff_grey,
        tiff_signed_and_float,
        tiff_coloured,
        tiff_palette,
        tiff_ycbcr,
        tiff_lab,
        tiff_by_pillow,
        tiff_profiles,
        png_kinds,
        png_colours,
        jpeg,
        webp,
        refused,
    )
}


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _saved(image: Image.Image, kind: str, orientation: int, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, exif=_exif(orientation), **options)
    return stream.getvalue()


def _as_pillow_reads(data: bytes) -> Any:
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))
