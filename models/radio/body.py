"""A person as a radar meets one: points on limbs and torso that reflect, and the joints that are asked for.

Joints are COCO's 17 (models.toolkit.poses.people.KEYPOINTS) in metres: x to the right, y up, z away from the radar,
which is the origin. Limbs are long and smooth beside the wavelength of 5 cm: a mirror across the bone, seen only from
about a right angle, which is why a radar misses most of a body at any moment (Adib et al., "Capturing the human figure
through a wall", SIGGRAPH Asia 2015). The torso is a plate. How strong each is, is assumed, in the order of measured
radar cross sections of people (some 0.1 to 1 m² in all; Dorp and Groen, 2003).
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

KEYPOINTS = (
    "head",
    "neck",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)
"""What the student draws: the 14 of RF-Pose (Zhao et al., CVPR 2018); no radar of this wavelength sees eyes."""
OTHER_SIDE = (0, 1, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12)
"""Rows of KEYPOINTS with left and right exchanged, as a mirror does."""
SHOULDERS, HIPS = (2, 3), (8, 9)
_LIMBS = (  # from, to (rows of KEYPOINTS), points, strength
    (2, 4, 4, 0.30),
    (4, 6, 4, 0.22),
    (3, 5, 4, 0.30),
    (5, 7, 4, 0.22),
    (8, 10, 5, 0.42),
    (10, 12, 5, 0.34),
    (9, 11, 5, 0.42),
    (11, 13, 5, 0.34),
    (1, 0, 3, 0.35),
)
_MIRROR = 4
_TORSO, _ACROSS, _DOWN = 0.9, (0.15, 0.5, 0.85), (0.05, 0.3, 0.55, 0.8, 1.0)
_DIFFUSE = 0.15
"""The part of the torso's answer that goes everywhere: clothes, folds."""


def keypoints(joints: Array) -> Array:
    """COCO's 17 (..., 17, 3) → KEYPOINTS (..., 14, 3)."""
    head, neck = joints[..., [3, 4], :].mean(-2, keepdims=True), joints[..., [5, 6], :].mean(-2, keepdims=True)
    found: Array = np.concatenate([head, neck, joints[..., 5:17, :]], axis=-2)
    return found


def centre(points: Array) -> Array:
    """The middle of shoulders and hips: KEYPOINTS (..., 14, d) → (..., d)."""
    middle: Array = points[..., [*SHOULDERS, *HIPS], :].mean(-2)
    return middle


def as_camera(points: Array) -> Array:
    """Places (..., 3) as a camera beside the radar has them: x / z, and down y / z."""
    depth = np.maximum(points[..., 2], 0.3)
    return np.stack([points[..., 0] / depth, -points[..., 1] / depth], -1)


def on_floor(points: Array) -> Array:
    """Where people of KEYPOINTS (..., 14, 3) are: metres across and away."""
    place: Array = centre(points)[..., [0, 2]]
    return place


def reflectors(points: Array) -> tuple[Array, Array]:
    """KEYPOINTS (t, 14, 3) → places (t, p, 3) and strengths (t, p) as seen from the origin."""
    places, strengths = [], []
    for begin, end, count, strength in _LIMBS:
        bone = _unit(points[:, end] - points[:, begin])
        for share in (np.arange(count) + 0.5) / count:
            place = points[:, begin] * (1 - share) + points[:, end] * share
            along = (bone * _unit(place)).sum(-1)
            places.append(place)
            strengths.append(strength / count**0.5 * (1 - along**2) ** _MIRROR)
    left, right, left_hip, right_hip = (points[:, row] for row in (*SHOULDERS, *HIPS))
    facing = _unit(np.cross(right - left, (left_hip + right_hip - left - right) / 2))
    for across in _ACROSS:
        for down in _DOWN:
            top, bottom = left * (1 - across) + right * across, left_hip * (1 - across) + right_hip * across
            place = top * (1 - down) + bottom * down
            towards = np.abs((facing * _unit(place)).sum(-1))
            places.append(place)
            strength = _TORSO / (len(_ACROSS) * len(_DOWN)) ** 0.5
            strengths.append(strength * (_DIFFUSE + (1 - _DIFFUSE) * towards**3))
    return np.stack(places, 1), np.stack(strengths, 1)


def _unit(vectors: Array) -> Array:
    unit: Array = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)
    return unit
