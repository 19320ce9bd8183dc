"""The smallest classifier that is fair to both sides: least squares on features with L2 regularisation, solved exactly,
so that no luck of an optimiser is between two sets of pictures. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Linear:
    """Scores of classes: ``weights`` (d, classes), ``bias`` (classes,)."""

    weights: Array
    bias: Array

    def __call__(self, features: Array) -> Array:
        """features (n, d) → scores (n, classes): the highest is the answer."""
        return np.asarray(features @ self.weights + self.bias)


class Problem:
    """Rows with classes and weights, their products computed once, so that every regularisation costs one solution."""

    def __init__(self, features: Array, labels: Array, weights: Array, classes: int) -> None:
        """features (n, d); labels (n,); weights (n,), above 0, of which only their ratios count."""
        share = weights / weights.sum()
        targets = np.eye(classes)[labels]
        self._middle, self._mean = share @ features, share @ targets
        root = np.sqrt(share)[:, None]
        rows = (features - self._middle) * root
        self._products = rows.T @ ((targets - self._mean) * root)
        self._values, self._axes = np.linalg.eigh(rows.T @ rows)

    def solved(self, strength: float) -> Linear:
        """The classifier whose squared weights cost ``strength`` each."""
        turned = self._axes.T @ self._products
        weights = self._axes @ (turned / (self._values + strength)[:, None])
        return Linear(weights, self._mean - self._middle @ weights)


def balanced(labels: Array, importance: Array, classes: int) -> Array:
    """Weights of rows by which every class that there is counts the same; ``importance`` (n,) of rows within it."""
    sums = np.bincount(labels, importance, classes)
    return np.asarray(importance / sums[labels])
