"""What a stream does to the joints that a camera sees: few frames a second, errors of small people, and steadying.

A pose network errs most on people who are small in its picture. How, was measured on Flickr8k's people, shown to it at
several sizes and places against themselves at 150 pixels (models.actions.training.small, NOTES.md). Above all it sees
left and right apart less than they are: ankles by 0.9 of it where somebody is 90 pixels high, 0.5 at 60, 0.2 at 40.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from models.toolkit.poses.tracking import BETA, MIN_CUTOFF, SPEED_CUTOFF

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

RATES = (7.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0)
"""Frames a second of a stream."""
WARM = 0.5
"""Seconds of a stream before a window, in which the steadying finds its state."""
_TORSO, _BESIDE = 0.5, 0.15
"""Metres: of a torso, and by which a box is larger than the joints in it."""
_BIAS, _TREMBLE, _EXCHANGED, _MISSED, _LOST = 0.2, 0.03, 0.12, 0.25, 0.06
"""Of the smallest people: torsos by which pairs of joints lie off for a while, and tremble from frame to frame; shares
of frames in which left and right are exchanged, in which nobody is found, and in which a joint is lost.
"""
_OTHER_SIDE = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15])
_ARMS, _LEGS = [7, 8, 9, 10], [13, 14, 15, 16]
_LIMBS = np.array([1.0] * 7 + [1.2, 1.2, 1.5, 1.5, 1.0, 1.0, 1.2, 1.2, 1.2, 1.2])
"""Errors by joint, beside the shoulders'."""
_CLOSER = np.array([0.3] * 5 + [0.6, 0.6, 0.7, 0.7, 0.75, 0.75, 0.55, 0.55, 0.85, 0.85, 0.95, 0.95])
"""How much of what parts left from right is lost of the smallest people."""
_LONGER = 0.25
"""By which a trunk may be longer: people's hips lie lower in photographs than in recorded motion. Upright, the ankles
are 2.0 torsos below the trunk's middle in the one, 2.3 and more in the other.
"""


class Stream(NamedTuple):
    """``times`` (t,) seconds; ``places`` (n, t, 17, 2) metres; ``seen`` (n, t, 17)."""

    times: Array
    places: Array
    seen: Array


def streamed(
    places: Array, seen: Array, given: float, rate: float, small: tuple[float, float], rng: Rng, *, warm: float = 0.0
) -> Stream:
    """Views (n, t, 17, 2) of ``given`` moments a second as they come out of a stream of ``rate`` frames a second.

    small: how small people are, from and to: 0 is large, 1 some 30 pixels high in the pose network's picture. warm:
    seconds before the first moment, made up by turning round what comes after it. The last frame is the last moment.
    """
    last = (places.shape[1] - 1) / given
    times = last - np.arange(int((last + warm) * rate + 1e-6), -1, -1) / rate
    at, visible = _between(places, seen, times * given)
    at, visible = _small(at, visible, rng.uniform(*small, (len(at), 1, 1, 1)), rng)
    return Stream(times, steadied(at, visible, 1 / rate, _size(at)), visible)


def _between(places: Array, seen: Array, at: Array) -> tuple[Array, Array]:
    """Places at moments that need not be whole; before the first one, as far the other way as after it."""
    back = at < 0
    at = np.abs(at)
    before = np.minimum(np.floor(at + 1e-9).astype(int), places.shape[1] - 2)
    share = np.clip(at - before, 0, 1)[:, None, None]
    found = places[:, before] * (1 - share) + places[:, before + 1] * share
    found[:, back] = 2 * places[:, :1] - found[:, back]
    return found, seen[:, before] & seen[:, before + 1]


def _small(places: Array, seen: Array, how: Array, rng: Rng) -> tuple[Array, Array]:
    """Errors of a pose network on people of any size, ``how`` (n, 1, 1, 1) from 0, large, to 1, very small."""
    count, length = places.shape[:2]
    longer = _with_a_longer_trunk(places, rng.uniform(0, _LONGER, (count, 1, 1, 1)))
    found = _exchanged(_closer(longer, how * rng.uniform(0.8, 1, how.shape)), how[:, :, 0, 0], rng)
    size = _TORSO * how * _LIMBS[:, None] * rng.uniform(0.4, 1, how.shape)
    off = _BIAS * _alike(rng.normal(size=(count, 1, 17, 2)), 0.3)
    tremble = rng.normal(size=(count, length, 17, 2)) + _slow(rng.normal(size=(count, length + 4, 17, 2)))
    tremble *= np.where(rng.random((count, length, 17, 1)) < 0.03, 3.0, 1.0)
    lost = rng.random(seen.shape) < _LOST * how[..., 0] * rng.uniform(0, 1, (count, 1, 1))
    missed = _runs(rng, count, length, (_MISSED * how**2 * rng.uniform(0, 1, how.shape))[:, :, 0, 0])
    moved = found + size * (off + _TREMBLE * _alike(tremble, 0.8))
    return moved.astype(np.float32), seen & ~lost & ~missed[..., None]


def _with_a_longer_trunk(places: Array, share: Array) -> Array:
    """Hips further down the trunk by a share of its length."""
    found = places.copy()
    trunk = places[:, :, [11, 12]].mean(2, keepdims=True) - places[:, :, [5, 6]].mean(2, keepdims=True)
    found[:, :, [11, 12]] += share * trunk
    return found


def _alike(values: Array, apart: float) -> Array:
    """Errors of which left and right share the most; ``apart``: of those that they do not."""
    middle = (values + values[..., _OTHER_SIDE, :]) / 2
    alike: Array = middle * math.sqrt(2) + (values - middle) * apart
    return alike


def _closer(places: Array, how: Array) -> Array:
    """Left and right joints seen nearer to their middle than they are; limbs more so than the trunk."""
    middle = (places + places[:, :, _OTHER_SIDE]) / 2
    closer: Array = middle + (places - middle) * (1 - how * _CLOSER[:, None])
    return closer


def _slow(values: Array) -> Array:
    """Means of five frames, of the same deviation: (n, t + 4, …) → (n, t, …)."""
    length = values.shape[1] - 4
    mean: Array = np.sum([values[:, step : step + length] for step in range(5)], axis=0) / math.sqrt(5)
    return mean


def _exchanged(places: Array, how: Array, rng: Rng) -> Array:
    """Left and right taken for each other for some frames: legs and arms each on their own."""
    count, length = places.shape[:2]
    found = places.copy()
    for limbs in (_LEGS, _ARMS):
        swapped = _runs(rng, count, length, _EXCHANGED * how)
        found[:, :, limbs] = np.where(swapped[..., None, None], places[:, :, _OTHER_SIDE[limbs]], places[:, :, limbs])
    return found


def _runs(rng: Rng, count: int, length: int, share: Array) -> Array:
    """Runs of three frames that make up ``share`` (count, 1) of all: bool (count, length)."""
    starts = rng.random((count, length + 2)) < share / 3
    runs: Array = starts[:, :-2] | starts[:, 1:-1] | starts[:, 2:]
    return runs


def _size(places: Array) -> Array:
    """How large people are, as the steadying has it: the root of a box's area, (n,) metres."""
    middle = places[:, [0, places.shape[1] // 2, -1]]
    size: Array = np.sqrt((np.ptp(middle, axis=2).mean(1) + _BESIDE).prod(-1))
    return size


def steadied(places: Array, seen: Array, step: float, size: Array) -> Array:
    """The One-Euro filter of models.toolkit.poses.tracking on many people at once: places (n, t, 17, 2), size (n,)."""
    found = places.copy()
    speed = np.zeros_like(places[:, 0])
    for moment in range(1, places.shape[1]):
        before, fresh = found[:, moment - 1], places[:, moment]
        speed += _weight(step, SPEED_CUTOFF) * ((fresh - before) / step - speed)
        pace = np.linalg.norm(speed, axis=-1) / size[:, None]
        steady = before + _weight(step, MIN_CUTOFF + BETA * pace)[..., None] * (fresh - before)
        anew = ~(seen[:, moment - 1] & seen[:, moment])[..., None]
        found[:, moment] = np.where(anew, fresh, steady)
        speed = np.where(anew, 0.0, speed)
    return found


def _weight(step: float, cutoff: Any) -> Any:
    turn = 2 * math.pi * step * cutoff
    return turn / (turn + 1)
