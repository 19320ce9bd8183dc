"""Harmless pictures that the site has anyway, as footage for the real network: each for seconds, the view drifting."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.pictures import STILL
from models.toolkit import frames

if TYPE_CHECKING:
    from models.contract.demo import Frame

PICTURES = ("astronaut.png", "chelsea.png", "coffee.png", "camera.png", "rocket.jpg", "china.jpg", "flower.jpg")
EACH = 4
"""Looks at one picture before the next."""
SEEN = (320, 240)
"""What is shown of a picture, in pixels."""
_SHARE = 0.8
"""Of the largest part of such proportions, how wide the view is."""


class Shown(NamedTuple):
    """``picture``: its name; ``frame``: RGB uint8 (240, 320, 3)."""

    picture: str
    frame: Frame


def shown(step: int) -> Shown:
    """What is seen at a step, a whole number from 0. After all pictures it begins again, with other views of them."""
    name = PICTURES[step // EACH % len(PICTURES)]
    whole = _decoded(name)
    height, width = whole.shape[:2]
    scale = _SHARE * min(width / SEEN[0], height / SEEN[1])
    wide, high = round(scale * SEEN[0]), round(scale * SEEN[1])
    left = round((width - wide) * (0.5 + 0.5 * math.sin(0.9 * step)))
    top = round((height - high) * (0.5 + 0.5 * math.cos(0.7 * step)))
    return Shown(name, _reduced(whole[top : top + high, left : left + wide]))


def _reduced(part: Frame) -> Frame:
    import cv2

    return np.asarray(cv2.resize(part, SEEN, interpolation=cv2.INTER_AREA))


@functools.cache
def _decoded(name: str) -> Frame:
    """RGB uint8 (height, width, 3)."""
    return frames.decode(assets.path(name).read_bytes(), STILL)
