"""What a picture's numbers mean, turned into sRGB (IEC 61966-2-1), which is what everything inside is.

Profiles are applied by Pillow's LittleCMS, PNG's older chunks (gAMA, cHRM) by arithmetic, both a band of rows at a
time. A profile that cannot be read, or that is of another kind than the picture, is left out, as viewers do.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.contract.containers import Colours, Header

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Frame = np.ndarray
    Change = Callable[[Frame], Frame]
    """Of a band (rows, width, 3), RGB uint8."""

AT_ONCE = 64
"""Rows that are worked on at a time."""
KINDS = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
"""By Pillow's mode, what a profile for it says it is for."""
PROFILES_KEPT = 8
_STEPS = 16_384
"""Of the table that leads from light to numbers."""
_SRGB_PRIMARIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_D50 = (0.3457, 0.3585)
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
"""From XYZ to the cones' responses, in which a white is changed to another (Lam 1985; ICC.1:2022, annex E)."""


def to_srgb(rgb: Frame, header: Header) -> Frame:
    """The picture, RGB uint8 (height, width, 3), in sRGB, in place. A grey one has three equal channels."""
    change = change_of(header)
    if change is not None:
        for top in range(0, len(rgb), AT_ONCE):
            rgb[top : top + AT_ONCE] = change(rgb[top : top + AT_ONCE])
    return rgb


def change_of(header: Header) -> Change | None:
    """What turns rows into sRGB; None where nothing would change."""
    colours = header.colours
    if colours.profile:
        grey = _transform(colours.profile, "L") if header.channels == 1 else None
        if grey is not None:
            return lambda band: _applied(grey, band[:, :, 0])
        coloured = _transform(colours.profile, "RGB")
        return None if coloured is None else lambda band: _applied(coloured, band)
    return _by_light(colours) if colours.gamma or colours.primaries else None


def converted(image: Image.Image, profile: bytes) -> Image.Image:
    """A picture of Pillow's, grey, RGB or CMYK, as RGB: by the profile if it is for such a picture."""
    from PIL import ImageCms

    transform = _transform(profile, image.mode) if profile else None
    if transform is None:
        return image.convert("RGB")
    done = ImageCms.applyTransform(image, transform)
    return image.convert("RGB") if done is None else done


def from_lab(white: tuple[float, float] | None = None) -> Change:
    """What turns rows of CIELAB as TIFF has it (TIFF 6.0, section 23) into sRGB: L* from 0 to 255 for 0 to 100, a* and
    b* signed in one byte. ``white``: its x and y; D50 where the file names none.
    """
    import numpy as np

    x, y = white or _D50
    if not 0 < y < 1:
        raise ValueError("no white")
    ours, theirs = _to_xyz(_SRGB_PRIMARIES), np.array([x / y, 1, (1 - x - y) / y])
    matrix = (np.linalg.inv(ours) @ _adapted(theirs) * theirs).T.astype(np.float32)

    def change(band: Frame) -> Frame:
        lightness = (band[:, :, 0] * np.float32(100 / 255) + 16) / 116
        a, b = (band[:, :, of].view(np.int8).astype(np.float32) for of in (1, 2))
        share = np.stack([lightness + a / 500, lightness, lightness - b / 200], axis=-1)
        return _shown(np.where(share > 6 / 29, share**3, (share - 4 / 29) * (108 / 841)).astype(np.float32) @ matrix)

    return change


def _applied(transform: Any, band: Frame) -> Frame:
    import numpy as np
    from PIL import Image, ImageCms

    return np.asarray(ImageCms.applyTransform(Image.fromarray(np.ascontiguousarray(band)), transform))


@functools.lru_cache(PROFILES_KEPT)
def _transform(profile: bytes, mode: str) -> Any:
    """From a profile to sRGB; None where it is of another kind, cannot be read, or is sRGB itself."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != KINDS.get(mode):
            return None
        made = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return None if mode == "RGB" and _changes_nothing(made) else made


def _changes_nothing(transform: Any) -> bool:
    """Whether it leaves colours as they are, to a level."""
    import numpy as np

    grid = np.stack(np.meshgrid(*[np.linspace(0, 255, 9)] * 3, indexing="ij"), -1).reshape(27, 27, 3).astype(np.uint8)
    return bool(np.abs(_applied(transform, grid).astype(np.int16) - grid).max() <= 1)


def _by_light(colours: Colours) -> Change | None:
    """By PNG's gAMA and cHRM (W3C PNG, third edition, 11.3.2): numbers to light, its colours to sRGB's, and back."""
    import numpy as np

    numbers = np.arange(256) / 255
    light = numbers ** (1 / colours.gamma) if colours.gamma else _from_srgb(numbers)
    if not np.isfinite(light).all():
        return None
    try:
        matrix = _between(colours.primaries or _SRGB_PRIMARIES)
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return None
    if np.abs(matrix - np.eye(3)).max() < 0.005:
        table = np.round(255 * _to_srgb(light)).astype(np.uint8)
        return lambda band: table[band]
    single, turned = light.astype(np.float32), matrix.T.astype(np.float32)
    return lambda band: _shown(single[band] @ turned)


def _shown(light: Frame) -> Frame:
    """Light of sRGB's primaries as numbers, uint8; what sRGB cannot show is clipped."""
    import numpy as np

    return _levels()[np.clip(np.round(light * (_STEPS - 1)), 0, _STEPS - 1).astype(np.int32)]


@functools.cache
def _levels() -> Frame:
    import numpy as np

    return np.round(255 * _to_srgb(np.linspace(0, 1, _STEPS))).astype(np.uint8)


def _between(primaries: tuple[float, ...]) -> Frame:
    """From light of these primaries to light of sRGB's, white to white."""
    import numpy as np

    ours, theirs = _to_xyz(_SRGB_PRIMARIES), _to_xyz(primaries)
    between: Frame = np.linalg.inv(ours) @ _adapted(theirs.sum(axis=1)) @ theirs
    if not np.isfinite(between).all():
        raise np.linalg.LinAlgError("no primaries")
    return between


def _adapted(white: Frame) -> Frame:
    """From XYZ under a white to XYZ under sRGB's."""
    import numpy as np

    cones = np.array(_BRADFORD)
    ours = cones @ _to_xyz(_SRGB_PRIMARIES).sum(axis=1)
    adapted: Frame = np.linalg.inv(cones) @ np.diag(ours / (cones @ white)) @ cones
    return adapted


def _to_xyz(primaries: tuple[float, ...]) -> Frame:
    """The XYZ of red, green and blue in columns, which together are white."""
    import numpy as np

    points = np.array(primaries, float).reshape(4, 2)
    if (points[:, 1] <= 0).any():
        raise np.linalg.LinAlgError("no primaries")
    white, *columns = [np.array([x / y, 1, (1 - x - y) / y]) for x, y in points]
    matrix = np.array(columns).T
    scaled: Frame = matrix * np.linalg.solve(matrix, white)
    return scaled


def _from_srgb(numbers: Frame) -> Frame:
    import numpy as np

    return np.where(numbers <= 0.04045, numbers / 12.92, ((numbers + 0.055) / 1.055) ** 2.4)


def _to_srgb(light: Frame) -> Frame:
    import numpy as np

    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)
