"""Bytes to pictures and back.

One decoder, one documented result: whatever JPEG, PNG or WebP comes in, and for single pictures also TIFF as old
photographs are scanned, what goes on is RGB uint8 of shape (height, width, 3), upright (EXIF orientation applied),
grey and CMYK turned to RGB, 16-bit samples cut to their upper 8 bits, transparency laid over white, and of an
animation the first frame.

Every file is checked by ``models.contract.pictures`` before a decoder sees it. OpenCV is imported when it is needed.
"""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from models.contract.containers import Header, png
from models.contract.demo import Jpeg, Png, Size
from models.contract.pictures import LIVE, STILL, FrameError, Limits, check_header
from models.toolkit.resizing import fit_within

if TYPE_CHECKING:
    import numpy as np

    Frame = np.ndarray


# OpenCV reads this once, as its library is loaded: its own refusal, should the header check ever be wrong.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(STILL.max_pixels))
# Pillow warns of a bomb from 89 megapixels on; as an error it costs no line in the log.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# What is odd in a TIFF's tags is no line in the log either: the picture is read or refused.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")

AT_ONCE = 64
"""Rows that are laid over white at a time."""
MISSING = 0.001
"""The share of its pixels that a JPEG without its end marker may lack."""


def decode(data: bytes, limits: Limits = LIVE, fit: Size | None = None) -> Frame:
    """Decode a picture of the formats that the limits name to RGB uint8 of shape (height, width, 3).

    The header is checked first.

    With ``fit`` a larger picture is scaled down, its proportions kept, to lie within that size (turned for a
    portrait picture); a JPEG at least twice too large is decoded at a half, a quarter or an eighth, which is faster.

    Raises FrameError as ``check_header`` does, and ``bad_image`` when the picture is damaged or cut off.
    """
    header = check_header(data, limits)
    data = bytes(data)
    if header.format == "TIFF":
        rgb = _decode_tiff(data)
    elif header.has_alpha:
        rgb = _decode_alpha(data, header)
    else:
        rgb = _decode_opaque(data, header, _reduction(header, fit))
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


def encode(picture: Frame, encoding: Jpeg | Png) -> bytes:
    """Encode a picture, RGB uint8 (height, width, 3) or grey (height, width), as it is asked for.

    Raises ValueError when it is no picture.
    """
    if picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] != 3) or picture.dtype != "uint8":
        raise ValueError(f"an array of {picture.dtype}, shape {picture.shape}, is no picture")
    if isinstance(encoding, Jpeg) and picture.ndim == 3:
        return encode_jpeg(picture, *encoding)
    cv2 = _cv2()
    flags = [cv2.IMWRITE_JPEG_QUALITY, encoding.quality] if isinstance(encoding, Jpeg) else []
    stored = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim == 3 else picture
    done, encoded = cv2.imencode(".jpg" if isinstance(encoding, Jpeg) else ".png", stored, flags)
    if not done:
        raise ValueError(f"a picture of shape {picture.shape} could not be encoded")
    return bytes(encoded)


def _cv2() -> Any:
    import cv2

    return cv2


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


def _decode_opaque(data: bytes, header: Header, reduction: int) -> Frame:
    cv2 = _cv2()
    reduced = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}
    flags = reduced.get(reduction, cv2.IMREAD_COLOR_RGB)
    picture = _imdecode(_still(data, header), flags) if header.is_whole else _decode_unended(data, flags)
    if reduction == 1:
        return picture
    rgb: Frame = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    return rgb


def _decode_unended(data: bytes, flags: int) -> Frame:
    """A JPEG that stops before its end marker, as viewers show it, if next to nothing of the picture is missing.

    What a decoder makes of the coded bytes that are missing depends on what comes in their place: with two different
    ends the picture is the same as far as it is there.
    """
    import numpy as np

    begun = data.rstrip(b"\xff")  # half an end marker is none
    one, other = (_imdecode(begun + end + b"\xff\xd9", flags) for end in (b"", b"\x55" * len(begun)))
    if np.count_nonzero((one != other).any(axis=-1)) > MISSING * one.shape[0] * one.shape[1]:
        raise FrameError("bad_image", "The picture is cut off.")
    return one


def _still(data: bytes, header: Header) -> bytes:
    """An animated PNG without its animation; anything else as it is."""
    return png.still(data) if header.format == "PNG" and header.is_animated else data


def _decode_alpha(data: bytes, header: Header) -> Frame:
    """A picture with transparency, laid over white. OpenCV keeps the alpha only if it may leave all as stored."""
    import numpy as np

    cv2 = _cv2()
    stored = _imdecode(_still(data, header), cv2.IMREAD_UNCHANGED)
    if stored.dtype == np.uint16:
        stored >>= 8
        stored = stored.astype(np.uint8)
    if stored.ndim == 2:
        stored = cv2.cvtColor(stored, cv2.COLOR_GRAY2BGRA)
    elif stored.shape[2] == 3:
        stored = cv2.cvtColor(stored, cv2.COLOR_BGR2BGRA)
    rgb = np.empty((*stored.shape[:2], 3), np.uint8)
    for top in range(0, len(stored), AT_ONCE):  # in bands: whole, the sums would take eight times the picture's memory
        band = stored[top : top + AT_ONCE].astype(np.uint16)
        alpha = band[:, :, 3:]
        rgb[top : top + AT_ONCE] = (band[:, :, 2::-1] * alpha + 255 * (255 - alpha) + 127) // 255
    return np.ascontiguousarray(_upright(rgb, header.orientation))


def _decode_tiff(data: bytes) -> Frame:
    """The first page of a TIFF, by Pillow, which knows more of what scanners write than OpenCV does."""
    import numpy as np

    try:
        with Image.open(io.BytesIO(data), formats=("TIFF",)) as image:
            turned: Image.Image = image
            ImageOps.exif_transpose(turned, in_place=True)
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
