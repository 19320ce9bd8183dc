"""Which pixels of a true picture are skin, greenery or neutral, and how light skin is."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

TONES = {"light": 41.0, "intermediate": 28.0, "tan": 10.0, "brown": -30.0, "dark": -90.0}
"""The least individual typology angle of each group, in degrees (Del Bino et al., Pigment Cell Research 19, 2006; the
lightest two as one). Photographs are not calibrated: a rough guide, good for groups and for nobody in particular."""

_GREEN = (95.0, 155.0)
_LEAST_CHROMA = 12.0
_NEUTRAL = 6.0
_FACE = (0.34, 0.42)
_CR, _CB = (133, 173), (77, 127)


def greenery(true: Array) -> Array:
    """Lab float32 (height, width, 3) → bool (height, width): hues of leaves and grass, not near grey."""
    chroma, hue = _polar(true)
    return np.asarray((hue > _GREEN[0]) & (hue < _GREEN[1]) & (chroma > _LEAST_CHROMA))


def neutral(true: Array) -> Array:
    """Lab → bool: walls, snow, roads, clouds, what has next to no colour and is not quite black or white."""
    chroma, _ = _polar(true)
    return np.asarray((chroma < _NEUTRAL) & (true[..., 0] > 10) & (true[..., 0] < 97))


def skin(face: Array) -> Array:
    """RGB uint8 (height, width, 3) of an aligned face → bool: its middle, where Cr and Cb are skin's.

    Chai and Ngan's bounds (IEEE Transactions on Circuits and Systems for Video Technology 9, 1999), the same for
    every tone.
    """
    height, width = face.shape[:2]
    _, cr, cb = np.moveaxis(cv2.cvtColor(face, cv2.COLOR_RGB2YCrCb), -1, 0)
    down, across = np.mgrid[:height, :width]
    far = np.hypot((across / (width - 1) - 0.5) / _FACE[0], (down / (height - 1) - 0.52) / _FACE[1])
    inside = (cr >= _CR[0]) & (cr <= _CR[1]) & (cb >= _CB[0]) & (cb <= _CB[1])
    return np.asarray(inside & (far < 1))


def typology_angle(true: Array, mask: Array) -> float:
    """The individual typology angle of the masked pixels' median colour, in degrees: high is light."""
    lightness, _, blue_to_yellow = np.median(true[mask], axis=0)
    return float(np.degrees(np.arctan2(lightness - 50, blue_to_yellow)))


def tone_of(angle: float) -> str:
    """The group of a typology angle."""
    return next((name for name, least in TONES.items() if angle > least), "dark")


def by_tone(faces: Array) -> dict[str, Array]:
    """RGB uint8 (N, height, width, 3) of aligned faces → the indices of those of each tone that there is."""
    found: dict[str, list[int]] = {}
    for index, face in enumerate(faces):
        mask = skin(face)
        if mask.any():
            true = cv2.cvtColor(face.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
            found.setdefault(tone_of(typology_angle(np.asarray(true), mask)), []).append(index)
    return {tone: np.array(indices) for tone, indices in found.items()}


def hue_between(ab: Array, true: Array) -> float:
    """The angle between two mean colours (2,), in degrees, 0..180."""
    return abs((hue_of(ab) - hue_of(true) + 180) % 360 - 180)


def hue_of(ab: Array) -> float:
    """The hue of a colour (2,), in degrees from red towards yellow, -180..180."""
    return float(np.degrees(np.arctan2(ab[1], ab[0])))


def _polar(true: Array) -> tuple[Array, Array]:
    """Chroma, and hue in degrees 0..360."""
    a, b = true[..., 1], true[..., 2]
    return np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
