"""How near a told pose is to the true one: object keypoint similarity (COCO's), and the share of joints in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.radio.body import HIPS, SHOULDERS

Array = np.ndarray[Any, Any]

SIGMAS = np.array(
    [0.079, 0.079, *(0.079,) * 2, *(0.072,) * 2, *(0.062,) * 2, *(0.107,) * 2, *(0.087,) * 2, *(0.089,) * 2]
)
"""COCO's, of shoulders to ankles; head and neck, which COCO lacks, as the shoulders."""
_NEAR = 0.2
"""Sizes of the torso within which a joint is in its place."""


def similarity(told: Array, true: Array, among: Array | None = None) -> Array:
    """OKS of each told (n, 14, 2) with each true pose (p, 14, 2): (n, p); the area is that of the true pose's box.

    among: which joints count (14,) bool; None for all.
    """
    size = np.ptp(true, axis=1)
    area = np.maximum(size[:, 0], 0.05) * size[:, 1]
    squares = ((told[:, None] - true[None]) ** 2).sum(-1)
    close = np.exp(-squares / (2 * area[None, :, None] * (2 * SIGMAS) ** 2 + 1e-12))
    found: Array = close[..., _counted(among)].mean(-1)
    return found


def placed(told: Array, true: Array, among: Array | None = None) -> Array:
    """Of each told pose (n, 14, 2) beside each true one (p, 14, 2), the share of joints within a fifth of the torso,
    from the middle of the shoulders to that of the hips, of where they are: (n, p). It is called PCK@.2.
    """
    torso = np.linalg.norm(true[:, SHOULDERS].mean(1) - true[:, HIPS].mean(1), axis=-1)
    away = np.linalg.norm(told[:, None] - true[None], axis=-1)
    found: Array = (away <= _NEAR * torso[None, :, None])[..., _counted(among)].mean(-1)
    return found


def _counted(among: Array | None) -> Array:
    return np.ones(len(SIGMAS), bool) if among is None else among
