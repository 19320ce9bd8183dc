"""What is fitted after training: temperature and prior on held-out pictures, what lesions' texture looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.lesions.calibration import Calibration, Familiarity
from models.lesions.classes import CLASSES

Array = np.ndarray[Any, Any]

DIRECTIONS = 160
ACCEPTED = 0.98
"""The share of held-out lesions that are to count as lesions; everyday pictures lie far beyond that."""
_TEMPERATURES = np.geomspace(0.4, 4, 81)
_POWERS = np.linspace(0, 1.2, 25)


def calibration(logits: Array, labels: Array, prior: Array) -> Calibration:
    """The temperature and power of the prior with the least negative log-likelihood of ``labels``.

    logits: float (N, 7) of pictures that nothing was trained on; prior: shares of the classes, float (7,).
    """
    kinds = (Calibration(float(t), float(p), prior) for t in _TEMPERATURES for p in _POWERS)
    return min(kinds, key=lambda one: log_loss(one.probabilities(logits), labels))


def log_loss(probabilities: Array, labels: Array) -> float:
    """Mean negative log-likelihood in nats."""
    told = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(told, 1e-12)).mean())


def familiarity(features: Array, labels: Array, held_out: Array, directions: int = DIRECTIONS) -> Familiarity:
    """Means and covariance of training features (N, d) by class; the limit from ``held_out`` features (M, d).

    The covariance is that of probabilistic principal components (Tipping and Bishop, 1999): its leading directions
    exactly, one variance for all others.
    """
    present = [one for one in range(len(CLASSES)) if (labels == one).any()]
    means = np.stack([features[labels == one].mean(0, dtype=np.float64) for one in present])
    centred = features - means[np.searchsorted(present, labels)]
    covariance = centred.T @ centred / len(centred)
    values, vectors = np.linalg.eigh(covariance)
    count = min(directions, len(values) - 1)
    rest = max(float(values[:-count].mean()), 1e-9)
    basis = vectors[:, ::-1][:, :count].astype(np.float32)
    found = Familiarity(means.astype(np.float32), basis, np.maximum(values[::-1][:count], 1e-9), rest, np.inf)
    limit = float(np.quantile(found.distances(held_out), ACCEPTED))
    return Familiarity(found.means, found.basis, found.variances, found.rest, limit)
