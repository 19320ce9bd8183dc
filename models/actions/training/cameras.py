"""Motion in space as a camera and a pose network would see it: projected, noisy, with joints missing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from models.actions.training import streams
from models.actions.training.packs import CLIP_RATE
from models.actions.windows import LENGTH, RATE, Window, cut

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_LEGS = [13, 14, 15, 16]
_BELOW = [11, 12, 13, 14, 15, 16]
_STREAMS = 6
"""Frame rates in a batch."""


def moments(joints: Array, start: float, pace: float = 1.0) -> tuple[Array, Array]:
    """LENGTH moments of a clip from frame ``start`` on: (LENGTH, 17, 3), and which of them the clip has (LENGTH,)."""
    at = start + np.arange(LENGTH) * (CLIP_RATE / RATE) * pace
    inside = (at >= 0) & (at <= len(joints) - 1)
    return between(joints, np.clip(at, 0, len(joints) - 1)).astype(np.float32), inside


def between(frames: Array, at: Array) -> Array:
    """Motion (t, 17, 3) at places ``at`` (n,) from 0 to t - 1, along straight lines from frame to frame."""
    before = np.minimum(at.astype(int), len(frames) - 2)
    share = (at - before)[:, None, None]
    found: Array = frames[before] * (1 - share) + frames[before + 1] * share
    return found


class Cameras(NamedTuple):
    """``distance`` in metres, ``above``, in degrees by which they look down, and how ``small`` people are to the pose
    network (models.actions.training.streams): each from and to."""

    distance: tuple[float, float]
    above: tuple[float, float]
    small: tuple[float, float]


NEAR = Cameras((2.5, 9.0), (-5.0, 20.0), (0.0, 0.6))
"""On a desk, or a tripod."""
FAR = Cameras((8.0, 30.0), (5.0, 45.0), (0.2, 1.0))
"""On a mast or under a roof: people are small, and the pose network errs more (models.actions.training.streams)."""


def streamed_by(joints: Array, inside: Array, rng: Rng, cameras: Cameras) -> Window:
    """Windows (n, LENGTH, 17, 3) seen by a camera each, through streams of any rate, as people of any size are.

    inside: (n, LENGTH), where there is a recording. Places are in metres at the person's distance.
    """
    places = projected(joints, rng, cameras).astype(np.float32)
    seen = np.repeat(inside[:, :, None], joints.shape[2], axis=2)
    _cut_off(seen, rng)
    return through(places, seen, rng, cameras)


def through(places: Array, seen: Array, rng: Rng, cameras: Cameras) -> Window:
    """Views (n, LENGTH, 17, 2) and what is seen of them (n, LENGTH, 17) after streams of any rate."""
    found = Window(np.zeros_like(places), np.zeros_like(seen))
    for rows in np.array_split(rng.permutation(len(places)), min(_STREAMS, len(places))):
        rate = rng.choice(streams.RATES)
        stream = streams.streamed(places[rows], seen[rows], RATE, rate, cameras.small, rng, warm=streams.WARM)
        found.places[rows], found.seen[rows] = _cut(stream)
    return found


def _cut(stream: streams.Stream) -> Window:
    """The window that ends with a stream's last frame, of all people at once."""
    count, length = stream.seen.shape[:2]
    joined = np.concatenate([stream.places, stream.seen[..., None]], -1)
    window = cut(stream.times, np.moveaxis(joined, 0, 1).reshape(length, -1, 3), float(stream.times[-1]))
    return Window(*(np.moveaxis(part.reshape(LENGTH, count, 17, *part.shape[2:]), 1, 0) for part in window))


def seen_by(joints: Array, inside: Array, rng: Rng, *, rough: bool = True) -> Window:
    """Windows (n, LENGTH, 17, 3) seen by a camera each, anywhere around; ``rough``: as a pose network on a webcam sees.

    inside: (n, LENGTH), where there is a recording. Places are in metres at the person's distance.
    """
    places = projected(joints, rng, NEAR).astype(np.float32)
    seen = np.repeat(inside[:, :, None], joints.shape[2], axis=2)
    if rough:
        places = _shaken(places, rng)
        seen &= rng.random(seen.shape) >= rng.uniform(0, 0.15, (len(seen), 1, 1))
        _cut_off(seen, rng)
    return Window(np.where(seen[..., None], places, 0), seen)


def projected(joints: Array, rng: Rng, cameras: Cameras) -> Array:
    """(n, LENGTH, 17, 3) → (n, LENGTH, 17, 2): pinhole cameras all around, and rolled a little."""
    count = len(joints)
    around, above = rng.uniform(0, 2 * np.pi, count), np.deg2rad(rng.uniform(*cameras.above, count))
    roll, distance = np.deg2rad(rng.uniform(-4, 4, count)), rng.uniform(*cameras.distance, count)[:, None, None]
    centre = joints[:, :, [11, 12]].mean((1, 2))[:, None, None]
    x, y, z = np.moveaxis(joints - centre, -1, 0)
    around, above, roll = (angle[:, None, None] for angle in (around, above, roll))
    x, z = turned(x, z, around)
    y, z = turned(y, z, -above)
    nearer = np.maximum(distance + z, np.minimum(1.0, distance / 2)) / distance
    x, y = turned(x / nearer, -y / nearer, roll)
    return np.stack([x, y], -1)


def turned(one: Array, other: Array, angle: Array) -> tuple[Array, Array]:
    """Two coordinates of points turned in their plane by angles (radians) of a shape that fits theirs."""
    cosine, sine = np.cos(angle), np.sin(angle)
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
