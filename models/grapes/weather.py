"""What a visitor changes by hand: drawn vines in place of a camera's picture, more or less light, leaves in front.

RGB uint8 of shape (h, w, 3). The same settings give the same picture.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from models.grapes import berries, foliage, scene

Array = np.ndarray[Any, Any]

KINDS = (berries.BLACK, berries.RED, berries.WHITE)
MOST_LEAVES = 24
_LEAST_SEEN = 0.16
"""A berry of which the leaves leave less than this share is none any more, as in models.grapes.scene."""
_KEPT = 16


@lru_cache(maxsize=_KEPT)
def vines(kind: str, number: int, height: int, width: int) -> scene.Drawn:
    """Two bunches by daylight with nothing before them, and their masks; ``number`` tells one scene from another."""
    side = max(height, width)
    wishes = scene.Wishes(kind=kind, bunches=2, leaves=0.0, light=1.0, shade=0.0, blur=0.4, radius=side / 32)
    whole = scene.draw(np.random.default_rng((7, number)), side, wishes)
    top, left = (side - height) // 2, (side - width) // 2
    part = (slice(top, top + height), slice(left, left + width))
    return scene.Drawn(*(np.ascontiguousarray(one[part]) for one in whole))


def behind_leaves(picture: Array, leaves: float) -> tuple[Array, Array]:
    """``picture`` behind a share of ``leaves``, 0 to 1, and where they lie, (h, w) bool. More leaves add to fewer."""
    height, width = picture.shape[:2]
    layer, cover = _leaves(height, width, round(leaves * MOST_LEAVES))
    return np.where(cover[..., None], layer, picture), cover


def lit(picture: Array, light: float) -> Array:
    """``picture`` with ``light`` times its light: what would be brighter than white is white."""
    table = np.clip(np.arange(256) * light, 0, 255).astype(np.uint8)
    taken: Array = table[picture]
    return taken


def seen(marks: Array, cover: Array) -> Array:
    """Berries int or uint (h, w) that still show where ``cover`` (h, w) hides them, numbers as they were."""
    before = np.bincount(marks.ravel())
    left: Array = np.where(cover, 0, marks)
    after = np.bincount(left.ravel(), minlength=len(before))
    left[(after < _LEAST_SEEN * before)[left]] = 0
    return left


@lru_cache(maxsize=_KEPT)
def _leaves(height: int, width: int, count: int) -> tuple[Array, Array]:
    """So many leaves of one fixed sequence: their colours uint8 (h, w, 3), and where they lie."""
    rng = np.random.default_rng(11)
    layer, cover = np.zeros((height, width, 3), np.float32), np.zeros((height, width), bool)
    for _ in range(count):
        size = rng.uniform(0.1, 0.24) * max(height, width)
        foliage.leaf(layer, cover, rng, x=rng.uniform(0, width), y=rng.uniform(0, height), size=size)
    return (255 * layer).astype(np.uint8), cover
