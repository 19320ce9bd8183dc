"""Recorded motion put before the radar: people anywhere in view, most facing it, behind walls; and their heat maps.

Some may hold a pose of that motion instead, and half of those are as the demo's camera would have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from models.radio.body import SHOULDERS, centre, keypoints
from models.radio.peaks import RATE
from models.radio.scene import HEIGHT, heat_maps, setting
from models.radio.training.standing import held, lifted
from models.training.motion import CLIP_RATE, Clip

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_NEAREST, _FARTHEST, _ASIDE = 1.7, 5.2, np.radians(36)
_NARROWEST = 0.7
"""Metres between two people, at the least."""
_TRIES = 40
_TOWARDS, _FACING = 0.7, 0.9
"""The share of people who look at the radar, as visitors at a camera, and how far aside (radians); others anywhere."""
_BY_CAMERA = 0.5
"""Of those who stand still, the share that is as the demo's camera has them."""


class Scene(NamedTuple):
    """``maps`` float16 (t, 2, 64, 48); ``people`` (n, t, 14, 3) KEYPOINTS in metres; ``wall`` in dB; whose motion."""

    maps: Array
    people: Array
    wall: float
    groups: tuple[str, ...]


def draw(
    clips: Sequence[Clip],
    frames: int,
    rng: Rng,
    *,
    wall: float,
    people: int = 1,
    apart: tuple[float, float] = (_NARROWEST, 9.0),
    still: float = 0.0,
) -> Scene:
    """A scene of ``frames`` heat maps; ``apart``: least and greatest distance of two people at the last one; ``still``:
    the share of people who stand still.
    """
    placed: list[Array] = []
    groups: list[str] = []
    while len(placed) < people:
        clip = clips[int(rng.integers(len(clips)))]
        if still and rng.random() < still:
            found = _stood(clip, frames, placed, apart, rng)
        else:
            found = _placed(_piece(clip, frames, rng), placed, apart, rng)
        if found is not None:
            placed.append(found)
            groups.append(f"{clip.source}/{clip.subject}")
        elif placed and rng.random() < 0.2:  # the first may stand where no second can
            placed, groups = [], []
    everybody = np.stack(placed)
    maps = heat_maps(everybody, setting(wall, people, rng), rng).astype(np.float16)
    return Scene(maps, everybody.astype(np.float32), wall, tuple(groups))


def _piece(clip: Clip, frames: int, rng: Rng) -> Array:
    """KEYPOINTS (frames, 14, 3) of some seconds of a clip; a short one is walked to and fro."""
    step = CLIP_RATE / RATE
    last = len(clip.joints) - 1
    at = rng.uniform(0, max(0.0, last - (frames - 1) * step)) + np.arange(frames) * step
    at = last - np.abs(last - at % (2 * last))
    # Packs are right-handed; the radar, with x to the right, y up and z away, is not: z is turned round.
    points: Array = keypoints(clip.joints[np.round(at).astype(int)]) * (1, 1, -1)
    return points


def _stood(clip: Clip, frames: int, others: Sequence[Array], apart: tuple[float, float], rng: Rng) -> Array | None:
    """Somebody who holds a pose of a clip, as ``_placed``."""
    pose = clip.joints[int(rng.integers(len(clip.joints)))] * (1, 1, -1)
    pose = pose - (0, pose[:, 1].min(), 0)
    if rng.random() >= _BY_CAMERA:
        return _placed(keypoints(held(pose, frames, rng)), others, apart, rng)
    turn = np.pi + rng.uniform(-_FACING, _FACING) - _forwards(keypoints(pose))
    points = lifted(held(_turned(pose, turn), frames, rng), rng)
    return None if points is None else _placed(points, others, apart, rng, turning=False)


def _placed(
    points: Array, others: Sequence[Array], apart: tuple[float, float], rng: Rng, *, turning: bool = True
) -> Array | None:
    """Turned, scaled and put down in view and clear of the others; None where it never is."""
    points = points - centre(points)[-1] * (1, 0, 1)
    points[..., 1] -= points[..., 1].min()
    points *= rng.uniform(0.9, 1.08)
    points[..., 1] -= HEIGHT
    forwards = _forwards(points[-1])
    for _ in range(_TRIES):
        distance, bearing = rng.uniform(2.0, 4.6), rng.uniform(-_ASIDE, _ASIDE)
        aside = rng.uniform(-_FACING, _FACING) if rng.random() < _TOWARDS else rng.uniform(-np.pi, np.pi)
        turned = _turned(points, np.pi + bearing + aside - forwards) if turning else points
        put = turned + distance * np.array([np.sin(bearing), 0, np.cos(bearing)])
        if _in_view(put) and all(_clear(put, other, apart) for other in others):
            return put
    return None


def _turned(points: Array, turn: float) -> Array:
    """Points (..., 3) turned about y, from z towards x."""
    cosine, sine = np.cos(turn), np.sin(turn)
    x, y, z = np.moveaxis(points, -1, 0)
    return np.stack([x * cosine + z * sine, y, z * cosine - x * sine], -1)


def _forwards(points: Array) -> float:
    """Where somebody of KEYPOINTS (14, 3) looks, as an angle from z towards x: square to the line of the shoulders."""
    across = points[SHOULDERS[0]] - points[SHOULDERS[1]]
    return float(np.arctan2(across[2], -across[0]))


def _in_view(points: Array) -> bool:
    middle = centre(points)
    distance, bearing = np.hypot(middle[:, 0], middle[:, 2]), np.arctan2(middle[:, 0], middle[:, 2])
    return bool(
        (distance > _NEAREST).all() and (distance < _FARTHEST).all() and (np.abs(bearing) < _ASIDE + 0.05).all()
    )


def _clear(one: Array, other: Array, apart: tuple[float, float]) -> bool:
    between = np.linalg.norm((centre(one) - centre(other))[:, [0, 2]], axis=-1)
    return bool(between.min() > 0.5 and apart[0] <= between[-1] <= apart[1])
