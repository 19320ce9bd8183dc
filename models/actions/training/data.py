"""Windows to learn from: recorded actions, recorded other motion, and motion made up to be none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.actions.network import NOTHING
from models.actions.training.cameras import FAR, NEAR, moments, seen_by, streamed_by
from models.actions.training.near import KINDS, seated, seen_near
from models.actions.training.negatives import CALM, Maker
from models.actions.training.packs import Clip
from models.actions.windows import LENGTH, RATE, Window, features, mirrored

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_ACTIONS, _OTHERS = 0.52, 0.16
"""Shares of windows of the six actions, and of recorded other motion; the rest is made up."""
_FAR = 0.6
"""The share of windows through far cameras, of those that come out of a stream (models.actions.training.streams)."""
_WAVING, _SMALLER = 4, 0.5
"""The label of hand waving, and the share of its windows in which hands wave less, and lower."""
_NEAR_ACTIONS, _NEAR_OTHERS = 0.35, 0.15
"""Of windows of people near the camera: shares of the actions of hands, and of recorded other motion."""
_HANDS_ACT = (3, 4, 5)
"""The labels of what is done with hands, which somebody on a chair can do as well."""
_ON_A_CHAIR = 0.6
"""The share of those near who sit."""
_WRISTS, _HANDS_SEEN = [9, 10], 0.5
"""Hands that are seen in fewer moments do nothing that could be told."""
_GAIT = 3
"""Labels below this travel; their pace is what tells them apart, so it is hardly changed."""
_STROLL = 0.75
"""The slowest pace of walkers in streams."""
_KEEPS_STILL = 0.05
"""Metres: the deviation of a hand's place."""
RESTING = 0.2
"""Metres a second: slower limbs and hips do nothing, whatever their clip is called, as when a recording begins."""


def resting(joints: Array) -> bool:
    """Whether nobody would call this an action: moments (LENGTH, 17, 3) in metres; by no label."""
    hips = joints[:, [11, 12]].mean(1)
    limbs = joints[:, [9, 10, 15, 16]] - hips[:, None]
    speed = np.linalg.norm(np.diff(limbs, axis=0), axis=-1).max(1).mean() * RATE
    travelled = np.linalg.norm(hips[-1] - hips[0]) / ((LENGTH - 1) / RATE)
    return bool(max(speed, travelled) < RESTING)


def draw(
    clips: Sequence[Clip],
    makers: Mapping[str, Maker],
    count: int,
    rng: Rng,
    *,
    smaller: bool = False,
    streamed: float = 0.0,
    near: float = 0.0,
    calm: int = 1,
) -> tuple[Array, Array]:
    """Features (count, LENGTH, FEATURES) and labels (count,); the same state of ``rng`` draws the same.

    smaller: half the waving is made smaller and lower. streamed: the share of windows that come out of a stream. near:
    the share of windows of people close to the camera, who sit or stand, and whom it does not show whole. calm: how
    many times as often as any other made-up kind each of CALM is drawn.
    """
    beside = round(near * count)
    slowest = _STROLL if streamed else None
    kinds = [maker for name, maker in makers.items() for _ in range(calm if name in CALM else 1)]
    mix = _Mix(_ACTIONS, _OTHERS, range(NOTHING), kinds, slowest=slowest)
    drawn = _drawn(clips, mix, count - beside, rng, smaller=smaller)
    window, labels = _seen(drawn[0], drawn[1], streamed, rng), drawn[2]
    if beside:
        joints, inside, also = _drawn(clips, _AT_A_TABLE, beside, rng, smaller=smaller)
        close = seen_near(joints, inside, rng)
        hidden = close.seen[..., _WRISTS].mean(1).max(-1) < _HANDS_SEEN
        window = Window(*map(np.concatenate, zip(window, close, strict=True)))
        labels = np.concatenate([labels, np.where(hidden, NOTHING, also)])
    turned = mirrored(window)
    flip = rng.random(count) < 0.5
    window.places[flip], window.seen[flip] = turned.places[flip], turned.seen[flip]
    return features(window), labels


class _Mix(NamedTuple):
    """What windows are drawn of: shares of actions, any of ``labels``, and of recorded other motion; the rest is made
    up. seated: the share of what is recorded that is put on a chair. slowest: walkers' least pace.
    """

    actions: float
    others: float
    labels: Sequence[int]
    makers: Sequence[Maker]
    seated: float = 0.0
    slowest: float | None = None


def _drawn(clips: Sequence[Clip], mix: _Mix, count: int, rng: Rng, *, smaller: bool) -> tuple[Array, Array, Array]:
    """Moments (count, LENGTH, 17, 3), which of them are recorded (count, LENGTH), and labels (count,)."""
    by_label = [[clip for clip in clips if clip.label == label] for label in range(NOTHING + 1)]
    joints = np.empty((count, LENGTH, 17, 3), np.float32)
    inside, labels = np.ones((count, LENGTH), bool), np.full(count, NOTHING)
    for row in range(count):
        share = rng.random()
        if share < mix.actions + mix.others:
            label = mix.labels[int(rng.integers(len(mix.labels)))] if share < mix.actions else NOTHING
            slowest = mix.slowest if label == 0 else None
            joints[row], inside[row] = _recorded(by_label, label, rng, smaller=smaller, slowest=slowest)
            if mix.seated and rng.random() < mix.seated:
                joints[row] = seated(joints[row])
            labels[row] = NOTHING if resting(joints[row]) else label
        else:
            joints[row] = _made_up(clips, mix.makers, rng)
    return joints, inside, labels


_AT_A_TABLE = _Mix(_NEAR_ACTIONS, _NEAR_OTHERS, _HANDS_ACT, list(KINDS.values()), seated=_ON_A_CHAIR)
"""Of people near the camera: actions of hands, other motion, and motion made up for the purpose."""


def _recorded(
    by_label: Sequence[Sequence[Clip]], label: int, rng: Rng, *, smaller: bool, slowest: float | None = None
) -> tuple[Array, Array]:
    """A window of a clip of a label, and which of its moments are recorded; some waving made smaller."""
    joints, inside = _window(_one(by_label[label], rng), rng, slowest=slowest)
    if smaller and label == _WAVING and rng.random() < _SMALLER:
        joints = waved_less(joints, rng)
    return joints, inside


def _made_up(clips: Sequence[Clip], kinds: Sequence[Maker], rng: Rng) -> Array:
    """Motion of one of the kinds, made of any clip's."""
    whole, _ = _window(_one(clips, rng), rng)
    return kinds[int(rng.integers(len(kinds)))](whole, rng)


def _seen(joints: Array, inside: Array, streamed: float, rng: Rng) -> Window:
    """Some by a camera at once, some through a stream, from near or from far."""
    through = rng.random(len(joints)) < streamed
    far = through & (rng.random(len(joints)) < _FAR)
    window = Window(np.zeros((*joints.shape[:3], 2), np.float32), np.zeros(joints.shape[:3], bool))
    for rows, cameras in ((~through, None), (through & ~far, NEAR), (far, FAR)):
        if rows.any():
            one = joints[rows], inside[rows], rng
            window.places[rows], window.seen[rows] = streamed_by(*one, cameras) if cameras else seen_by(*one)
    return window


def waved_less(joints: Array, rng: Rng) -> Array:
    """A window (LENGTH, 17, 3) whose hands wave less and lower; those that keep still stay where they are."""
    made = joints.copy()
    share, lower = rng.uniform(0.35, 1), (0, rng.uniform(0, 0.3), 0)
    for elbow, wrist in ((7, 9), (8, 10)):
        beside = joints[:, [elbow, wrist]] - joints[:, [5, 6]].mean(1, keepdims=True)
        if beside[:, 1].std(0).max() > _KEEPS_STILL:
            middle = beside.mean(0)
            made[:, [elbow, wrist]] += (share - 1) * (beside - middle) - np.multiply([[0.5], [1.0]], lower)
    return made


def _window(clip: Clip, rng: Rng, *, slowest: float | None = None) -> tuple[Array, Array]:
    """A window of a clip, anywhere, at a pace a little of its own."""
    pace = rng.uniform(slowest or 0.95, 1.05) if clip.label < _GAIT else rng.uniform(0.8, 1.25)
    spare = len(clip.joints) - 1 - (LENGTH - 1) * 2 * pace
    return moments(clip.joints, rng.uniform(0, spare) if spare > 0 else min(0.0, spare) * rng.random(), pace)


def _one(clips: Sequence[Clip], rng: Rng) -> Clip:
    return clips[int(rng.integers(len(clips)))]
