"""Drawn people whose joints are known: recorded motion, seen by a camera, painted limb by limb before a drawn room.

Where the joints of a person in a photograph are is somebody's opinion; of these it is known to the pixel. They are
plain dolls, and no network was trained on them. Joints are COCO's 17, as in models.toolkit.poses.people; "left" is
theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

WIDTH, HEIGHT = 640, 480
_NOSE, _EYES, _EARS = 0, (1, 2), (3, 4)
_SHOULDERS, _HIPS = (5, 6), (11, 12)
_LIMBS = (  # from, to, half widths in metres at both, what it wears
    (11, 13, 0.085, 0.06, "legs"),
    (13, 15, 0.06, 0.04, "legs"),
    (12, 14, 0.085, 0.06, "legs"),
    (14, 16, 0.06, 0.04, "legs"),
    (5, 7, 0.055, 0.045, "sleeves"),
    (7, 9, 0.042, 0.032, "arms"),
    (6, 8, 0.055, 0.045, "sleeves"),
    (8, 10, 0.042, 0.032, "arms"),
)

_ENDS = ((9, 0.05, "skin"), (10, 0.05, "skin"), (15, 0.065, "shoes"), (16, 0.065, "shoes"))
"""Hands and feet: joint, half width in metres, what it wears."""


class Drawn(NamedTuple):
    """``picture``: RGB uint8 (480, 640, 3); ``joints``: of each person, (n, 17, 2) in pixels; ``areas``: how many
    pixels each covers, (n,)."""

    picture: Array
    joints: Array
    areas: Array


def draw(people: Array, rng: Rng) -> Drawn:
    """A picture of people (n, 17, 3), metres, y up, side by side in one room."""
    picture = _room(rng)
    scale = rng.uniform(0.45, 0.85) / 1.75 * HEIGHT  # pixels a metre: somebody of 1.75 m takes that part of the height
    places = np.linspace(0, WIDTH, len(people) + 2)[1:-1] + rng.uniform(-40, 40, len(people))
    joints, areas = [], []
    for person, across in zip(people, places, strict=True):
        flat = _seen(person, rng) * (scale, -scale, scale)
        low, high = flat[:, 1].min(), flat[:, 1].max()
        down = rng.uniform(0.55, 0.8) * HEIGHT - (low + high) / 2 if high - low > 0.9 * HEIGHT else None
        flat[:, 1] += down if down is not None else rng.uniform(0.86, 0.97) * HEIGHT - high
        flat[:, 0] += across - (flat[:, 0].min() + flat[:, 0].max()) / 2
        areas.append(float(_person(picture, flat, scale, rng)))
        joints.append(flat[:, :2])
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32) + rng.normal(0, 3, picture.shape)
    return Drawn(np.clip(soft, 0, 255).astype(np.uint8), np.array(joints), np.array(areas))


def _seen(person: Array, rng: Rng) -> Array:
    """(17, 3) metres as a camera has it: turned by up to 60° to either side of its front, from somewhat above."""
    middle = person[list(_HIPS)].mean(0)
    side = person[_SHOULDERS[0]] - person[_SHOULDERS[1]]  # from right to left: a front view has its left on the right
    facing = np.arctan2(side[2], side[0]) + rng.uniform(-np.pi / 3, np.pi / 3)
    x, y, z = (person - middle).T
    x, z = x * np.cos(facing) + z * np.sin(facing), z * np.cos(facing) - x * np.sin(facing)
    tilt = np.deg2rad(rng.uniform(0, 12))
    y, z = y * np.cos(tilt) - z * np.sin(tilt), z * np.cos(tilt) + y * np.sin(tilt)
    return np.stack([x, y, z], 1)  # z towards the camera


def _person(picture: Array, flat: Array, scale: float, rng: Rng) -> int:
    """Paint somebody, what is far first; returns how many pixels are covered."""
    low, high = flat[:, :2].min(0) - 0.3 * scale, flat[:, :2].max(0) + 0.3 * scale
    left, top = (max(int(low[axis]), 0) for axis in (0, 1))
    around = picture[top : int(high[1]), left : int(high[0])]
    doll = _Doll(flat - (left, top, 0), scale, around.shape[:2], _clothes(rng))
    covered = np.zeros(doll.shape, bool)
    for paint in doll.parts():
        layer, mask = paint()
        around[mask] = np.clip(layer[mask], 0, 255).astype(np.uint8)
        covered |= mask
    return int(covered.sum())


def _clothes(rng: Rng) -> dict[str, Array]:
    colours = {part: rng.uniform(25, 230, 3) for part in ("legs", "shirt", "hair", "shoes")}
    colours["skin"] = np.array([224, 172, 138.0]) * rng.uniform(0.35, 1.1)
    colours["sleeves"] = colours["shirt"]
    colours["arms"] = colours["skin"] if rng.random() < 0.7 else colours["shirt"]
    return colours


def _point(place: Array) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))


@dataclass(frozen=True)
class _Doll:
    """``flat``: joints (17, 3) in pixels of a piece of the picture of this ``shape``; ``scale``: pixels a metre.

    What paints a part gives a layer, float (h, w, 3), and where it counts, bool (h, w).
    """

    flat: Array
    scale: float
    shape: tuple[int, int]
    colours: dict[str, Array]

    def parts(self) -> list[Callable[[], tuple[Array, Array]]]:
        """What paints each part, from far to near."""
        depths, flat = [], self.flat
        for begin, end, wide, narrow, wears in _LIMBS:
            paint = partial(self._limb, flat[begin], flat[end], wide, narrow, self.colours[wears])
            depths.append((float(flat[[begin, end], 2].mean()), paint))
        for joint, radius, wears in _ENDS:
            paint = partial(self._limb, flat[joint], flat[joint], radius, radius, self.colours[wears])
            depths.append((float(flat[joint, 2]) + 1, paint))
        depths.append((float(flat[[*_SHOULDERS, *_HIPS], 2].mean()), partial(self._torso)))
        depths.append((float(flat[_NOSE, 2]), partial(self._head)))
        return [paint for _, paint in sorted(depths, key=lambda part: part[0])]

    def _size(self, metres: float) -> int:
        return max(round(metres * self.scale), 1)

    def _blank(self) -> Array:
        return np.zeros(self.shape, np.uint8)

    def _limb(self, begin: Array, end: Array, wide: float, narrow: float, colour: Array) -> tuple[Array, Array]:
        mask = self._blank()
        for share in np.linspace(0, 1, 24 if begin is not end else 1):
            place = begin * (1 - share) + end * share
            cv2.circle(mask, _point(place), self._size(wide * (1 - share) + narrow * share), 1, -1)
        return _shaded(mask, colour)

    def _torso(self) -> tuple[Array, Array]:
        mask = self._blank()
        for place, radius in zip(self.flat[[*_SHOULDERS, *_HIPS]], (0.07, 0.07, 0.1, 0.1), strict=True):
            cv2.circle(mask, _point(place), self._size(radius), 1, -1)
        corners = np.argwhere(mask)[:, ::-1].astype(np.int32)
        cv2.fillConvexPoly(mask, cv2.convexHull(corners), 1)
        return _shaded(mask, self.colours["shirt"])

    def _head(self) -> tuple[Array, Array]:
        """A neck, an egg with hair, and a face where it is turned to the camera."""
        neck, middle = self.flat[list(_SHOULDERS)].mean(0), self.flat[list(_EARS)].mean(0)
        up = middle[:2] - neck[:2]
        up = up / max(float(np.hypot(*up)), 1e-6)
        skin = self.colours["skin"]
        layer, mask = self._limb(neck, middle, 0.055, 0.055, 0.85 * skin)
        egg, centre, tilt = self._blank(), middle[:2] + 0.02 * self.scale * up, float(np.degrees(np.arctan2(*up[::-1])))
        cv2.ellipse(egg, _point(centre), (self._size(0.125), self._size(0.09)), tilt, 0, 360, 1, -1)
        face, of = _shaded(egg, skin)
        is_away = self.flat[_NOSE, 2] < middle[2]
        down, across = np.mgrid[0 : self.shape[0], 0 : self.shape[1]]
        line = centre + 0.055 * self.scale * up
        hair = of & (is_away | ((across - line[0]) * up[0] + (down - line[1]) * up[1] > 0))
        layer = np.where(of[..., None], face, layer)
        layer = np.ascontiguousarray(np.where(hair[..., None], self.colours["hair"], layer))
        if not is_away:
            self._face(layer, up, tilt)
        return layer, mask | of

    def _face(self, layer: Array, up: Array, tilt: float) -> None:
        for eye in _EYES:
            cv2.circle(layer, _point(self.flat[eye]), self._size(0.014), (35, 25, 20), -1)
        nose = self.flat[_NOSE, :2]
        cv2.circle(layer, _point(nose), self._size(0.014), tuple(0.7 * self.colours["skin"]), -1)
        mouth = _point(nose - 0.045 * self.scale * up)
        cv2.ellipse(layer, mouth, (self._size(0.03), 1), tilt + 90, 0, 360, (150, 60, 60), -1)


def _shaded(mask: Array, colour: Array) -> tuple[Array, Array]:
    """A rounded look: darker where the edge of the mask is near."""
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    light = 0.62 + 0.38 * np.sqrt(np.clip(depth / max(float(depth.max()), 1.0), 0, 1))
    return light[..., None] * colour, mask.astype(bool)


def _room(rng: Rng) -> Array:
    """A wall, a floor and some furniture."""
    picture = np.empty((HEIGHT, WIDTH, 3), np.float32)
    horizon = round(rng.uniform(0.55, 0.75) * HEIGHT)
    shade = np.linspace(rng.uniform(0.8, 1), rng.uniform(0.8, 1), WIDTH)[None, :, None]
    picture[:horizon] = rng.uniform(90, 235, 3) * shade
    picture[horizon:] = rng.uniform(60, 170, 3) * shade * np.linspace(0.8, 1.1, HEIGHT - horizon)[:, None, None]
    for _ in range(rng.integers(2, 6)):
        left, top = rng.uniform(0, WIDTH), rng.uniform(0.05, 0.6) * HEIGHT
        right, bottom = left + rng.uniform(40, 160), top + rng.uniform(40, 180)
        corners = (round(left), round(top)), (round(right), round(bottom))
        cv2.rectangle(picture, *corners, tuple(rng.uniform(30, 220, 3)), -1)
    clipped: Array = np.clip(picture + cv2.GaussianBlur(rng.normal(0, 6, picture.shape), (0, 0), 2), 0, 255)
    return clipped.astype(np.uint8)
