"""Drawn vineyards with exact masks: bunches before a backdrop, leaves and canes before and behind them.

What a network learns from, and what a visitor may change by hand: light, leaves, blur. Pictures are RGB uint8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.grapes import berries, foliage

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_NOISES = 24
_LEAST_SEEN = 0.16
"""A berry of which less than this share is seen is not told as one: nobody would mark it."""
_LEAST_RADIUS = 0.012
"""Of a berry in the second row, as a share of the picture's side: smaller ones have no middle that could be told."""
_OUT_OF_FOCUS = 0.2
"""Share of the bunches that are out of focus, with all behind them, when the next is hung; where that is left to
chance."""


class Drawn(NamedTuple):
    """``picture`` uint8 (h, w, 3) RGB; ``berries`` uint16 (h, w), each visible berry's number, 0 elsewhere; ``bunches``
    uint16 (h, w), the bunch that each such berry belongs to.
    """

    picture: Array
    berries: Array
    bunches: Array


@dataclass(frozen=True)
class Wishes:
    """What a scene is to be like; None leaves it to chance.

    kind: "black", "red" or "white". bunches: how many in the first row. second: how many in a second row behind it, in
    the shade, smaller and out of focus; None leaves it to chance where ``bunches`` does, too, and is none elsewhere.
    leaves: how much is covered, 0 to 1. light: exposure, 1 is ordinary. shade: how unevenly the light falls, 0 (all
    bunches alike) to 1. blur: the deviation of a Gaussian, in pixels. radius: of a berry, in pixels.
    """

    kind: str | None = None
    bunches: int | None = None
    second: int | None = None
    leaves: float | None = None
    light: float | None = None
    shade: float | None = None
    blur: float | None = None
    radius: float | None = None


class _Vines:
    """A scene while it is drawn: ``picture`` float32 (h, w, 3) 0..1, ``ids`` uint16 (h, w) the berry of each pixel."""

    def __init__(self, picture: Array, noise: Array) -> None:
        self.picture, self.ids = picture, np.zeros(picture.shape[:2], np.uint16)
        self._noise = noise
        self._bunches = 0
        self._owners: list[int] = [0]
        self._full: list[float] = [0.0]

    def hang(self, bunch: berries.Bunch, light: berries.Light, rng: Rng) -> None:
        """Draw a bunch before all that is there."""
        berries.draw(bunch, self.picture, self.ids, len(self._owners), light, self._noise, rng)
        self._bunches += 1
        self._owners += [self._bunches] * len(bunch.spheres)
        self._full += (np.pi * bunch.spheres[:, 3] ** 2).tolist()

    def hide(self, covered: Array) -> None:
        """Say where, (h, w) bool, something was drawn before the berries."""
        self.ids[covered] = 0

    def soften(self, deviation: float) -> None:
        """Put what is there out of focus."""
        if deviation > 0.25:
            self.picture = cv2.GaussianBlur(self.picture, (0, 0), deviation)

    def marks(self) -> tuple[Array, Array]:
        """Berries that are seen well enough to be told, and their bunches, as in ``Drawn``."""
        seen = np.bincount(self.ids.ravel(), minlength=len(self._owners))
        self.ids[(seen < _LEAST_SEEN * np.asarray(self._full))[self.ids]] = 0
        return self.ids, np.asarray(self._owners, np.uint16)[self.ids]


def draw(rng: Rng, side: int, wishes: Wishes | None = None, backdrops: Sequence[Array] = ()) -> Drawn:
    """Draw a square scene; the same state of ``rng`` gives the same.

    backdrops: photographs, uint8 (h, w, 3) RGB, to put behind some scenes.
    """
    wishes = wishes or Wishes()
    picture = _behind(rng, side, backdrops)
    light = _light(rng)
    noise = np.stack([foliage.smooth_noise((berries.PATCH,) * 2, rng.uniform(5, 20), rng) for _ in range(_NOISES)])
    vines = _Vines(picture, noise)
    vine = _vine(rng, side, wishes)
    shade = wishes.shade if wishes.shade is not None else max(0.0, rng.uniform(-0.4, 1.0))
    _second_row(rng, vines, vine, wishes, light)
    for bunch in _row(rng, side, vine):
        if rng.random() < 0.5:
            covered = np.zeros(vines.ids.shape, bool)
            foliage.cane(vines.picture, covered, rng, thickness=rng.uniform(2, 16))
            vines.hide(covered)
        vines.hang(bunch, _own_light(light, shade, rng) if shade else light, rng)
        if wishes.shade != 0 and wishes.blur is None and rng.random() < _OUT_OF_FOCUS:
            vines.soften(rng.exponential(0.8))
    if shade:
        _cast_shade(rng, vines.picture, shade)
    vines.hide(_before(rng, vines.picture, wishes))
    return Drawn(_photographed(rng, vines.picture, wishes), *vines.marks())


class _Vine(NamedTuple):
    """What grapes of one scene share: they are alike, those of another are not. ``radius`` of a berry in pixels."""

    radius: float
    bunches: int
    skin: berries.Skin


def _vine(rng: Rng, side: int, wishes: Wishes) -> _Vine:
    kind = wishes.kind or str(rng.choice([berries.BLACK, berries.RED, berries.WHITE], p=(0.7, 0.12, 0.18)))
    radius = wishes.radius or float(np.exp(rng.uniform(np.log(0.014), np.log(0.055))) * side)
    count = (
        wishes.bunches
        if wishes.bunches is not None
        else int(rng.choice([0, 1, 2, 3, 4, 5], p=(0.05, 0.25, 0.25, 0.2, 0.15, 0.1)))
    )
    return _Vine(radius, count, berries.random_skin(kind, rng))


def _row(rng: Rng, side: int, vine: _Vine) -> list[berries.Bunch]:
    """Bunches that hang side by side, or one before another."""
    found = []
    for _ in range(vine.bunches):
        own = vine.radius * rng.uniform(0.8, 1.15)
        length = min(1.15 * side, own * rng.uniform(9, 26))
        found.append(
            berries.grow(
                rng,
                x=rng.uniform(0.0, 1.0) * side,
                y=rng.uniform(-0.35, 0.75) * side,
                length=length,
                width=length * rng.uniform(0.35, 0.75),
                radius=own,
                skin=vine.skin,
            )
        )
    return found


def _second_row(rng: Rng, vines: _Vines, vine: _Vine, wishes: Wishes, light: berries.Light) -> None:
    """Hang bunches further back: smaller, with less light, partly behind leaves and a cane, out of focus."""
    count = wishes.second
    if count is None:
        count = int(rng.choice(5, p=(0.4, 0.2, 0.2, 0.12, 0.08))) if wishes.bunches is None else 0
    if not count:
        return
    side = len(vines.picture)
    radius = max(_LEAST_RADIUS * side, vine.radius * rng.uniform(0.5, 0.95))
    dark = rng.uniform(0.2, 0.8)
    if rng.random() < 0.6:
        vines.picture *= np.float32(rng.uniform(dark, 1))
    for bunch in _row(rng, side, vine._replace(radius=radius, bunches=count)):
        own = float(min(1.0, dark * np.exp(rng.normal(0, 0.25))))
        skin = replace(vine.skin, clear=vine.skin.clear * own)
        dim = replace(light, direct=light.direct * own, ambient=light.ambient * own)
        vines.hang(replace(bunch, skin=skin), dim, rng)
    covered = np.zeros(vines.ids.shape, bool)
    for _ in range(rng.poisson(1.5)):
        x, y = rng.uniform(0, side, 2)
        foliage.leaf(vines.picture, covered, rng, x=x, y=y, size=rng.uniform(0.06, 0.22) * side)
    if rng.random() < 0.3:
        foliage.cane(vines.picture, covered, rng, thickness=rng.uniform(1, 10))
    vines.hide(covered)
    vines.soften(min(0.45 * radius, 0.3 + rng.exponential(0.9)))


def _own_light(light: berries.Light, shade: float, rng: Rng) -> berries.Light:
    """One bunch's light: from another side, and less of it."""
    direction = np.array(light.direction) + rng.normal(0, 0.35 * shade, 3)
    x, y, z = direction / np.linalg.norm(direction)
    return replace(
        light,
        direction=(float(x), float(y), float(z)),
        direct=light.direct * float(rng.uniform(1 - 0.9 * shade, 1.1)),
        ambient=light.ambient * float(rng.uniform(1 - 0.5 * shade, 1.1)),
    )


def _cast_shade(rng: Rng, picture: Array, shade: float) -> None:
    """Darken ``picture`` where leaves that are not in it keep the sun off."""
    side = len(picture)
    shadow, scratch = np.zeros((side, side), bool), np.zeros_like(picture)
    for _ in range(rng.poisson(4 * shade)):
        x, y = rng.uniform(0, side, 2)
        foliage.leaf(scratch, shadow, rng, x=x, y=y, size=rng.uniform(0.1, 0.4) * side)
    soft = cv2.GaussianBlur(shadow.astype(np.float32), (0, 0), rng.uniform(0.8, 8))
    picture *= 1 - np.float32(rng.uniform(0.3, 0.8)) * soft[..., None]


def _light(rng: Rng) -> berries.Light:
    direction = np.array([rng.normal(0, 0.5), rng.normal(-0.5, 0.4), rng.uniform(0.3, 1.2)])
    x, y, z = direction / np.linalg.norm(direction)
    flash = rng.random() < 0.3
    return berries.Light(
        (float(x), float(y), float(z)),
        direct=float(rng.uniform(0.5, 1.5)),
        ambient=float(rng.uniform(0.2, 0.8)),
        sharp=float(rng.uniform(30, 120) if flash else rng.uniform(6, 40)),
    )


def _behind(rng: Rng, side: int, backdrops: Sequence[Array]) -> Array:
    """What the bunches hang before: a photograph or drawn clouds, then leaves, canes and dim berries out of focus."""
    if len(backdrops) and rng.random() < 0.45:
        photograph = backdrops[int(rng.integers(len(backdrops)))]
        picture: Array = cv2.resize(photograph, (side, side), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
        picture = np.ascontiguousarray(picture * np.float32(rng.uniform(0.3, 1.1)))
    else:
        picture = foliage.backdrop((side, side), rng)
    nothing = np.zeros((side, side), bool)
    for _ in range(rng.poisson(3)):
        foliage.leaf(
            picture, nothing, rng, x=rng.uniform(0, side), y=rng.uniform(0, side), size=rng.uniform(0.08, 0.35) * side
        )
    for _ in range(rng.poisson(1.2)):
        foliage.cane(picture, nothing, rng, thickness=rng.uniform(2, 40))
    soft = rng.exponential(1.6)
    if soft > 0.4:
        picture = cv2.GaussianBlur(picture, (0, 0), soft)
    return picture


def _before(rng: Rng, picture: Array, wishes: Wishes) -> Array:
    """Draw what hides berries; where it lies, (h, w) bool."""
    side = len(picture)
    covered = np.zeros((side, side), bool)
    leaves = wishes.leaves if wishes.leaves is not None else rng.beta(1, 2.5)
    for _ in range(rng.poisson(5 * leaves)):
        foliage.leaf(
            picture, covered, rng, x=rng.uniform(0, side), y=rng.uniform(0, side), size=rng.uniform(0.07, 0.28) * side
        )
    for _ in range(rng.poisson(1.2 * leaves)):
        foliage.cane(picture, covered, rng, thickness=rng.uniform(1, 12))
    if rng.random() < 0.12:
        foliage.cane(picture, covered, rng, thickness=rng.uniform(1, 3))
    return covered


def _photographed(rng: Rng, picture: Array, wishes: Wishes) -> Array:
    """The camera: exposure, tint, gamma, vignette, blur, noise, JPEG."""
    exposure = wishes.light if wishes.light is not None else np.exp(rng.normal(0, 0.35))
    taken = np.clip(picture * np.float32(exposure) * (1 + rng.normal(0, 0.06, 3)).astype(np.float32), 0, 1)
    taken = taken ** np.float32(np.exp(rng.normal(0, 0.2)))
    blur = wishes.blur if wishes.blur is not None else rng.exponential(0.5)
    if blur > 0.25:
        taken = cv2.GaussianBlur(taken, (0, 0), blur)
    taken = taken + rng.normal(0, rng.exponential(0.012), taken.shape).astype(np.float32)
    bytes_ = (np.clip(taken, 0, 1) * 255).astype(np.uint8)
    ok, jpeg = cv2.imencode(".jpg", bytes_, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 96))])
    if not ok:
        raise RuntimeError("OpenCV cannot encode a JPEG")
    decoded: Array = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR))  # RGB went in as BGR, and comes back so
    return decoded
