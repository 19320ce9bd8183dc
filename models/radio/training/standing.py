"""People who stand still before the radar, as visitors before a camera do: made-up motion about recorded poses.

Nobody stands as still as a photograph. A body sways about its ankles by a centimetre or so, slower than once a second,
and a chest breathes (Winter, "Human balance and posture control during standing and walking", Gait & Posture 3, 1995):
little, but two ways through 1 cm turn a wave of 4.7 cm by 150°. A photograph does stand still, and is shown as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.radio.lifting import FOCAL, place
from models.radio.peaks import RATE

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_LIKE_A_PHOTOGRAPH = 0.25
"""The share of those who do not move at all."""
_SWAY, _HEIGHT = 0.012, 1.7
"""Metres that a head sways at the most, each way of two, and how high such a head is."""
_WAVES, _SLOWEST, _FASTEST = 3, 0.1, 0.8
"""Of the sway: how many waves make it up, and how often a second the slowest and the fastest comes."""
_BREATH, _BREATHS = 0.006, (0.2, 0.35)
"""Metres that a chest goes to and fro at the most, and how often a second."""
_CHEST = slice(0, 7)
"""COCO's joints that breathing lifts: the head's and the shoulders."""
_NEAREST, _FARTHEST, _WIDE = 0.7, 4.0, (4 / 3, 16 / 9)
_HEAD_AT = (0.08, 0.35)
"""Heights of the picture from above to a head."""
_TREMBLE = 0.003
"""Heights of the picture by which found joints tremble from frame to frame, at the most (standard deviation)."""
_SURE = 0.9


def held(pose: Array, frames: int, rng: Rng) -> Array:
    """COCO's joints (17, 3) in metres, y up from the floor, held → (frames, 17, 3), ten frames a second."""
    still = np.repeat(pose[None].astype(np.float64), frames, axis=0)
    if rng.random() < _LIKE_A_PHOTOGRAPH:
        return still
    at = np.arange(frames) / RATE
    high = pose[:, 1] / _HEIGHT
    for axis in (0, 2):
        still[..., axis] += _wandering(at, rng)[:, None] * high
    breath = rng.uniform(0, _BREATH) * np.sin(2 * np.pi * (rng.uniform(*_BREATHS) * at + rng.random()))
    still[:, _CHEST, 1:] += breath[:, None, None]
    return still


def _wandering(at: Array, rng: Rng) -> Array:
    """Metres at so many seconds, at most _SWAY: a few waves of any phase, the slow ones larger."""
    often = rng.uniform(_SLOWEST, _FASTEST, _WAVES)
    waves = np.sin(2 * np.pi * (often * at[:, None] + rng.random(_WAVES)))
    found: Array = rng.uniform(0, _SWAY) * (waves / often).sum(1) / (1 / often).sum()
    return found


def lifted(people: Array, rng: Rng) -> Array | None:
    """Somebody who faces -z, COCO's joints (frames, 17, 3) in metres, as the demo's camera would have them.

    Seen from some metres away, perhaps without legs, each joint trembling, and put before the radar by
    models.radio.lifting: KEYPOINTS (frames, 14, 3). None where too little is in the picture.
    """
    aspect = float(rng.choice(_WIDE))
    depth = people[..., 2] - people[..., 2].mean() + rng.uniform(_NEAREST, _FARTHEST)
    if depth.min() < _NEAREST / 3:
        return None
    size = FOCAL * aspect / depth
    across = aspect / 2 + size * (people[..., 0] - people[..., 0].mean())
    down = -size * (people[..., 1] - people[0, :5, 1].mean()) + rng.uniform(*_HEAD_AT)
    across, down = (line + rng.uniform(0, _TREMBLE) * rng.standard_normal(line.shape) for line in (across, down))
    inside = ((across[0] > 0) & (across[0] < aspect) & (down[0] < 1)) * _SURE
    found = np.stack([across / aspect, down, np.broadcast_to(inside, down.shape)], -1)
    placed = [place(one, aspect, 0.0) for one in found]
    joints = [one.joints for one in placed if one is not None]
    return np.stack(joints) if len(joints) == len(found) else None
