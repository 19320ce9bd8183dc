"""Training batches: turned, mirrored, in other light, with dark corners at random, so that these say nothing."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from models.lesions.disguises import round_view

Array = np.ndarray[Any, Any]

_SCALES = (0.85, 1.35)
_SHIFT = 0.08
_STRETCH = 0.1
_CORNERS = 0.25
_ERASED = 0.2


def batch(pictures: Array, indices: Array, height: int, width: int, rng: np.random.Generator) -> Array:
    """The named pictures, augmented: uint8 (B, height, width, 3). The same generator state gives the same batch."""
    found = np.empty((len(indices), height, width, 3), np.uint8)
    for row, index in enumerate(indices):
        moved = _erased(_moved(pictures[index], height, width, rng), rng)
        found[row] = _relit(_cornered(moved, rng), rng)
    return found


def _moved(picture: Array, height: int, width: int, rng: np.random.Generator) -> Array:
    """Turned by any angle, mirrored, scaled, stretched and shifted; what is missing is mirrored in."""
    angle, scale = rng.uniform(0, 2 * np.pi), rng.uniform(*_SCALES) * height / picture.shape[0]
    stretch = 1 + rng.uniform(-_STRETCH, _STRETCH)
    mirror = -1 if rng.random() < 0.5 else 1
    cosine, sine = np.cos(angle) * scale, np.sin(angle) * scale
    turn = np.array([[cosine * mirror * stretch, -sine], [sine * mirror * stretch, cosine]])
    centre = np.array([picture.shape[1], picture.shape[0]]) / 2
    goal = np.array([width, height]) * (0.5 + rng.uniform(-_SHIFT, _SHIFT, 2))
    matrix = np.column_stack([turn, goal - turn @ centre])
    return np.asarray(
        cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    )


def _erased(picture: Array, rng: np.random.Generator) -> Array:
    """At times a rectangle of the picture's own mean colour over a part of it (Zhong et al., AAAI 2020)."""
    if rng.random() >= _ERASED:
        return picture
    height, width = picture.shape[:2]
    down, across = (int(rng.uniform(0.15, 0.4) * side) for side in (height, width))
    top, left = int(rng.integers(0, height - down)), int(rng.integers(0, width - across))
    picture[top : top + down, left : left + across] = picture.reshape(-1, 3).mean(0)
    return picture


def _cornered(picture: Array, rng: np.random.Generator) -> Array:
    """At times a dark surround as of a dermatoscope's round view, at times a light one."""
    if rng.random() >= _CORNERS:
        return picture
    height, width = picture.shape[:2]
    light = round_view(height, width, rng.uniform(0.72, 1.0), rng.uniform(0.02, 0.2))
    surround = rng.uniform(0, 40) if rng.random() < 0.8 else picture.reshape(-1, 3).mean(0)
    return np.asarray(picture * light + surround * (1 - light), np.uint8)


def _relit(picture: Array, rng: np.random.Generator) -> Array:
    """Another exposure, contrast, white balance and saturation."""
    gains = rng.uniform(0.85, 1.15) * rng.uniform(0.92, 1.08, 3)
    contrast, shift = rng.uniform(0.85, 1.2), rng.uniform(-12, 12)
    levels = (np.arange(256)[:, None] * gains - 150) * contrast + 150 + shift
    lit = cv2.LUT(picture, np.clip(levels, 0, 255).astype(np.uint8)[None])
    grey = cv2.cvtColor(cv2.cvtColor(lit, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    share = rng.uniform(0.8, 1.2)
    return np.asarray(cv2.addWeighted(lit, share, grey, 1 - share, 0))
