"""What a stretch of sound says by itself, beside the network's memory: a second opinion, fitted in one go.

The levelled frames from 100 ms before to 80 ms after a moment → the few directions in which phones differ most (linear
discriminants; Fisher, 1936) → cosines of random mixtures of these, whose products are a Gaussian kernel's (Rahimi and
Recht, 2007) → shares of phones, by least squares with a penalty. Few people are enough for what has no memory to learn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.lips.sound import BANDS
from models.lips.visemes import PHONES

Array = np.ndarray[Any, Any]

FRAMES = 10
"""Five before the moment that is told, itself, and the look-ahead."""
DIRECTIONS = len(PHONES) - 1
COSINES = 1500
NAMES = {
    "context/project/kernel": (FRAMES * BANDS, DIRECTIONS),
    "context/project/bias": (DIRECTIONS,),
    "context/mix/kernel": (DIRECTIONS, COSINES),
    "context/mix/bias": (COSINES,),
    "context/tell/kernel": (COSINES + DIRECTIONS, len(PHONES)),
    "context/tell/bias": (len(PHONES),),
}
"""The weights by name, and their shapes."""
_LEAST = 1e-3


def features(weights: Mapping[str, Array], seen: Array) -> Array:
    """Stretches (..., FRAMES * BANDS), the oldest frame first → cosines and directions (..., COSINES + DIRECTIONS)."""
    places = seen @ weights["context/project/kernel"] + weights["context/project/bias"]
    waves = np.cos(places @ weights["context/mix/kernel"] + weights["context/mix/bias"])
    both: Array = np.concatenate([waves, places], -1)
    return both


def told(weights: Mapping[str, Array], seen: Array) -> Array:
    """Stretches (..., FRAMES * BANDS) → probabilities of PHONES (..., 34). Shares by least squares may fall below 0."""
    shares = features(weights, seen) @ weights["context/tell/kernel"] + weights["context/tell/bias"]
    shares = np.clip(shares, _LEAST, 1)
    probabilities: Array = shares / shares.sum(-1, keepdims=True)
    return probabilities
