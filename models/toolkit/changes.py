"""Where a scene has changed since a reference: what a demo may keep still, and what it must not."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]


def new_share(change: Array, follow: float, unchanged: float, changed: float) -> Array:
    """How much of the new answer each place gets, float32 (h, w): ``follow`` where nothing changed, 1 where it did.

    change: the absolute difference of the input, noise averaged out, from the reference, (h, w). unchanged, changed:
    the difference up to which all is kept and from which on nothing is.
    """
    # what is seen at a place depends on its surroundings, so a change counts for them as well
    spread = cv2.dilate(change, np.ones((3, 3), np.uint8))
    moving = np.clip((spread - unchanged) / (changed - unchanged), 0, 1)
    return np.asarray(follow + (1 - follow) * moving, np.float32)
