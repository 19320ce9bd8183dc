"""Cards as they are held into a picture: drawn onto photographs, with a hand, light, blur and noise of their own.

What lies around must not give a card away: the same hand also holds cards of other colours, and red things that
are no cards, discs, blobs, ribbons and cloth, are drawn as cards are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

RATIO = 1.4
"""A card's height by its width, about that of a referee's."""
LEAST = 0.28
"""How high the smallest card is, of the picture: one that is held up to a camera, not one across a room."""
_OTHERS = ((28, 90), (95, 170), (175, 260), (265, 320))
"""Hues of cards that are not red, in degrees."""
_SKIN = np.array([[88, 56, 40], [141, 85, 54], [198, 134, 93], [224, 172, 138], [241, 204, 177]], np.float64)


@dataclass(frozen=True)
class Card:
    """Where a card lies: its middle and height as shares of the picture's height, and its turn in degrees."""

    x: float
    y: float
    height: float
    turn: float
    tilt: float = 1.0
    """How wide it is seen, of how wide it is: 1 from straight in front."""


def somewhere(rng: Rng, aspect: float) -> Card:
    """A card at a random place within a picture of this width by height."""
    height = rng.uniform(LEAST, 0.65)
    margin = 0.4 * height
    x, y = rng.uniform(margin, aspect - margin), rng.uniform(margin, 1 - margin)
    return Card(x, y, height, rng.normal(0, 18) if rng.random() < 0.8 else rng.uniform(-90, 90), rng.uniform(0.65, 1))


def corners(card: Card, height: int) -> Array:
    """The four corners in pixels of a picture of this height, float32 (4, 2)."""
    wide, high = card.height / RATIO * card.tilt / 2, card.height / 2
    lean = 1 + 0.12 * (1 - card.tilt)
    flat = np.array([[-wide, -high], [wide, -high * lean], [wide, high * lean], [-wide, high]])
    angle = np.radians(card.turn)
    turned = flat @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray((turned + np.array((card.x, card.y))) * height, np.float32)


def red(rng: Rng) -> Array:
    """A card's red under some light, RGB float64 (3,)."""
    return _colour(rng.uniform(-14, 11), rng.uniform(0.68, 0.98), rng.uniform(0.45, 0.98))


def other(rng: Rng) -> Array:
    """The colour of a card that is not red, or grey, white or black."""
    if rng.random() < 0.25:
        return np.full(3, rng.uniform(15, 245)) + rng.normal(0, 4, 3)
    low, high = _OTHERS[rng.integers(len(_OTHERS))]
    return _colour(rng.uniform(low, high), rng.uniform(0.5, 0.98), rng.uniform(0.4, 1.0))


def held(picture: Array, card: Card, colour: Array, rng: Rng, *, hand: bool = True) -> Array:
    """The picture with a card of a colour in it, and the fingers that hold it. RGB uint8, a new array."""
    height = picture.shape[0]
    places = corners(card, height)
    drawn = _filled(picture, places, colour, rng)
    return fingers(drawn, card, rng) if hand else drawn


def covered(card: Card, rows: int, columns: int) -> Array:
    """How much of each cell of a map (rows, columns) the card covers, 0 to 1, float32."""
    scale = 8
    mask = np.zeros((rows * scale, columns * scale), np.uint8)
    cv2.fillConvexPoly(mask, np.round(corners(card, rows * scale)).astype(np.int32), 255)
    return np.asarray(cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_AREA), np.float32) / 255


def confusing(picture: Array, rng: Rng) -> Array:
    """The picture with something red in it that is no card: a disc, a blob, a ribbon, or cloth that is dyed."""
    height, width = picture.shape[:2]
    size, colour = height * rng.uniform(0.08, 0.35), red(rng)
    middle = np.array([rng.uniform(0, width), rng.uniform(0, height)])
    kind = rng.integers(4)
    if kind == 3:
        return _dyed(picture, middle, 1.6 * size, rng)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    if kind == 0:
        radius = np.ones(24)
    elif kind == 1:
        waves = [rng.normal(0, 0.3 / k) * np.cos(k * angles + rng.uniform(0, 6)) for k in (1, 2, 3, 4)]
        radius = 1 + np.sum(waves, axis=0)
    else:
        along = angles - rng.uniform(0, np.pi)
        radius = 1 / np.hypot(np.cos(along) / 2.5, np.sin(along) / 0.22)
    places = middle + size / 2 * np.stack([np.cos(angles), np.sin(angles)], -1) * radius[:, None]
    return _filled(picture, np.asarray(places, np.float32), colour, rng)


def _dyed(picture: Array, middle: Array, size: float, rng: Rng) -> Array:
    """A soft part of the picture keeps its light and shade, and turns red: clothes, a wall, a bus."""
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.float32)
    axes = (max(2, round(size * rng.uniform(0.5, 1.3))), max(2, round(size * rng.uniform(0.5, 1.3))))
    cv2.ellipse(mask, np.round(middle).astype(int).tolist(), axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.1 * size + 0.5)[..., None]
    grey = picture.mean(-1, keepdims=True) / 160
    return np.asarray(np.clip(picture * (1 - mask) + grey * red(rng) * mask, 0, 255), np.uint8)


def _filled(picture: Array, places: Array, colour: Array, rng: Rng) -> Array:
    """A polygon of one colour, with light that falls off across it."""
    height, width = picture.shape[:2]
    low = np.clip(np.floor(places.min(0)).astype(int) - 1, 0, (width, height))
    high = np.clip(np.ceil(places.max(0)).astype(int) + 2, 0, (width, height))
    (left, top), (right, bottom) = low.tolist(), high.tolist()
    slopes = rng.normal(0, 0.12, 2)
    drawn = picture.copy()
    if left >= right or top >= bottom:
        return drawn
    mask = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(mask, [np.round((places - low) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, left:right] * np.float32(slopes[0])
    down = np.linspace(-1, 1, height, dtype=np.float32)[top:bottom, None] * np.float32(slopes[1])
    shaded = np.asarray(colour, np.float32) * (1 + across + down)[..., None]
    share = (mask.astype(np.float32) / 255)[..., None]
    part = drawn[top:bottom, left:right]
    drawn[top:bottom, left:right] = np.clip(part * (1 - share) + shaded * share, 0, 255).astype(np.uint8)
    return drawn


def fingers(picture: Array, card: Card, rng: Rng) -> Array:
    """Two to four fingers over the lower edge, and the hand below it."""
    height = picture.shape[0]
    skin = _SKIN[rng.integers(len(_SKIN))] * rng.uniform(0.75, 1.1) + rng.normal(0, 5, 3)
    places = corners(card, height)
    left, right = places[3], places[2]
    down = (places[3] - places[0]) / max(1e-6, float(np.linalg.norm(places[3] - places[0])))
    size = card.height * height
    drawn = picture.copy()
    palm = (left + right) / 2 + down * size * rng.uniform(0.12, 0.25)
    tone = [float(one) for one in skin]
    cv2.circle(drawn, _point(palm), max(1, round(size * rng.uniform(0.2, 0.3))), tone, -1, cv2.LINE_AA, 4)
    for share in np.linspace(0.15, 0.85, rng.integers(1, 5)):
        foot = left + (right - left) * share + down * size * 0.15
        tip = foot - down * size * rng.uniform(0.2, 0.38)
        shade = [float(one) for one in skin * rng.uniform(0.85, 1.05)]
        cv2.line(drawn, _point(foot), _point(tip), shade, max(1, round(size * 0.1)), cv2.LINE_AA, 4)
    return drawn


def _point(place: Array) -> tuple[int, int]:
    x, y = np.round(16 * np.asarray(place)).astype(int).tolist()
    return x, y


def _colour(hue: float, saturation: float, value: float) -> Array:
    """RGB float64 (3,), 0 to 255, of a hue in degrees."""
    sector = (np.array([5.0, 3.0, 1.0]) + hue / 60) % 6
    part = np.clip(np.minimum(sector, 4 - sector), 0, 1)
    return np.asarray(255 * value * (1 - saturation * part), np.float64)
