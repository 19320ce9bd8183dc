"""Drawn vineyards with exact masks: bunches before a backdrop, leaves and canes before and behind them.

What a network learns from, and what a visitor may change by hand: light, leaves, blur. Pictures are RGB uint8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.grapes import berries, foliage

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_NOISES = 24
_LEAST_SEEN = 0.16
"""A berry of which less than this share is seen is not told as one: nobody would mark it."""


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

    kind: "black", "red" or "white". bunches: how many. leaves: how much is covered, 0 to 1. light: exposure, 1 is
    ordinary. blur: the deviation of a Gaussian, in pixels. radius: of a berry, in pixels.
    """

    kind: str | None = None
    bunches: int | None = None
    leaves: float | None = None
    light: float | None = None
    blur: float | None = None
    radius: float | None = None


def draw(rng: Rng, side: int, wishes: Wishes | None = None, backdrops: Sequence[Array] = ()) -> Drawn:
    """Draw a square scene; the same state of ``rng`` gives the same.

    backdrops: photographs, uint8 (h, w, 3) RGB, to put behind some scenes.
    """
    wishes = wishes or Wishes()
    picture = _behind(rng, side, backdrops)
    light = _light(rng)
    noise = np.stack([foliage.smooth_noise((berries.PATCH,) * 2, rng.uniform(5, 20), rng) for _ in range(_NOISES)])
    ids, owners = np.zeros((side, side), np.uint16), [0]
    full = [0]
    for number, bunch in enumerate(_bunches(rng, side, wishes), start=1):
        if rng.random() < 0.5:
            foliage.cane(picture, np.zeros(ids.shape, bool), rng, thickness=rng.uniform(2, 16))
        berries.draw(bunch, picture, ids, len(owners), light, noise, rng)
        owners += [number] * len(bunch.spheres)
        full += (np.pi * bunch.spheres[:, 3] ** 2).tolist()
    covered = _before(rng, picture, wishes)
    ids[covered] = 0
    seen = np.bincount(ids.ravel(), minlength=len(owners))
    ids[(seen < _LEAST_SEEN * np.asarray(full))[ids]] = 0
    bunches = np.asarray(owners, np.uint16)[ids]
    return Drawn(_photographed(rng, picture, wishes), ids, bunches)


def _bunches(rng: Rng, side: int, wishes: Wishes) -> list[berries.Bunch]:
    """What hangs in the scene; berries of one scene are alike, those of another are not."""
    kind = wishes.kind or str(rng.choice([berries.BLACK, berries.RED, berries.WHITE], p=(0.7, 0.12, 0.18)))
    radius = wishes.radius or float(np.exp(rng.uniform(np.log(0.014), np.log(0.055))) * side)
    count = (
        wishes.bunches
        if wishes.bunches is not None
        else int(rng.choice([0, 1, 2, 3, 4, 5], p=(0.05, 0.25, 0.25, 0.2, 0.15, 0.1)))
    )
    skin = berries.random_skin(kind, rng)
    found = []
    for _ in range(count):
        own = radius * rng.uniform(0.8, 1.15)
        length = min(1.15 * side, own * rng.uniform(9, 26))
        found.append(
            berries.grow(
                rng,
                x=rng.uniform(0.0, 1.0) * side,
                y=rng.uniform(-0.35, 0.75) * side,
                length=length,
                width=length * rng.uniform(0.35, 0.75),
                radius=own,
                skin=skin,
            )
        )
    return found


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
