"""What a visitor sees, drawn by the server: both skeletons on the frame, two heat maps in its corners, and what it is.

The pages' own drawing (page/skeletons.js, page/fans.js) has the same lines, colours and geometry. Frames are RGB uint8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from models.radio.scene import ANGLES, RANGES

Array = np.ndarray[Any, Any]

BONES = (
    *((0, 1), (1, 2), (1, 3), (2, 4), (4, 6), (3, 5), (5, 7)),
    *((2, 8), (3, 9), (8, 9), (8, 10), (10, 12), (9, 11), (11, 13)),
)
"""Of models.radio.body.KEYPOINTS."""
TEACHER, STUDENT, GUESS = (250, 250, 250), (230, 159, 0), (86, 180, 233)
"""White is what the camera sees, orange what the student says, blue the trivial guess."""
EDGE, GROUND = (16, 18, 24), (24, 27, 34)
SAID = "SIMULATION - no radio is sent"
REACH = 6.0
"""Metres that a fan shows, ahead and across."""
_HEAT_AT = (0, 70, 130, 190, 255)
_HEAT = np.array([(11, 10, 24), (66, 24, 92), (160, 44, 74), (236, 118, 36), (252, 250, 190)])
"""From nothing to as much as there can be: dark violet, red, orange, light yellow."""
_INSET = 0.3


def draw(frame: Array, data: Mapping[str, Any], layers: Mapping[str, Array], params: Mapping[str, Any]) -> Array:
    """Draw on the frame that is given."""
    height, width = frame.shape[:2]
    if params["hidden"]:
        cv2.rectangle(frame, (0, 0), (width, height), GROUND, cv2.FILLED)
    thick = max(1, round(min(height, width) / 120))
    if params["guess"]:
        for one in data["guess"]:
            _skeleton(frame, one["keypoints"], GUESS, max(1, thick // 2))
    for one in data["people"]:
        _skeleton(frame, one["joints"], TEACHER, max(1, thick // 2))
    for one in data["told"]:
        _skeleton(frame, one["keypoints"], STUDENT, thick)
    side = round(_INSET * min(height, width))
    if side >= 24:
        for name, left in (("level", 0), ("upright", width - side)):
            frame[height - side :, left : left + side] = fan(layers[name], side, upright=name == "upright")
    return _said(frame)


def fan(level: Array, side: int, *, upright: bool) -> Array:
    """A heat map (64, 48) as a square: from above, the radar at the bottom; or from the side, the radar at the left."""
    across, ahead = np.meshgrid((np.arange(side) + 0.5) / side - 0.5, 1 - (np.arange(side) + 0.5) / side)
    if upright:
        across, ahead = ahead - 0.5, across + 0.5
    away, bearing = REACH * np.hypot(across, ahead), np.arctan2(across, ahead)
    rows = (away - RANGES[0]) / (RANGES[1] - RANGES[0])
    columns = (bearing - ANGLES[0]) / (ANGLES[1] - ANGLES[0])
    mapped = cv2.remap(level, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
    shown: Array = _table()[mapped]
    shown[(rows < 0) | (rows > len(RANGES) - 1) | (columns < 0) | (columns > len(ANGLES) - 1)] = GROUND
    return shown


def _table() -> Array:
    channels = [np.interp(np.arange(256), _HEAT_AT, channel) for channel in _HEAT.T]
    return np.stack(channels, 1).astype(np.uint8)


def _skeleton(frame: Array, joints: Sequence[Sequence[float]], colour: tuple[int, int, int], thick: int) -> None:
    """Joints in fractions of the frame; a third number says whether one is seen."""
    if not joints:
        return
    size = (frame.shape[1], frame.shape[0])
    # Far outside nothing is drawn that counts, and OpenCV's numbers end.
    places = np.clip(np.array([joint[:2] for joint in joints]), -2, 3) * size
    seen = [len(joint) < 3 or bool(joint[2]) for joint in joints]
    for ink, wide in ((EDGE, thick + 2), (colour, thick)):
        for begin, end in BONES:
            if seen[begin] and seen[end]:
                first, last = (tuple(map(int, places[row].round())) for row in (begin, end))
                cv2.line(frame, first, last, ink, wide, cv2.LINE_AA)
        cv2.circle(frame, tuple(map(int, places[0].round())), 2 * wide, ink, cv2.FILLED, cv2.LINE_AA) if seen[
            0
        ] else None


def _said(frame: Array) -> Array:
    """A line at the upper left."""
    scale = max(0.25, frame.shape[1] / 1100)
    (wide, tall), below = cv2.getTextSize(SAID, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    cv2.rectangle(frame, (0, 0), (wide + 8, tall + below + 6), EDGE, cv2.FILLED)
    cv2.putText(frame, SAID, (4, tall + 3), cv2.FONT_HERSHEY_SIMPLEX, scale, (250, 250, 250), 1, cv2.LINE_AA)
    return frame
