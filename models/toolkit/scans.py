"""What Pillow reads here, since it knows more of it than OpenCV does: TIFF as scanners write it, and CMYK in a JPEG.

The file's size, directories and packed bytes were checked by ``models.contract.containers``. What is made is RGB uint8
as it is stored, neither turned nor, but for ``reduction``, scaled. Rows are converted a few at a time: the whole
picture is held once as Pillow has it, and once as RGB.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, TiffImagePlugin

from models.contract.containers import Header
from models.contract.containers.directories import Layout
from models.toolkit.colours import AT_ONCE, converted, from_lab

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    Frame = np.ndarray
    Band = Callable[[int, int], Frame]

# What is odd in a TIFF's tags is no line in the log: the picture is read or refused.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
# Pillow's own reader of unpacked strips garbles planes of 16 bits and halved colour; libtiff reads these as well.
TiffImagePlugin.READ_LIBTIFF = True

_BITS, _COLOURS, _ORIENTATION, _SAMPLES, _PLANAR, _WHITE, _FORM, _NO_DATA = 258, 262, 274, 277, 284, 318, 339, 42113
_WHITE_IS_ZERO, _BLACK_IS_ZERO = 0, 1
_UNSIGNED, _SIGNED, _FLOAT = 1, 2, 3
_RATIONAL = 5


def decode_tiff(data: bytes, header: Header, reduction: int) -> Frame:
    """The first page of a TIFF. Raises whatever Pillow raises for what it cannot read, and ValueError."""
    tags = _Tags(data)
    with Image.open(io.BytesIO(tags.readable), formats=("TIFF",)) as image:
        image.load()
        if tags.is_deep:
            return _grey(image, _levels(image, tags), reduction)
        if image.mode == "LAB":
            return _of_lab(image, tags, reduction)
        return _coloured(image, header.colours.profile, reduction)


def decode_cmyk(data: bytes, header: Header, reduction: int) -> Frame:
    """A JPEG of four colours, reduced while it is decoded. Raises whatever Pillow raises.

    Adobe's programs store how much ink is missing, and say in a marker that it was they. Of a file without one, what
    has more black than light is taken to mean the same, as browsers take it.
    """
    import numpy as np

    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        image.draft("CMYK", (image.width // reduction, image.height // reduction))
        image.load()
        is_missing = "adobe" not in image.info and np.asarray(image.resize((64, 64)).getchannel("K")).mean() > 127
        return _coloured(image, header.colours.profile, 1, is_missing)


class _Tags:
    """What is to be known of a TIFF before Pillow sees it; ``readable`` is the file as Pillow is to see it."""

    def __init__(self, data: bytes) -> None:
        self._layout = Layout(data)
        self._entries = {entry.tag: entry for entry in self._layout.entries(self._layout.first)}
        self.bits, self.form = self._one(_BITS, 1), self._one(_FORM, _UNSIGNED)
        colours = self._one(_COLOURS, _WHITE_IS_ZERO)
        self.is_deep = (
            self._one(_SAMPLES, 1) == 1
            and colours in (_WHITE_IS_ZERO, _BLACK_IS_ZERO)
            and (self.bits > 8 or self.form != _UNSIGNED)
        )
        self.is_negative = self.is_deep and colours == _WHITE_IS_ZERO
        # Turned at the end, when it may be smaller; and Pillow knows negatives of eight bits alone.
        self.readable = self._with({_ORIENTATION: 1} | ({_COLOURS: _BLACK_IS_ZERO} if self.is_negative else {}))

    @property
    def is_big(self) -> bool:
        """Whether the bytes of a number come the largest first."""
        return self._layout.order == ">"

    @property
    def no_data(self) -> float | None:
        """The number that stands for nothing (GDAL_NODATA), if one does."""
        entry = self._entries.get(_NO_DATA)
        if entry is None:
            return None
        text = self._layout.data[entry.start : entry.start + min(entry.size, 64)]
        try:
            number = float(text.strip(b"\0 "))
            return struct.unpack("f", struct.pack("f", number))[0] if self.form == _FLOAT else number
        except (ValueError, OverflowError):
            return None

    @property
    def is_planar(self) -> bool:
        return self._one(_PLANAR, 1) == 2

    @property
    def white(self) -> tuple[float, float] | None:
        """The x and y of white, if they are told; (0, 0) where they make no sense."""
        entry = self._entries.get(_WHITE)
        if entry is None:
            return None
        if (entry.type, entry.count) != (_RATIONAL, 2):
            return 0, 0
        x, whole_x, y, whole_y = struct.unpack_from(self._layout.order + "4I", self._layout.data, entry.start)
        return (x / whole_x, y / whole_y) if whole_x and whole_y else (0, 0)

    def _one(self, tag: int, default: int) -> int:
        entry = self._entries.get(tag)
        numbers = () if entry is None else self._layout.numbers(entry)
        return numbers[0] if numbers else default

    def _with(self, values: dict[int, int]) -> bytes:
        changed = bytearray(self._layout.data)
        for tag, value in values.items():
            entry = self._entries.get(tag)
            if entry is not None and entry.count == 1 and entry.type in (3, 4):
                struct.pack_into(self._layout.order + {3: "H", 4: "I"}[entry.type], changed, entry.start, value)
        return bytes(changed)


def _assembled(width: int, height: int, band: Band, reduction: int) -> Frame:
    """The picture of its bands, each reduced on its way; rows and columns that make no whole pixel are left out."""
    import cv2
    import numpy as np

    wide, high = width // reduction, height // reduction
    rgb = np.empty((high, wide, 3), np.uint8)
    for top in range(0, high, AT_ONCE):
        bottom = min(high, top + AT_ONCE)
        rows = band(top * reduction, bottom * reduction)[:, : wide * reduction]
        rgb[top:bottom] = (
            rows if reduction == 1 else cv2.resize(rows, (wide, bottom - top), interpolation=cv2.INTER_AREA)
        )
    return rgb


def _coloured(image: Image.Image, profile: bytes, reduction: int, is_missing: bool = False) -> Frame:
    """``is_missing``: its numbers say what is missing of each colour."""
    import numpy as np

    transparent = image.has_transparency_data

    def band(top: int, bottom: int) -> Frame:
        rows = image.crop((0, top, image.width, bottom))
        rows = ImageChops.invert(rows) if is_missing else rows
        if not transparent:
            return np.asarray(converted(rows.convert("L") if rows.mode == "1" else _plain(rows), profile))
        rgba = rows.convert("RGBA")
        colours = converted(rgba.convert("RGB"), profile).convert("RGBA")
        colours.putalpha(rgba.getchannel("A"))
        return np.asarray(Image.alpha_composite(Image.new("RGBA", rows.size, "white"), colours).convert("RGB"))

    return _assembled(image.width, image.height, band, reduction)


def _plain(rows: Image.Image) -> Image.Image:
    """Rows of a mode that profiles are made for."""
    return rows if rows.mode in ("L", "CMYK") else rows.convert("RGB")


def _of_lab(image: Image.Image, tags: _Tags, reduction: int) -> Frame:
    import numpy as np

    change = from_lab(tags.white)
    # Pillow turns the signs of what lies in planes once too seldom.
    signs = np.array([0, 128, 128] if tags.is_planar else [0, 0, 0], np.uint8)

    def band(top: int, bottom: int) -> Frame:
        return change(np.asarray(image.crop((0, top, image.width, bottom))) ^ signs)

    return _assembled(image.width, image.height, band, reduction)


def _grey(image: Image.Image, levels: Callable[[Frame], Frame], reduction: int) -> Frame:
    import numpy as np

    def band(top: int, bottom: int) -> Frame:
        rows = levels(np.asarray(image.crop((0, top, image.width, bottom))))
        return np.repeat(rows[:, :, None], 3, axis=2)

    return _assembled(image.width, image.height, band, reduction)


def _levels(image: Image.Image, tags: _Tags) -> Callable[[Frame], Frame]:
    """What makes levels from 0 to 255 of a deep picture's rows: of up to 16 bits without a sign the upper 8, else the
    range from the least to the greatest number of the picture. What is no number, or stands for none, is black.
    """
    import numpy as np

    def turned(levels: Frame) -> Frame:
        return 255 - levels if tags.is_negative else levels

    if tags.form == _UNSIGNED and tags.bits <= 16:
        return lambda rows: turned((rows.astype(np.uint16) >> (tags.bits - 8)).astype(np.uint8))
    low, high = _range(image, tags)
    scale = 255 / (high - low) if high > low else 0.0

    def levels(rows: Frame) -> Frame:
        numbers = _numbers(rows, tags).astype(np.float64)
        known = _known(numbers, tags.no_data) | np.isinf(numbers)
        shown = turned(np.clip((numbers.clip(low, high) - low) * scale, 0, 255).round())
        return np.where(known, shown, 0).astype(np.uint8)

    return levels


def _numbers(rows: Frame, tags: _Tags) -> Frame:
    """The rows' numbers, in the order of bytes that the file has: libtiff has turned them, Pillow does not know."""
    import numpy as np

    if tags.bits == 8:
        return rows.view(np.int8)
    if tags.bits == 16:
        return rows.astype(np.uint16).byteswap().view(np.int16) if tags.is_big else rows
    swapped = rows.byteswap() if tags.is_big else rows
    return swapped.view(np.uint32) if tags.form == _UNSIGNED else swapped


def _known(numbers: Frame, no_data: float | None) -> Frame:
    import numpy as np

    finite: Frame = np.isfinite(numbers)
    return finite if no_data is None else finite & (numbers != no_data)


def _range(image: Image.Image, tags: _Tags) -> tuple[float, float]:
    """The least and the greatest of the picture's finite numbers; (0, 0) where it has none."""
    import numpy as np

    ends: list[float] = []
    for top in range(0, image.height, AT_ONCE):
        numbers = _numbers(np.asarray(image.crop((0, top, image.width, min(image.height, top + AT_ONCE)))), tags)
        known = numbers[_known(numbers.astype(np.float64), tags.no_data)]
        if known.size:
            ends += [float(known.min()), float(known.max())]
    return (min(ends), max(ends)) if ends else (0.0, 0.0)
