"""Windows to learn from: recorded actions, recorded other motion, and motion made up to be none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.actions.network import NOTHING
from models.actions.training.cameras import moments, seen_by
from models.actions.training.negatives import Maker
from models.actions.training.packs import Clip
from models.actions.windows import LENGTH, RATE, features, mirrored

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_ACTIONS, _OTHERS = 0.52, 0.16
"""Shares of windows of the six actions, and of recorded other motion; the rest is made up."""
_GAIT = 3
"""Labels below this travel; their pace is what tells them apart, so it is hardly changed."""
RESTING = 0.2
"""Metres a second: slower limbs and hips do nothing, whatever their clip is called, as when a recording begins."""


def resting(joints: Array) -> bool:
    """Whether nobody would call this an action: moments (LENGTH, 17, 3) in metres; by no label."""
    hips = joints[:, [11, 12]].mean(1)
    limbs = joints[:, [9, 10, 15, 16]] - hips[:, None]
    speed = np.linalg.norm(np.diff(limbs, axis=0), axis=-1).max(1).mean() * RATE
    travelled = np.linalg.norm(hips[-1] - hips[0]) / ((LENGTH - 1) / RATE)
    return bool(max(speed, travelled) < RESTING)


def draw(clips: Sequence[Clip], makers: Mapping[str, Maker], count: int, rng: Rng) -> tuple[Array, Array]:
    """Features (count, LENGTH, FEATURES) and labels (count,); the same state of ``rng`` draws the same."""
    by_label = [[clip for clip in clips if clip.label == label] for label in range(NOTHING + 1)]
    joints = np.empty((count, LENGTH, 17, 3), np.float32)
    inside, labels = np.ones((count, LENGTH), bool), np.full(count, NOTHING)
    kinds = list(makers.values())
    for row in range(count):
        share = rng.random()
        if share < _ACTIONS + _OTHERS:
            label = int(rng.integers(NOTHING)) if share < _ACTIONS else NOTHING
            joints[row], inside[row] = _window(_one(by_label[label], rng), rng)
            labels[row] = NOTHING if resting(joints[row]) else label
        else:
            whole, _ = _window(_one(clips, rng), rng)
            joints[row] = kinds[rng.integers(len(kinds))](whole, rng)
    window = seen_by(joints, inside, rng)
    turned = mirrored(window)
    flip = rng.random(count) < 0.5
    window.places[flip], window.seen[flip] = turned.places[flip], turned.seen[flip]
    return features(window), labels


def _window(clip: Clip, rng: Rng) -> tuple[Array, Array]:
    """A window of a clip, anywhere, at a pace a little of its own."""
    pace = rng.uniform(0.95, 1.05) if clip.label < _GAIT else rng.uniform(0.8, 1.25)
    spare = len(clip.joints) - 1 - (LENGTH - 1) * 2 * pace
    return moments(clip.joints, rng.uniform(0, spare) if spare > 0 else min(0.0, spare) * rng.random(), pace)


def _one(clips: Sequence[Clip], rng: Rng) -> Clip:
    return clips[int(rng.integers(len(clips)))]
