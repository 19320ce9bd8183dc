"""The pixels around the networks: a frame's way into one, and from a painting to what the visitor asked for.

All pictures are RGB uint8 of shape (height, width, 3).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from models.contract.demo import Size
from models.style.limits import MULTIPLE, SMALLEST

Array = np.ndarray[Any, Any]

_FADE = 0.25
"""Strength below which an uploaded style also fades into the frame."""


def fitted_size(width: int, height: int, box: Size) -> Size:
    """The size at which a frame is painted: within ``box`` (turned for portraits), sides multiples of 4.

    A frame is never enlarged, except that both sides are at least 16.
    """
    if height > width:
        box = Size(min(box), max(box))
    scale = min(box.width / width, box.height / height, 1.0)
    return Size(_side(width * scale), _side(height * scale))


def _side(length: float) -> int:
    return max(SMALLEST, int(length + 1e-6) // MULTIPLE * MULTIPLE)


def fit(frame: Array, box: Size) -> Array:
    """The frame at its :func:`fitted_size`."""
    height, width = frame.shape[:2]
    size = fitted_size(width, height, box)
    if size == (width, height):
        return frame
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA))


def square(picture: Array, side: int) -> Array:
    """The middle square of a picture, (side, side, 3) float32 in 0..1."""
    height, width = picture.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    middle = picture[top : top + edge, left : left + edge]
    method = cv2.INTER_AREA if edge > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(middle, (side, side), interpolation=method), np.float32) / 255


def compose(painting: Array, frame: Array, strength: float, keep_colours: bool) -> Array:
    """The painting as asked for: ``strength`` 0 (the frame) to 1, and perhaps in the frame's own colours.

    Keeping colours takes brightness (Y) from the painting and chroma (Cr, Cb) from the frame.
    """
    if strength <= 0:
        return frame.copy()
    if keep_colours:
        mixed = cv2.cvtColor(frame, cv2.COLOR_RGB2YCrCb)
        cv2.mixChannels([cv2.cvtColor(painting, cv2.COLOR_RGB2YCrCb)], [mixed], [0, 0])
        painting = np.asarray(cv2.cvtColor(mixed, cv2.COLOR_YCrCb2RGB))
    if strength >= 1:
        return painting
    return np.asarray(cv2.addWeighted(painting, strength, frame, 1 - strength, 0))


def visible_share(strength: float) -> float:
    """How much of a painting like an uploaded picture shows at a strength of 0..1.

    Strength moves the style vector from the frame's own to the picture's. Even the frame's own vector paints a
    washed-out copy, so the lowest quarter fades that into the frame itself.
    """
    return min(1.0, strength / _FADE)
