"""Motion in space as a camera and a pose network would see it: projected, noisy, with joints missing."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.actions.training.packs import CLIP_RATE
from models.actions.windows import LENGTH, RATE, Window

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_LEGS = [13, 14, 15, 16]
_BELOW = [11, 12, 13, 14, 15, 16]


def moments(joints: Array, start: float, pace: float = 1.0) -> tuple[Array, Array]:
    """LENGTH moments of a clip from frame ``start`` on: (LENGTH, 17, 3), and which of them the clip has (LENGTH,)."""
    at = start + np.arange(LENGTH) * (CLIP_RATE / RATE) * pace
    inside = (at >= 0) & (at <= len(joints) - 1)
    at = np.clip(at, 0, len(joints) - 1)
    before = np.minimum(np.floor(at).astype(int), len(joints) - 2)
    share = (at - before)[:, None, None]
    between: Array = joints[before] * (1 - share) + joints[before + 1] * share
    return between.astype(np.float32), inside


def seen_by(joints: Array, inside: Array, rng: Rng, *, rough: bool = True) -> Window:
    """Windows (n, LENGTH, 17, 3) seen by a camera each, anywhere around; ``rough``: as a pose network on a webcam sees.

    inside: (n, LENGTH), where there is a recording. Places are in metres at the person's distance.
    """
    places = _projected(joints, rng).astype(np.float32)
    seen = np.repeat(inside[:, :, None], joints.shape[2], axis=2)
    if rough:
        places = _shaken(places, rng)
        seen &= rng.random(seen.shape) >= rng.uniform(0, 0.15, (len(seen), 1, 1))
        _cut_off(seen, rng)
    return Window(np.where(seen[..., None], places, 0), seen)


def _projected(joints: Array, rng: Rng) -> Array:
    """(n, LENGTH, 17, 3) → (n, LENGTH, 17, 2): pinhole cameras at 2.5 to 9 m, somewhat above or below, and rolled."""
    count = len(joints)
    around, above = rng.uniform(0, 2 * np.pi, count), np.deg2rad(rng.uniform(-5, 20, count))
    roll, distance = np.deg2rad(rng.uniform(-4, 4, count)), rng.uniform(2.5, 9, count)[:, None, None]
    centre = joints[:, :, [11, 12]].mean((1, 2))[:, None, None]
    x, y, z = np.moveaxis(joints - centre, -1, 0)
    x, z = _turned(x, z, around)
    y, z = _turned(y, z, -above)
    nearer = np.maximum(distance + z, 1.0) / distance
    x, y = _turned(x / nearer, -y / nearer, roll)
    return np.stack([x, y], -1)


def _turned(one: Array, other: Array, angle: Array) -> tuple[Array, Array]:
    cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    return one * cosine + other * sine, other * cosine - one * sine


def _shaken(places: Array, rng: Rng) -> Array:
    """Jitter of 5 to 25 mm, and one joint in a hundred somewhere else."""
    size = rng.uniform(0.005, 0.025, (len(places), 1, 1, 1))
    lost = (rng.random(places.shape[:3]) < 0.01)[..., None]
    off = size * rng.normal(0, 1, places.shape) + lost * rng.normal(0, 0.15, places.shape)
    shaken: Array = (places + off).astype(np.float32)
    return shaken


def _cut_off(seen: Array, rng: Rng) -> None:
    """In a quarter of the windows the picture ends above the knees or hips; in others one joint is never found."""
    count = len(seen)
    for index in np.flatnonzero(rng.random(count) < 0.25):
        seen[index][:, _LEGS if rng.random() < 0.6 else _BELOW] = False
    for index in np.flatnonzero(rng.random(count) < 0.15):
        seen[index][:, rng.integers(5, 17)] = False
