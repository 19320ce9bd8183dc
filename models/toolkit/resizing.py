"""Pictures scaled: within a size, to an area, centred on black. RGB uint8 of shape (height, width, 3) in and out.

OpenCV is imported when a function is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.contract.demo import Size

if TYPE_CHECKING:
    import numpy as np

    Frame = np.ndarray


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


def middle(rgb: Frame, side: int) -> Frame:
    """The middle square of a picture, scaled to (side, side, 3)."""
    height, width = rgb.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    cv2 = _cv2()
    method = cv2.INTER_AREA if edge > side else cv2.INTER_LINEAR
    resized: Frame = cv2.resize(rgb[top : top + edge, left : left + edge], (side, side), interpolation=method)
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


def fitted(width: int, height: int, size: Size) -> Size:
    """How large a picture of ``width`` × ``height`` is that was scaled into ``size``, its proportions kept."""
    scale = min(size[0] / width, size[1] / height)
    return Size(min(size[0], max(1, round(width * scale))), min(size[1], max(1, round(height * scale))))


def letterbox(rgb: Frame, size: Size) -> tuple[Frame, float, int, int]:
    """Scale a picture, its proportions kept, and centre it on black so that it has exactly ``size``.

    Returns (picture, scale, offset_x, offset_y): the pixel (x, y) of the original lies at
    (x * scale + offset_x, y * scale + offset_y).
    """
    import numpy as np

    height, width = rgb.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = fitted(width, height, size)
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
