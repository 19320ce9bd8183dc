"""How far made pictures are from real ones, by features that nothing here was trained to change. Pure.

The Fréchet distance of two normal distributions (FID: Heusel et al., NeurIPS 2017), which falls with the number of
pictures whatever they are, and the kernel distance (KID: Bińkowski et al., ICLR 2018), which does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SUBSET, SUBSETS = 500, 100
"""Pictures of each kind in one kernel distance, and how many of these."""
_RIDGE = 1e-6
"""Added to variances, so that fewer pictures than features are no obstacle."""


def frechet(one: Array, other: Array) -> float:
    """Of features (n, d) and (m, d)."""
    apart = one.mean(0) - other.mean(0)
    covariances = [np.cov(each, rowvar=False) + _RIDGE * np.eye(each.shape[1]) for each in (one, other)]
    lower = np.linalg.cholesky(covariances[0])
    mixed = np.linalg.eigvalsh(lower.T @ covariances[1] @ lower)
    shared = np.sqrt(np.maximum(mixed, 0)).sum()
    return float(apart @ apart + np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * shared)


def frechet_interval(one: Array, other: Array, times: int, seed: int = 1) -> tuple[float, list[float]]:
    """The distance, and where 95 % of it lie when both sides are drawn anew from what is there. Drawing anew makes
    every distance larger, since some come twice: by as much the interval is moved back. With no times it is a point.
    """
    random = np.random.default_rng(seed)
    value = frechet(one, other)
    if not times:
        return value, [value, value]
    drawn = [frechet(*(each[random.integers(0, len(each), len(each))] for each in (one, other))) for _ in range(times)]
    low, high = np.percentile(drawn, (2.5, 97.5)) - np.mean(drawn)
    return value, [float(value + low), float(value + high)]


def kernel(one: Array, other: Array) -> float:
    """The squared distance of means under a cubic kernel, unbiased: of features (n, d) and (m, d)."""
    own, its, both = _cubic(one, one), _cubic(other, other), _cubic(one, other)
    within = [(each.sum() - np.trace(each)) / (len(each) * (len(each) - 1)) for each in (own, its)]
    return float(sum(within) - 2 * both.mean())


def kernel_interval(one: Array, other: Array, seed: int = 1) -> tuple[float, list[float]]:
    """The mean over a hundred subsets of 500, and where 95 % of the mean lie, subset by subset drawn anew."""
    random = np.random.default_rng(seed)
    subset = min(SUBSET, len(one), len(other))
    found = np.array([kernel(*(random.permutation(each)[:subset] for each in (one, other))) for _ in range(SUBSETS)])
    means = found[random.integers(0, SUBSETS, (1000, SUBSETS))].mean(1)
    return float(found.mean()), [float(end) for end in np.percentile(means, (2.5, 97.5))]


def _cubic(one: Array, other: Array) -> Array:
    return np.asarray((one @ other.T / one.shape[1] + 1) ** 3)
