"""Bytes to pictures and back.

One decoder, one documented result: whatever JPEG, PNG or WebP comes in, and for single pictures also TIFF as old
photographs are scanned, what goes on is RGB uint8 of shape (height, width, 3), upright (EXIF orientation applied),
grey and CMYK turned to RGB, 16-bit samples cut to their upper 8 bits, colours turned to sRGB by what the file says of
them, transparency laid over white, and of an animation the first frame.

Every file is checked by ``models.contract.pictures`` before a decoder sees it. OpenCV is imported when it is needed.
"""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any

from PIL import Image

from models.contract.containers import Header, png
from models.contract.demo import Jpeg, Png, Size
from models.contract.pictures import LIVE, STILL, FrameError, Limits, check_header
from models.toolkit.colours import AT_ONCE, change_of, to_srgb
from models.toolkit.resizing import fit_within
from models.toolkit.scans import decode_cmyk, decode_tiff

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    Frame = np.ndarray


# OpenCV reads this once, as its library is loaded: its own refusal, should the header check ever be wrong.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(STILL.max_pixels))
# Pillow warns of a bomb from 89 megapixels on; as an error it costs no line in the log.
warnings.simplefilter("error", Image.DecompressionBombWarning)

MISSING = 0.001
"""The share of its pixels that a JPEG without its end marker may lack."""


def decode(data: bytes, limits: Limits = LIVE, fit: Size | None = None) -> Frame:
    """Decode a picture of the formats that the limits name to RGB uint8 of shape (height, width, 3).

    The header is checked first.

    With ``fit`` a larger picture is scaled down, its proportions kept, to lie within that size (turned for a
    portrait picture); so is one of more pixels than the limits keep. A JPEG or TIFF at least twice too large is decoded
    at a half, a quarter or an eighth, which takes less time and memory.

    Raises FrameError as ``check_header`` does, and ``bad_image`` when the picture is damaged or cut off.
    """
    header = check_header(data, limits)
    data = bytes(data)
    reduction = _reduction(header, limits, fit)
    size = _kept(header.width, header.height, limits, fit)
    if header.format == "TIFF":
        rgb = _by_pillow(decode_tiff, data, header, reduction)
    elif header.format == "JPEG":
        rgb = _decode_jpeg(data, header, reduction)
    elif header.has_alpha:
        rgb = _decode_alpha(data, header, size)
    else:
        rgb = _decode_opaque(data, header)
    return _upright(fit_within(rgb, size), header.orientation)


def encode_jpeg(rgb: Frame, quality: int = 85, full_chroma: bool = False, own_tables: bool = False) -> bytes:
    """Encode RGB uint8 (height, width, 3) as JPEG: see ``models.contract.demo.Jpeg``."""
    cv2 = _cv2()
    chroma = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444 if full_chroma else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
    flags = [*_common(quality, own_tables), cv2.IMWRITE_JPEG_SAMPLING_FACTOR, chroma]
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), flags)
    if not done:
        raise ValueError(f"a picture of shape {rgb.shape} could not be encoded")
    return bytes(encoded)


def encode(picture: Frame, encoding: Jpeg | Png) -> bytes:
    """Encode a picture, RGB uint8 (height, width, 3) or grey (height, width), as it is asked for.

    Raises ValueError when it is no picture.
    """
    if picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] != 3) or picture.dtype != "uint8":
        raise ValueError(f"an array of {picture.dtype}, shape {picture.shape}, is no picture")
    if isinstance(encoding, Jpeg) and picture.ndim == 3:
        return encode_jpeg(picture, *encoding)
    cv2 = _cv2()
    flags = _common(encoding.quality, encoding.own_tables) if isinstance(encoding, Jpeg) else []
    stored = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim == 3 else picture
    done, encoded = cv2.imencode(".jpg" if isinstance(encoding, Jpeg) else ".png", stored, flags)
    if not done:
        raise ValueError(f"a picture of shape {picture.shape} could not be encoded")
    return bytes(encoded)


def _common(quality: int, own_tables: bool) -> list[int]:
    """OpenCV's flags of a JPEG, grey or in colours."""
    cv2 = _cv2()
    return [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, int(own_tables)]


def _cv2() -> Any:
    import cv2

    return cv2


def _reduction(header: Header, limits: Limits, fit: Size | None) -> int:
    """By how much a picture may be reduced while it is decoded and still be no smaller than what is asked of it: than
    ``fit``, and than half of what the limits keep.
    """
    excess = 1.0
    if fit is not None:
        excess = max(max(header.width, header.height) / max(fit), min(header.width, header.height) / min(fit))
    if header.width * header.height > 2 * limits.most_kept:
        excess = max(excess, 2.0)
    return next((factor for factor in (8, 4, 2) if excess >= factor), 1)


def _imdecode(data: bytes, flags: int) -> Frame:
    import numpy as np

    cv2 = _cv2()
    try:
        picture: Frame | None = cv2.imdecode(np.frombuffer(data, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        picture = None
    if picture is None:
        raise FrameError("bad_image", "The picture is damaged or cut off.", {"reason": "damaged"})
    return picture


def _decode_jpeg(data: bytes, header: Header, reduction: int) -> Frame:
    cv2 = _cv2()
    reduced = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}
    flags = reduced.get(reduction, cv2.IMREAD_COLOR_RGB)

    def decoded(data: bytes) -> Frame:
        if header.channels == 4:
            return _by_pillow(decode_cmyk, data, header, reduction)
        picture = _imdecode(data, flags)
        return picture if reduction == 1 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB, picture)

    rgb = decoded(data) if header.is_whole else _unended(data, decoded)
    return rgb if header.channels == 4 else to_srgb(rgb, header)


def _unended(data: bytes, decoded: Callable[[bytes], Frame]) -> Frame:
    """A JPEG that stops before its end marker, as viewers show it, if next to nothing of the picture is missing.

    What a decoder makes of the coded bytes that are missing depends on what comes in their place: with two different
    ends the picture is the same as far as it is there.
    """
    import numpy as np

    begun = data.rstrip(b"\xff")  # half an end marker is none
    one, other = (decoded(begun + end + b"\xff\xd9") for end in (b"", b"\x55" * len(begun)))
    if np.count_nonzero((one != other).any(axis=-1)) > MISSING * one.shape[0] * one.shape[1]:
        raise FrameError("bad_image", "The picture is cut off.", {"reason": "cut_off", "kind": "JPEG"})
    return one


def _bare(data: bytes, header: Header) -> bytes:
    """A PNG's picture alone, so that OpenCV meets nothing else; anything else as it is."""
    return png.bare(data) if header.format == "PNG" else data


def _decode_opaque(data: bytes, header: Header) -> Frame:
    return to_srgb(_imdecode(_bare(data, header), _cv2().IMREAD_COLOR_RGB), header)


def _decode_alpha(data: bytes, header: Header, fit: Size) -> Frame:
    """A picture with transparency, laid over white. OpenCV keeps the alpha only if it may leave all as stored."""
    import numpy as np

    cv2 = _cv2()
    stored = _imdecode(_bare(data, header), cv2.IMREAD_UNCHANGED)
    if stored.ndim == 2:
        key, grey = png.clear_grey(data), stored
        stored = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGRA)
        stored[grey == key, 3] = 0
    elif stored.shape[2] == 3:
        stored = cv2.cvtColor(stored, cv2.COLOR_BGR2BGRA)
    change = change_of(header)
    laid = stored if stored.dtype == np.uint8 else np.empty(stored.shape, np.uint8)
    for top in range(0, len(stored), AT_ONCE):  # in bands: whole, the sums would take eight times the picture's memory
        band = stored[top : top + AT_ONCE]
        band = band if band.dtype == np.uint8 else (band >> 8).astype(np.uint8)
        rgb, alpha = cv2.cvtColor(band, cv2.COLOR_BGRA2RGB), cv2.merge([band[:, :, 3]] * 3)
        rgb = rgb if change is None else change(rgb)
        laid[top : top + AT_ONCE, :, :3] = cv2.multiply(rgb, alpha, scale=1 / 255) + (255 - alpha)
    return np.ascontiguousarray(fit_within(laid, fit)[:, :, :3])


def _by_pillow(read: Callable[[bytes, Header, int], Frame], data: bytes, header: Header, reduction: int) -> Frame:
    try:
        return read(data, header, reduction)
    except MemoryError:
        raise
    except Exception:  # as for the header: what is odd in a file raises whatever it happens to
        sentence = f"The {header.format} is damaged, or of a kind that cannot be read. Save it as PNG or JPEG."
        raise FrameError("bad_image", sentence, {"reason": "unread", "kind": header.format}) from None


def _kept(width: int, height: int, limits: Limits, fit: Size | None) -> Size:
    """Within what a picture of this shape, as stored, is to lie: within ``fit``, and what the limits keep."""
    scale = min(1.0, (limits.most_kept / (width * height)) ** 0.5)
    whole = Size(max(1, int(width * scale)), max(1, int(height * scale)))
    if fit is None:
        return whole
    long, short = max(fit), min(fit)
    wide, high = (short, long) if height > width else (long, short)
    return Size(min(whole.width, wide), min(whole.height, high))


def _upright(rgb: Frame, orientation: int) -> Frame:
    """Undo an EXIF orientation of 1 to 8 (TIFF 6.0, tag 274)."""
    import numpy as np

    if orientation in (5, 6, 7, 8):
        rgb = rgb.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        rgb = rgb[:, ::-1]
    if orientation in (3, 4, 7, 8):
        rgb = rgb[::-1]
    return np.ascontiguousarray(rgb)
