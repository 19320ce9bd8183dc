"""Bytes to pictures and back, with every check on untrusted input.

One decoder, one documented result: whatever JPEG, PNG or WebP comes in, and for single pictures also TIFF as old
photographs are scanned, what goes on is RGB uint8 of shape (height, width, 3), upright (EXIF orientation applied),
grey and CMYK turned to RGB, 16-bit samples cut to their upper 8 bits, transparency laid over white, and of an
animation the first frame.

``check_header`` needs Pillow alone, so the web process may call it; the others import OpenCV when called.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError

from models.demo import Size

if TYPE_CHECKING:
    import numpy as np

    Frame = np.ndarray


@dataclass(frozen=True)
class Limits:
    """What a picture may measure, in pixels; a side below ``min_side`` is ``too_small``."""

    max_pixels: int
    max_side: int
    min_side: int = 8
    formats: tuple[str, ...] = ("JPEG", "PNG", "WEBP")
    """As Pillow names them."""


LIVE = Limits(max_pixels=2_100_000, max_side=1920)
"""Camera frames: up to full HD, either way round."""
STILL = Limits(max_pixels=12_500_000, max_side=8192, formats=(*LIVE.formats, "TIFF"))
"""Uploaded pictures: what a 12-megapixel phone takes (4032 by 3024)."""

# OpenCV reads this once, as its library is loaded: its own refusal, should the header check ever be wrong.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(STILL.max_pixels))
# Pillow warns of a bomb from 89 megapixels on; as an error it costs no line in the log.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# What is odd in a TIFF's tags is no line in the log either: the picture is read or refused.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
# Pillow inflates a PNG's text chunks while it reads the header: 64 MB unless told otherwise.
PngImagePlugin.MAX_TEXT_MEMORY = 1_000_000

_TIFF = (b"II*\0", b"MM\0*")
_MAX_SCANS = 100
"""Scans in one JPEG. Cameras write 1 to about 12; thousands in a small file keep a decoder busy for minutes."""


class FrameError(ValueError):
    """A picture that is refused. ``code`` is the wire code; the message is a sentence for the visitor."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Header:
    """What a picture says of itself: width and height as stored, before any EXIF rotation."""

    format: str
    width: int
    height: int


def check_header(data: bytes, limits: Limits = LIVE) -> Header:
    """Read a picture's header, decode nothing, and refuse what is no picture or not within the limits.

    Raises FrameError: ``invalid_format`` when it is not bytes; ``bad_image`` when it is empty, damaged or of a format
    that the limits do not name; ``too_small`` and ``too_large`` by its stated size.
    """
    return _read_header(data, limits)[0]


def decode(data: bytes, limits: Limits = LIVE, fit: Size | None = None) -> Frame:
    """Decode a picture of the formats that the limits name to RGB uint8 of shape (height, width, 3).

    The header is checked first.

    With ``fit`` a larger picture is scaled down, its proportions kept, to lie within that size (turned for a
    portrait picture); a JPEG at least twice too large is decoded at a half, a quarter or an eighth, which is faster.

    Raises FrameError as ``check_header`` does, and ``bad_image`` when the picture is damaged or cut off.
    """
    header, has_alpha, orientation = _read_header(data, limits)
    if header.format == "TIFF":
        rgb = _decode_tiff(data)
    else:
        rgb = _decode_alpha(data, orientation) if has_alpha else _decode_opaque(data, _reduction(header, fit))
    if fit is None:
        return rgb
    portrait = rgb.shape[0] > rgb.shape[1]
    return fit_within(rgb, Size(min(fit), max(fit)) if portrait else Size(max(fit), min(fit)))


def encode_jpeg(rgb: Frame, quality: int = 85, full_chroma: bool = False) -> bytes:
    """Encode RGB uint8 (height, width, 3) as JPEG of ``quality`` 1 to 100, 4:2:0, or 4:4:4 with ``full_chroma``."""
    cv2 = _cv2()
    chroma = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444 if full_chroma else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, chroma]
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), flags)
    if not done:
        raise ValueError(f"a picture of shape {rgb.shape} could not be encoded")
    return bytes(encoded)


def fit_within(rgb: Frame, size: Size) -> Frame:
    """Scale a picture down, its proportions kept, so that it lies within ``size``; a smaller one stays as it is."""
    height, width = rgb.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    if scale >= 1:
        return rgb
    target = (max(1, round(width * scale)), max(1, round(height * scale)))
    cv2 = _cv2()
    resized: Frame = cv2.resize(rgb, target, interpolation=cv2.INTER_AREA)
    return resized


def resize_to_area(rgb: Frame, pixels: int, multiple: int) -> Frame:
    """Scale a picture to about so many pixels, its proportions kept as far as sides in multiples allow.

    Both sides are multiples of ``multiple``, at least one of it; an extreme picture is squeezed rather than cut.
    """
    height, width = rgb.shape[:2]
    short = max(1, round((pixels * min(height, width) / max(height, width)) ** 0.5 / multiple)) * multiple
    long = max(1, round(pixels / short / multiple)) * multiple
    tall, wide = (long, short) if height > width else (short, long)
    if (tall, wide) == (height, width):
        return rgb
    cv2 = _cv2()
    method = cv2.INTER_AREA if tall * wide < height * width else cv2.INTER_LINEAR
    resized: Frame = cv2.resize(rgb, (wide, tall), interpolation=method)
    return resized


def letterbox(rgb: Frame, size: Size) -> tuple[Frame, float, int, int]:
    """Scale a picture, its proportions kept, and centre it on black so that it has exactly ``size``.

    Returns (picture, scale, offset_x, offset_y): the pixel (x, y) of the original lies at
    (x * scale + offset_x, y * scale + offset_y).
    """
    import numpy as np

    height, width = rgb.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = (min(size[0], max(1, round(width * scale))), min(size[1], max(1, round(height * scale))))
    scaled = rgb if inner == (width, height) else _scaled(rgb, inner)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    boxed = np.zeros((size[1], size[0], 3), np.uint8)
    boxed[top : top + inner[1], left : left + inner[0]] = scaled
    return boxed, scale, left, top


def _scaled(rgb: Frame, size: tuple[int, int]) -> Frame:
    """Scale to ``size`` (width, height). Halves, thirds and so on come first: OpenCV averages whole pixels ten times
    as fast as parts of them (640 × 480 to 256 × 192: 0.1 ms instead of 1 ms).
    """
    import numpy as np

    cv2 = _cv2()
    height, width = rgb.shape[:2]
    whole = min(width // size[0], height // size[1])
    if whole < 2:
        method = cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR
        scaled: Frame = cv2.resize(rgb, size, interpolation=method)
        return scaled
    even = rgb[: height - height % whole, : width - width % whole]
    reduced = cv2.resize(even, (width // whole, height // whole), interpolation=cv2.INTER_AREA)
    if reduced.shape[1::-1] != size:
        reduced = cv2.resize(reduced, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(reduced)


def _cv2() -> Any:
    import cv2

    return cv2


def _read_header(data: bytes, limits: Limits) -> tuple[Header, bool, int]:
    """The header, whether there is transparency, and the EXIF orientation (only where there is transparency)."""
    if not isinstance(data, bytes | bytearray | memoryview):
        raise FrameError("invalid_format", "A picture must be sent as bytes.")
    if not data:
        raise FrameError("bad_image", "The picture is empty.")
    stated = _stated_size(data)
    if stated is not None:
        _check_size(*stated, limits)
    try:
        with Image.open(io.BytesIO(data), formats=limits.formats) as image:
            header = Header(image.format or "", image.width, image.height)
            is_progressive = "progressive" in image.info
            has_alpha = header.format != "JPEG" and image.has_transparency_data
            orientation = image.getexif().get(0x0112, 1) if has_alpha else 1
    except UnidentifiedImageError:
        raise FrameError(*_unreadable(bytes(data[:4]), limits.formats)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FrameError("too_large", _too_large(limits)) from None
    except Exception:  # whatever a parser trips over in hostile bytes is one thing to the visitor
        raise FrameError("bad_image", "The picture is damaged: its header cannot be read.") from None
    _check_size(header.width, header.height, limits)
    if is_progressive and bytes(data).count(b"\xff\xda") > _MAX_SCANS:
        raise FrameError("bad_image", "The JPEG has far too many scans.")
    return header, has_alpha, orientation


def _stated_size(data: bytes) -> tuple[int, int] | None:
    """Width and height at their fixed places in PNG and WebP.

    Looked at before Pillow, which reserves an animated WebP's whole canvas as it opens it.
    """
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    return None


def _unreadable(data: bytes, formats: tuple[str, ...]) -> tuple[str, str]:
    """Code and sentence for bytes that Pillow does not know: damaged if they start like a known format."""
    if data[:2] == b"\xff\xd8" or data[:4] in (b"\x89PNG", b"RIFF"):
        return "bad_image", "The picture is damaged: its header cannot be read."
    if data[:4] in _TIFF and "TIFF" in formats:
        return "bad_image", "The TIFF is damaged, or of a kind that cannot be read."
    return "bad_image", f"This is not a {', '.join(formats[:-1])} or {formats[-1]} picture.".replace("WEBP", "WebP")


def _check_size(width: int, height: int, limits: Limits) -> None:
    if min(width, height) < limits.min_side:
        raise FrameError("too_small", f"The picture must be at least {limits.min_side} pixels wide and high.")
    if max(width, height) > limits.max_side or width * height > limits.max_pixels:
        raise FrameError("too_large", _too_large(limits))


def _too_large(limits: Limits) -> str:
    megapixels = limits.max_pixels / 1e6
    return f"The picture may have at most {megapixels:.3g} megapixels and {limits.max_side} pixels a side."


def _reduction(header: Header, fit: Size | None) -> int:
    """By how much a JPEG may be reduced while it is decoded and still be no smaller than ``fit`` asks."""
    if fit is None or header.format != "JPEG":
        return 1
    excess = max(max(header.width, header.height) / max(fit), min(header.width, header.height) / min(fit))
    return next((factor for factor in (8, 4, 2) if excess >= factor), 1)


def _imdecode(data: bytes, flags: int) -> Frame:
    import numpy as np

    cv2 = _cv2()
    try:
        picture: Frame | None = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        picture = None
    if picture is None:
        raise FrameError("bad_image", "The picture is damaged or cut off.")
    return picture


def _decode_opaque(data: bytes, reduction: int) -> Frame:
    cv2 = _cv2()
    if reduction == 1:
        return _imdecode(data, cv2.IMREAD_COLOR_RGB)
    flags = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}
    rgb: Frame = cv2.cvtColor(_imdecode(data, flags[reduction]), cv2.COLOR_BGR2RGB)
    return rgb


def _decode_alpha(data: bytes, orientation: int) -> Frame:
    """A picture with transparency, laid over white. OpenCV keeps the alpha only if it may leave all as stored."""
    import numpy as np

    cv2 = _cv2()
    stored = _imdecode(data, cv2.IMREAD_UNCHANGED)
    if stored.dtype == np.uint16:
        stored = (stored >> 8).astype(np.uint8)
    if stored.ndim == 2:
        stored = cv2.cvtColor(stored, cv2.COLOR_GRAY2BGRA)
    elif stored.shape[2] == 3:
        stored = cv2.cvtColor(stored, cv2.COLOR_BGR2BGRA)
    rgba = cv2.cvtColor(stored, cv2.COLOR_BGRA2RGBA).astype(np.uint16)
    alpha = rgba[:, :, 3:]
    over_white = ((rgba[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(_upright(over_white, orientation))


def _decode_tiff(data: bytes) -> Frame:
    """The first page of a TIFF, by Pillow, which knows more of what scanners write than OpenCV does."""
    import numpy as np

    try:
        with Image.open(io.BytesIO(data), formats=("TIFF",)) as image:
            turned = ImageOps.exif_transpose(image)
            if turned.mode.startswith(("I", "F")):
                return _from_deep(np.asarray(turned))
            if turned.has_transparency_data:
                turned = Image.alpha_composite(Image.new("RGBA", turned.size, "white"), turned.convert("RGBA"))
            return np.array(turned.convert("RGB"))
    except Exception:  # as for the header
        raise FrameError("bad_image", "The TIFF is damaged, or of a kind that cannot be read.") from None


def _from_deep(grey: Frame) -> Frame:
    """16-bit grey cut to its upper 8 bits; of 32 bits or floats the darkest becomes black, the lightest white."""
    import numpy as np

    if grey.dtype.itemsize == 2:
        eight = (grey.astype(np.uint16) >> 8).astype(np.uint8)
    else:
        low, high = float(grey.min()), float(grey.max())
        eight = ((grey - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)
    return np.repeat(eight[:, :, None], 3, axis=2)


def _upright(rgb: Frame, orientation: int) -> Frame:
    """Undo an EXIF orientation of 1 to 8 (TIFF 6.0, tag 274)."""
    if orientation in (5, 6, 7, 8):
        rgb = rgb.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        rgb = rgb[:, ::-1]
    if orientation in (3, 4, 7, 8):
        rgb = rgb[::-1]
    return rgb
