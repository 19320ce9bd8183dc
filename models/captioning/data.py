"""The views of a training picture: as it is, mirrored, cropped, in other colours."""

from __future__ import annotations

import numpy as np

from models.flickr8k import SIDE

Frame = np.ndarray

VIEWS = 6
"""The picture, its mirror image, then random crops, every second one mirrored, the last two with other colours."""
DEV_VIEWS = 2
"""The dev pictures are only looked at as they are and, to see whether captions agree, mirrored."""

_LEAST_AREA = 0.75
"""The smallest share of the picture that a crop shows: what a caption tells of is seldom at the rim."""
_COLOURED_FROM = 4


def view_of(picture: Frame, view: int, seed: int) -> Frame:
    """One of the VIEWS of a picture; the same seed gives the same crop and colours.

    picture: RGB uint8 (224, 224, 3); so is the view.
    """
    if view >= 2:
        rng = np.random.default_rng((seed, view))
        picture = _crop(picture, rng)
        if view >= _COLOURED_FROM:
            picture = _recolour(picture, rng)
    return np.ascontiguousarray(picture[:, ::-1]) if view % 2 else picture


def _crop(picture: Frame, rng: np.random.Generator) -> Frame:
    import cv2

    side = round(SIDE * float(np.sqrt(rng.uniform(_LEAST_AREA, 0.95))))
    top, left = (int(offset) for offset in rng.integers(0, SIDE - side + 1, 2))
    crop = picture[top : top + side, left : left + side]
    return np.asarray(cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR))


def _recolour(picture: Frame, rng: np.random.Generator) -> Frame:
    """Another exposure, contrast and white balance, as another camera or hour would give."""
    gains = rng.uniform(0.75, 1.25) * rng.uniform(0.93, 1.07, 3)
    shift = rng.uniform(-20, 20)
    coloured = (picture.astype(np.float32) - 128) * gains + 128 + shift
    return np.clip(coloured, 0, 255).astype(np.uint8)
