"""From a camera's joints to a person before the simulated radar: how far away, and how deep each joint lies.

One camera tells no depth. Bones have about the same lengths in everybody: how long the longest of them look tells how
far away the person is, and how much shorter than that another bone looks tells how steeply it points to or from the
camera (Taylor, "Reconstruction of articulated objects from point correspondences in a single uncalibrated image", CVIU
80, 2000). Which of the two is a guess: arms and knees go to where the person looks. What the camera does not see hangs
down as in somebody who stands.

Pictures' places are in heights of the frame, x to the right and y down. The scene's are models.radio.body's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from models.radio.body import HIPS, SHOULDERS, centre, keypoints
from models.radio.scene import HEIGHT
from models.toolkit.poses.people import VISIBLE

Array = np.ndarray[Any, Any]

FOCAL = 0.9
"""Of the frame's longer side: a camera of some 58°, as most in laptops and phones have."""
NEAREST, FARTHEST, ASIDE = 1.8, 5.0, np.radians(36)
"""Where people may stand, metres and radians: what the student has learnt, and well within the maps."""
_HEAD, _NECK = 0, 1
_BONES = (  # from, to (rows of KEYPOINTS), metres, which way when it looks short: 1 where the person looks, -1 back
    (2, 4, 0.30, 1),
    (4, 6, 0.26, 1),
    (3, 5, 0.30, 1),
    (5, 7, 0.26, 1),
    (8, 10, 0.43, 1),
    (10, 12, 0.42, -1),
    (9, 11, 0.43, 1),
    (11, 13, 0.42, -1),
)
"""Lengths as of somebody of 1.75 m (Drillis and Contini, "Body segment parameters", 1966)."""
_SHOULDERS, _HIPS, _TORSO, _HEAD_UP = 0.36, 0.21, 0.48, 0.22
_MEASURED = ((2, 3, _SHOULDERS), (8, 10, 0.43), (9, 11, 0.43), (10, 12, 0.42), (11, 13, 0.42))
_LOOSE = 0.9
"""Of its length a bone has to look, to be taken as square to the line of sight: people differ, and joints tremble."""
_STEEPEST = 0.9
_FEWEST = 2


class Placed(NamedTuple):
    """A person in the scene: ``joints`` KEYPOINTS (14, 3) in metres, ``seen`` (14,) bool by the camera; ``middle`` (2,)
    of shoulders and hips in the picture, and the picture's heights to a metre of that person.
    """

    joints: Array
    seen: Array
    middle: Array
    scale: float

    @property
    def place(self) -> Array:
        """Metres across and away, on the floor (2,)."""
        found: Array = centre(self.joints)[[0, 2]]
        return found

    def flat(self, aspect: float) -> Array:
        """The joints where the camera sees them (14, 2), in fractions of its frame."""
        beside = (self.joints - centre(self.joints))[:, :2] * (1, -1)
        found: Array = (self.middle + self.scale * beside) / (aspect, 1.0)
        return found

    def pictured(self, joints: Array, away: float) -> Array:
        """Joints (14, 2) as a camera beside the radar has them, so many metres away, in heights of the picture."""
        middle = centre(self.joints) * (1, -1, 1)
        found: Array = self.middle + self.scale * (joints * away - middle[:2])
        return found


def place(found: Array, aspect: float, farther: float) -> Placed | None:
    """COCO's joints (17, 3) in fractions of a frame of that aspect, and their scores → the person before the radar.

    farther: metres that the radar stands behind the camera. None where no shoulder is seen, or one alone.
    """
    flat, seen = _flat(found, aspect)
    if seen.sum() < _FEWEST or not seen[[*SHOULDERS]].any():
        return None
    flat = _torso(flat, seen)
    scale = _scale(flat, seen)
    if scale <= 0:
        return None
    points = _deep(flat, seen, scale)
    middle = flat[[*SHOULDERS, *HIPS]].mean(0)
    return Placed(_put(points, middle, scale, aspect, farther), seen, middle, scale)


def _flat(found: Array, aspect: float) -> tuple[Array, Array]:
    """KEYPOINTS in the picture (14, 2), and which are seen (14,); a head of one ear is where the face is."""
    places = found[:, :2] * (aspect, 1.0)
    scores = found[:, 2]
    flat = keypoints(np.concatenate([places, np.zeros((17, 1))], 1))[:, :2]
    face = scores[:5] >= VISIBLE
    if face.any() and not face[3:5].all():
        flat[_HEAD] = places[:5][face].mean(0)
    seen = np.concatenate([[face.any(), (scores[5:7] >= VISIBLE).all()], scores[5:] >= VISIBLE])
    return flat, seen


def _torso(flat: Array, seen: Array) -> Array:
    """With shoulders and hips in their places, where one or more of them are not seen."""
    flat = flat.copy()
    across = _across(flat, seen)
    for left, right in (SHOULDERS, HIPS):
        if seen[left] and not seen[right]:
            flat[right] = flat[left] - across * (1 if left == SHOULDERS[0] else _HIPS / _SHOULDERS)
        elif seen[right] and not seen[left]:
            flat[left] = flat[right] + across * (1 if left == SHOULDERS[0] else _HIPS / _SHOULDERS)
    if not seen[[*HIPS]].any():
        down = np.array([0.0, _TORSO / _SHOULDERS * max(float(np.hypot(*across)), _shoulder_unit(flat, seen))])
        middle = flat[[*SHOULDERS]].mean(0) + down
        flat[HIPS[0]], flat[HIPS[1]] = (middle + sign * across * _HIPS / _SHOULDERS / 2 for sign in (1, -1))
    flat[_NECK] = flat[[*SHOULDERS]].mean(0)
    return flat


def _across(flat: Array, seen: Array) -> Array:
    """From the right shoulder to the left in the picture (2,), of what is seen."""
    if seen[[*SHOULDERS]].all():
        across: Array = flat[SHOULDERS[0]] - flat[SHOULDERS[1]]
        return across
    if seen[[*HIPS]].all():
        hips: Array = (flat[HIPS[0]] - flat[HIPS[1]]) * _SHOULDERS / _HIPS
        return hips
    return np.array([_shoulder_unit(flat, seen), 0.0])


def _shoulder_unit(flat: Array, seen: Array) -> float:
    """A shoulder's width in the picture as the head above the shoulders tells it; at the least a little."""
    shown = flat[[row for row in SHOULDERS if seen[row]]].mean(0)
    head = float(np.hypot(*(flat[_HEAD] - shown))) if seen[_HEAD] else 0.0
    return max(head * _SHOULDERS / _HEAD_UP * 0.8, 0.02)


def _scale(flat: Array, seen: Array) -> float:
    """Heights of the picture to a metre: by what looks longest beside its length, since tilted bones only look shorter.

    One length may mislead, as of a joint put wrongly: of three or more the second counts.
    """
    torso = float(np.hypot(*(flat[[*SHOULDERS]].mean(0) - flat[[*HIPS]].mean(0))))
    looks = [torso / _TORSO]
    looks += [float(np.hypot(*(flat[a] - flat[b]))) / length for a, b, length in _MEASURED if seen[a] and seen[b]]
    return sorted(looks, reverse=True)[1 if len(looks) > 2 else 0]


def _deep(flat: Array, seen: Array, scale: float) -> Array:
    """KEYPOINTS (14, 3) in metres beside the middle of the torso: x, y up, z away from the camera."""
    middle = flat[[*SHOULDERS, *HIPS]].mean(0)
    points = np.zeros((len(flat), 3))
    points[:, :2] = (flat - middle) / scale * (1, -1)
    facing = -1.0 if points[SHOULDERS[0], 0] >= points[SHOULDERS[1], 0] else 1.0
    turn = _turned(points, seen) * -facing
    for (left, right), width in ((SHOULDERS, _SHOULDERS), (HIPS, _HIPS)):
        aside = turn * _missing(points[left, :2] - points[right, :2], width) / 2
        points[left, 2], points[right, 2] = aside, -aside
    points[_NECK] = points[[*SHOULDERS]].mean(0)
    if not seen[_HEAD]:
        points[_HEAD] = points[_NECK] + (0, _HEAD_UP, 0)
    for begin, end, length, way in _BONES:
        if seen[end]:
            deep = _missing(points[end, :2] - points[begin, :2], length)
            points[end, 2] = points[begin, 2] + facing * way * deep
        else:
            points[end] = points[begin] - (0, length, 0)
    return points


def _turned(points: Array, seen: Array) -> float:
    """1 where the left shoulder is the farther one, -1 where it is the nearer one: by where the head is beside them."""
    if not seen[_HEAD]:
        return 1.0
    return 1.0 if points[_HEAD, 0] >= points[[*SHOULDERS], 0].mean() else -1.0


def _missing(looks: Array, length: float) -> float:
    """Metres in depth of a bone that looks like this (2,) and is so long."""
    least = _LOOSE * length
    return min(float(np.sqrt(max(0.0, least**2 - float(looks @ looks)))), _STEEPEST * length)


def _put(points: Array, middle: Array, scale: float, aspect: float, farther: float) -> Array:
    """On the floor, as far away as the size tells and ``farther``, and where the picture has the person across."""
    focal = FOCAL * max(aspect, 1.0)
    away = float(np.clip(focal / scale + farther, NEAREST, FARTHEST))
    across = (middle[0] - aspect / 2) / scale
    widest = away * np.tan(ASIDE)
    put: Array = points + np.array([np.clip(across, -widest, widest), 0.0, away])
    put[:, 1] += -HEIGHT - points[:, 1].min()
    return put
