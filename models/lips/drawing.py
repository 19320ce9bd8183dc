"""What whoever cannot compose is shown: a face at a moment, or the mouths along a whole sound. RGB uint8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from models.lips.shapes import outlines

Array = np.ndarray[Any, Any]
Colour = tuple[int, int, int]

MOMENT = 25
"""Frames (half a second) up to which a sound counts as a moment."""
_GROUND, _LINE, _SOFT, _DARK = (21, 19, 15), (243, 238, 225), (179, 170, 152), (6, 5, 4)
_LIPS, _PLAIN = (169, 184, 255), (150, 143, 128)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FINE = 4
"""Bits below a pixel at which OpenCV places what it fills."""
_CARD, _STRIP = (640, 480), (960, 360)
_MOUTHS = 10


def face(data: Mapping[str, Any], words: Mapping[str, str], *, beside: bool) -> Array:
    """The last frame told, and what loudness alone makes of it ``beside`` it. words: the page's, by key."""
    picture = np.full((_CARD[1], _CARD[0], 3), _GROUND, np.uint8)
    mouths = data["mouth"][-1:] or [[0.0, 0, 0, 0, 0]]
    shut = (data["closed"] or [False])[-1]
    if not beside:
        _face(picture, (320, 215), 190, mouths[0], closed=shut, lips=_LIPS)
    else:
        loud = (data["loudness"] or [0.0])[-1]
        _face(picture, (205, 215), 165, mouths[0], closed=shut, lips=_LIPS)
        _face(picture, (510, 245), 100, [loud, 0, 0, 0, 0], closed=False, lips=_PLAIN)
        left = 510 - cv2.getTextSize(words["loudness"], _FONT, 0.7, 2)[0][0] // 2
        _text(picture, words["loudness"], (left, 400), 0.7, _SOFT)
    _text(picture, words["mark"], (24, 462), 0.7, _SOFT)
    return picture


def strip(data: Mapping[str, Any]) -> Array:
    """From left to right: mouths with what is said, the visemes' probabilities, the mel picture, and the wave."""
    width, height = _STRIP
    picture = np.full((height, width, 3), _GROUND, np.uint8)
    count = len(data["mouth"])
    step = width / _MOUTHS
    for place in range(_MOUTHS):
        at = min(count - 1, round((place + 0.5) * count / _MOUTHS))
        centre = (round((place + 0.5) * step), 46)
        _mouth(picture, centre, 34, data["mouth"][at], closed=data["closed"][at], lips=_LIPS)
        said = data["said"][at]
        _text(picture, said, (centre[0] - 9 * len(said), 112), 0.8, _LINE)
    visemes = np.array(data["visemes"]).T
    _lay(picture, (128, 84), _coloured(visemes, _LIPS))
    mel = np.array(data["mel"], np.float64).T[::-1] / 255
    _lay(picture, (218, 84), _coloured(mel, _LINE))
    wave = np.array(data["wave"]).reshape(-1)
    for x in range(width):
        tall = max(1, round(24 * float(wave[min(len(wave) - 1, x * len(wave) // width)])))
        picture[330 - tall : 330 + tall, x] = _SOFT
    return picture


def _face(
    picture: Array, middle: tuple[int, int], size: int, mouth: Sequence[float], *, closed: bool, lips: Colour
) -> None:
    """A face of lines, nobody's; ``size`` is half its height."""
    x, y = middle
    thick = max(2, size // 45)

    def at(right: float, down: float) -> tuple[int, int]:
        return round(x + right * size), round(y + down * size)

    cv2.ellipse(picture, (x, y), (round(0.78 * size), size), 0, 0, 360, _LINE, thick, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.circle(picture, at(side * 0.3, -0.18), max(3, size // 18), _LINE, -1, cv2.LINE_AA)
        cv2.ellipse(picture, at(side * 0.3, -0.28), (size // 7, size // 12), 0, 200, 340, _LINE, thick, cv2.LINE_AA)
    cv2.ellipse(picture, at(0, 0.08), (size // 14, size // 18), 0, 20, 160, _LINE, thick, cv2.LINE_AA)
    _mouth(picture, at(0, 0.44), round(0.3 * size), mouth, closed=closed, lips=lips)


def _mouth(
    picture: Array, middle: tuple[int, int], half: int, mouth: Sequence[float], *, closed: bool, lips: Colour
) -> None:
    parts = outlines(mouth, closed=closed)
    for polygon, colour in ((parts.lips, lips), (parts.inside, _DARK), (parts.teeth, _LINE)):
        points = np.round((np.array(middle) + half * polygon) * 2**_FINE).astype(np.int32)
        cv2.fillPoly(picture, [points], colour, cv2.LINE_AA, _FINE)
    if closed:
        left = middle[0] - round(half * float(parts.inside[:, 0].max()))
        cv2.line(picture, (left, middle[1]), (2 * middle[0] - left, middle[1]), _DARK, 2, cv2.LINE_AA)


def _coloured(shares: Array, colour: Colour) -> Array:
    """0..1 → from the ground to a colour."""
    ground = np.array(_GROUND, np.float64)
    mixed: Array = ground + np.clip(shares, 0, 1)[..., None] * (np.array(colour) - ground)
    return np.round(mixed).astype(np.uint8)


def _lay(picture: Array, rows: tuple[int, int], small: Array) -> None:
    """A small picture over the whole width, from row ``rows[0]``, ``rows[1]`` high."""
    top, high = rows
    picture[top : top + high] = cv2.resize(small, (picture.shape[1], high), interpolation=cv2.INTER_NEAREST)


def _text(picture: Array, text: str, place: tuple[int, int], size: float, colour: Colour) -> None:
    cv2.putText(picture, text, place, _FONT, size, colour, 2, cv2.LINE_AA)
