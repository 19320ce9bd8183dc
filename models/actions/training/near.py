"""People near the camera, as at a desk, at a table or in a car: what they do there, and what is seen of them.

Of the makers in KINDS, as in models.actions.training.negatives, all are trained on as nothing. :func:`seen_near` is the
camera: close by, the picture ends at the chest, the belly or the knees, or a table does, and a pose network that cannot
see a hip or a hand guesses it, at the edge and trembling.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.actions.training import negatives
from models.actions.training.cameras import Cameras, projected, through, turned
from models.actions.training.negatives import SIDES, Maker, forward_of, reach, smooth
from models.actions.windows import LENGTH, Window

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

CLOSE = Cameras((1.0, 2.5), (-20.0, 20.0), (0.0, 0.4))
"""A laptop's, or a car's."""
_SHOULDERS, _HIPS = [5, 6], [11, 12]
_EDGE = (0.3, 1.6)
"""Where the picture ends: torsos below the shoulders."""
_GUESSED, _OFF = 0.5, 0.12
"""The share of windows in which hidden joints are guessed, and by how many torsos such a guess is off."""


def seated(moments: Array) -> Array:
    """The same on a chair: legs (…, 17, 3) at rest before the hips, whatever they did."""
    made = moments.copy()
    negatives.on_a_chair(made, made[:, _HIPS].mean(0, keepdims=True))
    return made


def leaning(moments: Array, rng: Rng) -> Array:
    """Leaning forwards, back or to the side on a chair, and turning, with hands that talk or rest."""
    made = negatives.talking(moments, rng) if rng.random() < 0.6 else negatives.still(moments, rng)
    made = seated(made)
    upper = made[:, :11] - made[:, _HIPS].mean(1, keepdims=True)
    x, y, z = np.moveaxis(upper, -1, 0)
    aside, forwards, around = (
        size * rng.uniform(0.1, 1) * smooth(rng, int(rng.integers(2, 5)), (1,)) for size in (0.35, 0.35, 0.6)
    )
    x, y = turned(x, y, aside)
    z, y = turned(z, y, forwards)
    x, z = turned(x, z, around)
    made[:, :11] = made[:, _HIPS].mean(1, keepdims=True) + np.stack([x, y, z], -1)
    return made


def driving(moments: Array, rng: Rng) -> Array:
    """Hands at a wheel, or one of them, that turn it now and then; the road shakes all of the body."""
    made = seated(negatives.still(moments, rng))
    forward = forward_of(made[0])
    across = made[0, 5] - made[0, 6]
    across = across / max(1e-6, float(np.linalg.norm(across)))
    hub = made[0, _SHOULDERS].mean(0) + forward * rng.uniform(0.35, 0.5) + (0, -rng.uniform(0.15, 0.35), 0)
    angle = rng.uniform(0, 0.8) * smooth(rng, int(rng.integers(2, 5)), ())
    for side, sign in zip(SIDES, (1, -1), strict=True):
        if rng.random() < 0.8:
            at = hub + 0.18 * (sign * np.cos(angle)[:, None] * across + sign * np.sin(angle)[:, None] * (0, 1, 0))
            reach(made, side, at)
    made[:, :5] += 0.02 * smooth(rng, int(rng.integers(3, 8)))[:, None]
    return made + rng.uniform(0.003, 0.025) * (smooth(rng, int(rng.integers(5, 12))) * (0.5, 1, 0.5))[:, None]


def nodding(moments: Array, rng: Rng) -> Array:
    """Somebody on a chair who listens, laughs or looks round: only head and shoulders move."""
    made = seated(negatives.still(moments, rng))
    head = rng.uniform(0.01, 0.06) * smooth(rng, int(rng.integers(3, 9)))
    made[:, :5] += head[:, None]
    made[:, 5:11] += (rng.uniform(0.2, 0.6) * head + 0.01 * smooth(rng, 6))[:, None]
    return made


def handling(moments: Array, rng: Rng) -> Array:
    """Hands on a table that type, write, or take something and put it elsewhere."""
    made = seated(negatives.still(moments, rng))
    forward = forward_of(made[0])
    for side in SIDES if rng.random() < 0.6 else [SIDES[rng.integers(2)]]:
        home = made[0, side[0]] + (0, -rng.uniform(0.3, 0.45), 0) + forward * rng.uniform(0.2, 0.4)
        way = rng.uniform(0.01, 0.2) * smooth(rng, int(rng.integers(3, 10))) * (1, 0.4, 1)
        reach(made, side, home + way)
    return made


def handy(moments: Array, rng: Rng) -> Array:
    """Drinking, touching the face, asking to speak or telephoning, on a chair."""
    kinds = (*negatives.HANDS.values(), negatives.telephoning)
    return seated(kinds[rng.integers(len(kinds))](moments, rng))


def swinging(moments: Array, rng: Rng) -> Array:
    """Stretched arms that swing below the shoulders' height, or go round, of somebody who stands: gymnastics."""
    made = negatives.still(moments, rng)
    forward = forward_of(made[0])
    turns = 2 * np.pi * (np.linspace(0, 1.6, LENGTH) / rng.uniform(0.7, 2.5) + rng.random())
    opposite, around, reached = rng.random() < 0.5, rng.random() < 0.3, rng.uniform(0.4, 1.4)
    for number, (shoulder, elbow, wrist) in enumerate(SIDES):
        outwards = made[0, shoulder] - made[0, _SHOULDERS].mean(0)
        outwards = outwards / max(1e-6, float(np.linalg.norm(outwards)))
        phase = turns + np.pi * (opposite and number)
        angle = phase if around else reached * np.sin(phase)
        plane = forward if rng.random() < 0.7 else outwards
        arm = np.sin(angle)[:, None] * plane - np.cos(angle)[:, None] * np.array([0, 1, 0]) + 0.15 * outwards
        made[:, elbow] = made[:, shoulder] + 0.29 * arm
        made[:, wrist] = made[:, shoulder] + 0.54 * arm
    return made


KINDS: dict[str, Maker] = {
    "leaning": leaning,
    "driving": driving,
    "nodding": nodding,
    "handling": handling,
    "hands on a chair": handy,
    "swinging": swinging,
}


def seen_near(joints: Array, inside: Array, rng: Rng) -> Window:
    """Windows (n, LENGTH, 17, 3) by a camera close by that may shake, through streams of any rate."""
    places = projected(joints, rng, CLOSE).astype(np.float32)
    shakes = rng.uniform(0, 0.015, len(joints)) * (rng.random(len(joints)) < 0.3)
    places += np.stack([size * smooth(rng, 8, (1, 2)) for size in shakes]).astype(np.float32)
    seen = np.repeat(inside[:, :, None], joints.shape[2], axis=2)
    places, seen = _ended(places, seen, rng)
    return through(places, seen, rng, CLOSE)


def _ended(places: Array, seen: Array, rng: Rng) -> tuple[Array, Array]:
    """What lies below the edge of the picture, or of a table, is not seen, or guessed at the edge."""
    count = len(places)
    shoulders, hips = (places[:, :, pair].mean(2) for pair in (_SHOULDERS, _HIPS))
    torso = np.maximum(np.linalg.norm(hips - shoulders, axis=-1), 0.2).mean(1)
    edge = (shoulders[..., 1].mean(1) + rng.uniform(*_EDGE, count) * torso)[:, None, None]
    hidden = places[..., 1] > edge
    guessed = (rng.random(count) < _GUESSED)[:, None, None] & (rng.random((count, 1, 17)) < 0.7)
    off = np.stack([_OFF * size * smooth(rng, int(rng.integers(4, 12)), (17, 2)) for size in torso])
    guess = np.stack([places[..., 0], np.broadcast_to(edge, hidden.shape)], -1) + off
    ended = np.where(hidden[..., None], guess, places).astype(np.float32)
    return ended, seen & (~hidden | guessed)
