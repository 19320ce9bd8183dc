"""The colours that the network chooses from: ab bins, soft encoding, rebalancing, annealed mean.

After Zhang, Isola and Efros, "Colorful Image Colorization" (ECCV 2016). Everything here is NumPy on plain arrays.
ab are CIE Lab's two colour axes, green to red and blue to yellow, −128..127.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

GRID = 10
"""The distance of neighbouring bins in ab."""
NEIGHBOURS = 5
SOFTNESS = 5.0
"""Standard deviation of the Gaussian by which a colour is shared among its nearest bins."""
_REACH = 128


class SoftColours(NamedTuple):
    """Colours as shares of their nearest bins: bins int32 (…, 5), shares float32 (…, 5) that sum to 1."""

    bins: Array
    shares: Array


@cache
def centres() -> Array:
    """The ab of each bin, float32 (261, 2): the points of the grid that are nearest to some colour of sRGB."""
    from models.colorization import lab

    levels = np.arange(0, 256, 3, dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(-1, 1, 3)
    ab = lab.to_lab(cube)[:, 0, 1:]
    return np.asarray(np.unique(np.round(ab / GRID), axis=0) * GRID + 0.0, np.float32)  # + 0: no −0


@cache
def _table() -> SoftColours:
    """The soft encoding of every whole ab, by index (a + 128) · 256 + b + 128."""
    axis = np.arange(-_REACH, _REACH, dtype=np.float32)
    ab = np.stack(np.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)
    distances = np.square(ab[:, None, :] - centres()).sum(-1)  # (65536, bins)
    nearest = np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    chosen = np.take_along_axis(distances, nearest, 1)
    # far outside the gamut every share would round to nothing, so the nearest distance is taken off
    shares = np.exp((chosen.min(1, keepdims=True) - chosen) / (2 * SOFTNESS**2))
    return SoftColours(nearest.astype(np.int32), (shares / shares.sum(1, keepdims=True)).astype(np.float32))


def soft_encode(ab: Array) -> SoftColours:
    """ab (…, 2) → shares of the five nearest bins, after rounding to whole numbers."""
    whole = np.clip(np.rint(ab), -_REACH, _REACH - 1).astype(np.int32) + _REACH
    index = whole[..., 0] * 2 * _REACH + whole[..., 1]
    table = _table()
    return SoftColours(table.bins[index], table.shares[index])


def frequencies(ab: Array) -> Array:
    """How often each bin occurs in ab (N, 2): float32 (bins,), summing to 1."""
    soft = soft_encode(ab)
    counted = np.bincount(soft.bins.ravel(), weights=soft.shares.ravel(), minlength=len(centres()))
    return np.asarray(counted / counted.sum(), np.float32)


def rebalancing(prior: Array, mixing: float, power: float) -> Array:
    """The weight of each bin in the loss: rare colours count more. float32 (bins,).

    prior: frequencies. mixing: λ, the share of the uniform distribution that is mixed in. power: 1 is the paper's
    full inverse; 0 is no rebalancing. A pixel's expected weight is 1.
    """
    smooth = _smoothed(prior)
    weights = ((1 - mixing) * smooth + mixing / len(prior)) ** -power
    return np.asarray(weights / (weights * smooth).sum(), np.float32)


def _smoothed(prior: Array) -> Array:
    """The prior spread over neighbouring bins by a Gaussian of 5, as in the paper."""
    points = centres()
    spread = np.exp(-np.square(points[:, None] - points).sum(-1) / (2 * SOFTNESS**2))
    smooth = (spread / spread.sum(0)) @ prior
    return np.asarray(smooth / smooth.sum())
