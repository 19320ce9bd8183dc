"""Motion that is none of the six actions, made of motion that is there: what a class does while it listens.

Each maker takes LENGTH moments of a person, (LENGTH, 17, 3) metres, and gives as many. Kinds in HELD_OUT are never
trained on and choose nothing: they measure, since what visitors do was not trained on either. Those in HANDS are
trained on by request, as the committed weights were (see NOTES.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from models.actions.training.cameras import between, turned
from models.actions.windows import LENGTH

Array = np.ndarray[Any, Any]
Rng = np.random.Generator
Maker = Callable[[Array, Rng], Array]

SIDES = ((5, 7, 9), (6, 8, 10))
"""Shoulder, elbow and wrist of each side."""
_KNEES, _ANKLES, _HIPS = (13, 14), (15, 16), (11, 12)


def smooth(rng: Rng, knots: int, size: tuple[int, ...] = (3,)) -> Array:
    """A path (LENGTH, *size) through random knots, of deviation about 1."""
    values = rng.normal(size=(knots, *size))
    at = np.linspace(0, knots - 1, LENGTH)
    before = np.minimum(at.astype(int), knots - 2)
    share = at - before
    share = (share * share * (3 - 2 * share)).reshape(-1, *[1] * len(size))
    path: Array = values[before] * (1 - share) + values[before + 1] * share
    return path


def still(moments: Array, rng: Rng) -> Array:
    """Standing as in one moment, swaying a little."""
    one = moments[rng.integers(LENGTH)]
    swaying: Array = one[None] + 0.012 * smooth(rng, 4)[:, None]
    return swaying


def _arms_at_rest(moments: Array) -> Array:
    """One moment, its arms hanging down."""
    pose = moments[0].copy()
    for shoulder, elbow, wrist in SIDES:
        pose[elbow] = pose[shoulder] + (0.02, -0.29, 0.0)
        pose[wrist] = pose[shoulder] + (0.03, -0.54, 0.05)
    return np.repeat(pose[None], LENGTH, axis=0)


def reach(moments: Array, side: tuple[int, int, int], path: Array) -> None:
    """Move a wrist along ``path`` (LENGTH, 3), the elbow following: between shoulder and wrist, and hanging."""
    shoulder, elbow, wrist = side
    moments[:, wrist] = path
    moments[:, elbow] = (moments[:, shoulder] + path) / 2 + (0.0, -0.13, 0.0)


def talking(moments: Array, rng: Rng) -> Array:
    """Hands that underline what is said: small, irregular, before the belly or the chest."""
    made = _arms_at_rest(moments)
    forward = forward_of(made[0])
    for side in SIDES:
        if rng.random() < 0.85:
            home = made[0, side[0]] + (0, -rng.uniform(0.15, 0.4), 0) + forward * rng.uniform(0.15, 0.35)
            reach(made, side, home + rng.uniform(0.02, 0.13) * smooth(rng, int(rng.integers(4, 9))))
    return made + 0.01 * smooth(rng, 4)[:, None]


def _raised(rng: Rng) -> Array:
    """From 0 (low) to 1 (high) and staying there, or the other way round: (LENGTH, 1), anywhere within a window."""
    begin = rng.uniform(-0.5, 0.8)
    up = np.clip((np.linspace(0, 1.6, LENGTH) - begin) / rng.uniform(0.5, 1.0), 0, 1)
    if rng.random() < 0.5:
        up = up[::-1]
    eased: Array = (up * up * (3 - 2 * up))[:, None]
    return eased


def drinking(moments: Array, rng: Rng) -> Array:
    """One hand goes to the mouth, stays and comes back."""
    made = _arms_at_rest(moments)
    forward = forward_of(made[0])
    side = SIDES[rng.integers(2)]
    low = made[0, side[0]] + (0, -0.35, 0) + forward * 0.25
    mouth = made[0, 0] + (0, -0.05, 0) + forward * 0.1
    reach(made, side, low + (mouth - low) * _raised(rng))
    return made + 0.01 * smooth(rng, 4)[:, None]


def touching(moments: Array, rng: Rng) -> Array:
    """A hand goes to the chin, the glasses or the hair, or is there and moves a little; the other arm rests."""
    made = _arms_at_rest(moments)
    forward = forward_of(made[0])
    sides = list(SIDES)
    number = int(rng.integers(2))
    if rng.random() < 0.5:
        other = sides[1 - number]
        reach(made, other, made[0, other[0]] + (0, -0.4, 0) + forward * rng.uniform(0.1, 0.35))
    head = made[0, 0] + (0, rng.uniform(-0.12, 0.15), 0) + forward * rng.uniform(0, 0.12) + 0.05 * rng.normal(size=3)
    low = made[0, sides[number][0]] + (0, -rng.uniform(0.3, 0.5), 0) + forward * rng.uniform(0.05, 0.35)
    way = _raised(rng) if rng.random() < 0.7 else np.ones((LENGTH, 1))
    fumbling = rng.uniform(0.005, 0.05) * smooth(rng, int(rng.integers(4, 10))) * way
    reach(made, sides[number], low + (head - low) * way + fumbling)
    return made + 0.01 * smooth(rng, 4)[:, None]


def raising(moments: Array, rng: Rng) -> Array:
    """One hand goes up beside or above the head, stays and comes down: a question, or a vote."""
    made = _arms_at_rest(moments)
    shoulder, elbow, wrist = SIDES[rng.integers(2)]
    outwards = made[0, shoulder] - made[0, [5, 6]].mean(0)
    high = made[0, shoulder] + outwards * rng.uniform(0, 1) + (0, rng.uniform(0.2, 0.5), 0)
    low = made[0, shoulder] + (0, -rng.uniform(0.35, 0.5), 0) + forward_of(made[0]) * rng.uniform(0.05, 0.3)
    made[:, wrist] = low + (high - low) * _raised(rng)
    made[:, elbow] = (made[:, shoulder] + made[:, wrist]) / 2 + outwards * 0.6
    return made + 0.012 * smooth(rng, 4)[:, None]


def eating(moments: Array, rng: Rng) -> Array:
    """On a chair, one hand or both from a table to the mouth and back, again and again."""
    made = sitting(np.repeat(moments[:1], LENGTH, axis=0), rng)
    forward = forward_of(made[0])
    mouth = made[0, 0] + (0, -0.08, 0) + forward * 0.12
    turns = 2 * np.pi * np.linspace(0, 1.6, LENGTH) / rng.uniform(1.2, 3.0) + rng.uniform(0, 2 * np.pi)
    way = (0.5 - 0.5 * np.cos(turns))[:, None] ** rng.uniform(0.7, 2.0)
    for side in SIDES if rng.random() < 0.3 else [SIDES[rng.integers(2)]]:
        plate = (
            made[0, side[0]] * 0.5 + made[0, [5, 6]].mean(0) * 0.5 + (0, -rng.uniform(0.25, 0.4), 0) + forward * 0.35
        )
        reach(made, side, plate + (mouth - plate) * way + 0.01 * smooth(rng, 6))
    return made


def telephoning(moments: Array, rng: Rng) -> Array:
    """A hand at the ear, or both before the chest as with a telephone that is written on."""
    made = _arms_at_rest(moments)
    forward = forward_of(made[0])
    if rng.random() < 0.5:
        number = rng.integers(2)
        reach(made, SIDES[number], made[0, 3 + number] + 0.02 * smooth(rng, 3))
    else:
        for side in SIDES:
            reach(made, side, made[0, [5, 6]].mean(0) + (0, -0.25, 0) + forward * 0.3 + 0.015 * smooth(rng, 6))
    return made + 0.012 * smooth(rng, 4)[:, None]


def sitting(moments: Array, rng: Rng) -> Array:
    """What the upper half does, slowed down, on a chair."""
    made = slow(moments, rng) if rng.random() < 0.5 else talking(moments, rng)
    on_a_chair(made, made[:, list(_HIPS)])
    return made


def on_a_chair(moments: Array, hips: Array) -> None:
    """Put the legs at rest before these hips (LENGTH, 2, 3)."""
    forward = forward_of(moments[0])
    for side, (knee, ankle) in enumerate(zip(_KNEES, _ANKLES, strict=True)):
        moments[:, knee] = hips[:, side] + forward * 0.42
        moments[:, ankle] = moments[:, knee] + (0, -0.42, 0)


def slow(moments: Array, rng: Rng) -> Array:
    """The same at a fifth to a third of the pace: no longer what it was."""
    at = rng.uniform(0, 0.6) * (LENGTH - 1) + np.arange(LENGTH) * rng.uniform(0.18, 0.32)
    return between(moments, np.clip(at, 0, LENGTH - 1.001))


def shuffled(moments: Array, rng: Rng) -> Array:
    """Pieces of the window in another order."""
    pieces = np.array_split(np.arange(LENGTH), int(rng.integers(4, 9)))
    order = rng.permutation(len(pieces))
    made: Array = moments[np.concatenate([pieces[i] for i in order])]
    return made


def turning(moments: Array, rng: Rng) -> Array:
    """Turning on the spot."""
    one = moments[rng.integers(LENGTH)]
    centre = one[list(_HIPS)].mean(0)
    angle = np.linspace(0, rng.choice([-1, 1]) * rng.uniform(0.8, 3.0), LENGTH)
    x, y, z = np.moveaxis(one - centre, -1, 0)
    x, z = turned(x, z, angle[:, None])
    made: Array = np.stack([x, np.broadcast_to(y, (LENGTH, 17)), z], -1) + centre
    return made


def gliding(moments: Array, rng: Rng) -> Array:
    """Somebody who travels and does not walk, or a lamp post taken for somebody: one moment, moved along."""
    angle, pace = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 2.5)
    way = pace * np.linspace(0, 1.6, LENGTH)[:, None] * (np.cos(angle), 0, np.sin(angle))
    return still(moments, rng) + way[:, None]


def pointing(moments: Array, rng: Rng) -> Array:
    """An arm is stretched out at the shoulder's height, shows a thing or two, and comes down."""
    made = _arms_at_rest(moments)
    shoulder, elbow, wrist = SIDES[rng.integers(2)]
    outwards = made[0, shoulder] - made[0, [5, 6]].mean(0)
    way = forward_of(made[0]) * rng.uniform(0.2, 0.5) + outwards * rng.uniform(0, 1.5) + (0, rng.uniform(-0.15, 0.1), 0)
    low = made[0, wrist] - made[0, shoulder]
    reached = low + (way - low) * _raised(rng) + 0.06 * smooth(rng, int(rng.integers(3, 6)))
    made[:, wrist] = made[:, shoulder] + reached
    made[:, elbow] = made[:, shoulder] + reached / 2
    return made + 0.012 * smooth(rng, 4)[:, None]


def bending(moments: Array, rng: Rng) -> Array:
    """Bending down, or leaning, and up again."""
    made = np.repeat(moments[:1], LENGTH, axis=0).copy()
    forward = forward_of(made[0])
    centre = made[:, list(_HIPS)].mean(1, keepdims=True)
    angle = np.sin(np.linspace(0, np.pi, LENGTH) + rng.uniform(-0.6, 0.6)) * rng.uniform(0.3, 1.4)
    upper = made[:, :11] - centre
    height = upper[..., 1:2]
    ahead = (upper * forward).sum(-1, keepdims=True)
    cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    rest = upper - ahead * forward - height * np.array([0, 1, 0])
    made[:, :11] = (
        centre
        + rest
        + (ahead * cosine + height * sine) * forward
        + (height * cosine - ahead * sine) * np.array([0, 1, 0])
    )
    return made


def wandering(moments: Array, rng: Rng) -> Array:
    """Limbs on smooth, irregular ways of their own: dancing, stretching, gymnastics."""
    made = np.repeat(moments[:1], LENGTH, axis=0).copy()
    reach = rng.uniform(0.05, 0.35)
    for shoulder, elbow, wrist in SIDES:
        way = reach * smooth(rng, int(rng.integers(3, 6)))
        made[:, elbow] += 0.5 * way
        made[:, wrist] = made[:, shoulder] + (made[:, wrist] - made[:, shoulder]) + way
    for knee, ankle in zip(_KNEES, _ANKLES, strict=True):
        way = rng.uniform(0, 0.2) * smooth(rng, int(rng.integers(3, 5)))
        made[:, knee] += 0.5 * way
        made[:, ankle] += way
    return made + rng.uniform(0, 0.1) * smooth(rng, 3)[:, None]


def forward_of(pose: Array) -> Array:
    """The unit vector, level, to which a pose (17, 3) looks: from the shoulders' line."""
    across = pose[5] - pose[6]
    ahead = np.array([across[2], 0, -across[0]])
    nose = pose[0] - pose[[5, 6]].mean(0)
    ahead = ahead if ahead @ nose >= 0 else -ahead
    return ahead / max(1e-6, float(np.linalg.norm(ahead)))


TRAINED: dict[str, Maker] = {
    "still": still,
    "talking": talking,
    "sitting": sitting,
    "slow": slow,
    "shuffled": shuffled,
    "bending": bending,
    "telephoning": telephoning,
}
CALM = frozenset({"still", "talking", "sitting", "slow", "telephoning"})
"""Of them what most people before a camera do."""
HANDS: dict[str, Maker] = {"drinking": drinking, "touching": touching, "raising": raising}
HELD_OUT: dict[str, Maker] = {
    "eating": eating,
    "turning": turning,
    "wandering": wandering,
    "pointing": pointing,
    "gliding": gliding,
}
ALL = {**TRAINED, **HANDS, **HELD_OUT}
