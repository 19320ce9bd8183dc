"""Red things that are no cards, for training alone: shapes, stripes, rings, signs with writing, cloth with folds.

The hours that are measured have the simpler ones of ``models.content.cards.confusing``, which training has too.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from models.content import cards

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_WORDS = "ABCDEFGHKLMNPRSTUVXYZ0123456789"


def something(picture: Array, rng: Rng) -> Array:
    """The picture with a red thing that is no card. RGB uint8, a new array."""
    height, width = picture.shape[:2]
    middle = np.array([rng.uniform(0, width), rng.uniform(0, height)])
    size = height * rng.uniform(0.15, 0.6)
    drawn = (_shape, _ring, _stripes, _sign, _cloth)[rng.integers(5)]
    return drawn(picture, middle, size, rng)


def _shape(picture: Array, middle: Array, size: float, rng: Rng) -> Array:
    """A triangle, a star, half a disc or a long bar."""
    kind = rng.integers(4)
    if kind == 0:
        places = _around(3, np.ones(3))
    elif kind == 1:
        places = _around(10, np.where(np.arange(10) % 2, 0.45, 1.0))
    elif kind == 2:
        angles = np.linspace(0, np.pi, 16)
        places = np.stack([np.cos(angles), np.sin(angles)], -1)
    else:
        places = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([1.0, rng.uniform(0.08, 0.3)])
    return _mixed(picture, _mask(picture, _turned(places * size / 2, middle, rng)), _lit(picture, cards.red(rng), rng))


def _ring(picture: Array, middle: Array, size: float, rng: Rng) -> Array:
    """A disc with a hole, or with another colour in it: a target, a road sign, a lid."""
    drawn = _mixed(picture, _disc(picture, middle, size / 2), _lit(picture, cards.red(rng), rng))
    inner = picture if rng.random() < 0.5 else _lit(picture, cards.other(rng), rng)
    return _mixed(drawn, _disc(picture, middle, size / 2 * rng.uniform(0.3, 0.8)), inner)


def _stripes(picture: Array, middle: Array, size: float, rng: Rng) -> Array:
    """A striped quadrilateral: a flag, a barrier, a towel."""
    place, period = _grid(picture, middle, rng), size * rng.uniform(0.12, 0.4)
    bands = (place[..., 0] / period % 1 < rng.uniform(0.35, 0.65))[..., None]
    white = np.full(3, rng.uniform(120, 250))
    filled = np.where(bands, _lit(picture, cards.red(rng), rng), white)
    return _mixed(picture, _mask(picture, _quadrilateral(middle, size, rng)), filled)


def _sign(picture: Array, middle: Array, size: float, rng: Rng) -> Array:
    """A red plate with large letters."""
    board = _mixed(picture, _mask(picture, _quadrilateral(middle, size, rng)), _lit(picture, cards.red(rng), rng))
    text = "".join(rng.choice(list(_WORDS), rng.integers(2, 5)))
    scale = size / 22 / len(text)
    (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    start = round(middle[0] - wide / 2), round(middle[1] + high / 2)
    tone = [float(rng.uniform(180, 255))] * 3
    cv2.putText(board, text, start, cv2.FONT_HERSHEY_SIMPLEX, scale, tone, max(1, round(size / 18)), cv2.LINE_AA)
    return board


def _cloth(picture: Array, middle: Array, size: float, rng: Rng) -> Array:
    """A red garment: an uneven outline, and folds that shade it."""
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    places = np.stack([np.cos(angles), 1.4 * np.sin(angles)], -1) * rng.uniform(0.7, 1.3, (12, 1))
    place = _grid(picture, middle, rng)
    waves = sum(
        rng.uniform(0.05, 0.2) * np.sin(place @ rng.normal(0, 2 * np.pi / size * times, 2) + rng.uniform(0, 6))
        for times in (1, 2, 4)
    )
    filled = _lit(picture, cards.red(rng), rng) * (1 + np.asarray(waves))[..., None]
    return _mixed(picture, _mask(picture, _turned(places * size / 2, middle, rng)), filled)


def _around(count: int, radius: Array) -> Array:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], -1) * radius[:, None]


def _quadrilateral(middle: Array, size: float, rng: Rng) -> Array:
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([rng.uniform(0.6, 1.6), 0.7])
    return _turned(flat * size / 2, middle, rng)


def _turned(places: Array, middle: Array, rng: Rng) -> Array:
    angle = rng.uniform(-np.pi, np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(places @ turn + middle)


def _grid(picture: Array, middle: Array, rng: Rng) -> Array:
    """Each pixel's place in a frame of its own turn, float64 (height, width, 2)."""
    rows, columns = np.indices(picture.shape[:2])
    return _turned(np.stack([columns - middle[0], rows - middle[1]], -1), np.zeros(2), rng)


def _mask(picture: Array, places: Array) -> Array:
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(places * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return mask


def _disc(picture: Array, middle: Array, radius: float) -> Array:
    mask = np.zeros(picture.shape[:2], np.uint8)
    x, y = np.round(16 * middle).astype(int).tolist()
    cv2.circle(mask, (x, y), max(1, round(16 * radius)), 255, -1, cv2.LINE_AA, 4)
    return mask


def _lit(picture: Array, colour: Array, rng: Rng) -> Array:
    """A colour over the whole picture, with light that falls off across it, float64 (height, width, 3)."""
    height, width = picture.shape[:2]
    across = np.linspace(-1, 1, width)[None] * rng.normal(0, 0.12)
    down = np.linspace(-1, 1, height)[:, None] * rng.normal(0, 0.12)
    return np.asarray(colour * (1 + across + down)[..., None])


def _mixed(picture: Array, mask: Array, filled: Array) -> Array:
    share = (mask / 255)[..., None]
    return np.clip(picture * (1 - share) + filled * share, 0, 255).astype(np.uint8)
