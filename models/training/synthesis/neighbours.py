"""How much of what is real a maker covers (coverage: Naeem et al., ICML 2020). Pure.

A made picture is in a real one's neighbourhood where it is no farther from it than the real one's fifth nearest of its
own kind. Precision and recall (Kynkäänniemi et al., NeurIPS 2019) turn this round for recall, and a single picture that
is far from all others then makes a neighbourhood of nearly everything; here it makes its own only. Both sides have as
many pictures, or the figure means nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

NEIGHBOURS = 5


def covered(real: Array, made: Array) -> Array:
    """Which rows of features (n, d) have one of (m, d) in their neighbourhood: bool (n,)."""
    reach = np.sort(distances(real, real), axis=1)[:, NEIGHBOURS]  # the first is its own
    return np.asarray(distances(real, made).min(1) <= reach)


def distances(one: Array, other: Array) -> Array:
    """Euclidean, (n, d) and (m, d) → (n, m)."""
    squared = (one**2).sum(1)[:, None] + (other**2).sum(1) - 2 * one @ other.T
    return np.asarray(np.sqrt(np.maximum(squared, 0)))
