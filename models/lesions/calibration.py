"""From the network's scores to probabilities, and whether a picture is one of a skin lesion at all. NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities: softmax(logits / temperature + power · log prior).

    prior: the classes' shares in the training pictures, float (7,). temperature after Guo et al. ("On Calibration of
    Modern Neural Networks", ICML 2017); power is 0 for a prior in which all classes are as frequent, 1 for the
    training pictures'. Both were chosen on pictures that nothing was trained on.
    """

    temperature: float
    power: float
    prior: Array

    def probabilities(self, logits: Array) -> Array:
        """logits (…, 7) → probabilities (…, 7), float64, that sum to 1."""
        scores = logits / self.temperature + self.power * np.log(self.prior)
        raised = np.exp(scores - scores.max(-1, keepdims=True))
        return np.asarray(raised / raised.sum(-1, keepdims=True))

    @staticmethod
    def answers(logits: Array) -> Array:
        """The class that the picture itself speaks for most, (…): that of the highest score, whatever its share."""
        return np.asarray(logits.argmax(-1))


@dataclass(frozen=True)
class Familiarity:
    """How far texture lies from that of lesions: Mahalanobis distance (Lee et al., NeurIPS 2018).

    means: (classes, 224). basis: (224, k), the leading directions within classes, with variances (k,); in all other
    directions the variance is ``rest``. limit: the squared distance up to which a picture counts as a lesion's, which
    98 % of held-out lesions keep.
    """

    means: Array
    basis: Array
    variances: Array
    rest: float
    limit: float

    def distances(self, texture: Array) -> Array:
        """texture (N, 224) → squared distance to the nearest class, (N,)."""
        found = []
        for mean in np.asarray(self.means, np.float64):
            away = texture - mean
            along = away @ np.asarray(self.basis, np.float64)
            outside = np.maximum(np.square(away).sum(1) - np.square(along).sum(1), 0)
            found.append((np.square(along) / self.variances).sum(1) + outside / self.rest)
        return np.asarray(np.min(found, axis=0))

    def is_lesion(self, texture: Array) -> Array:
        """bool (N,): False for what the network has never seen the like of, and must not answer."""
        return np.asarray(self.distances(texture) <= self.limit)


def to_arrays(calibration: Calibration, familiarity: Familiarity) -> dict[str, Array]:
    """Both as arrays by name, for a file."""
    return {
        "calibration/temperature": np.array(calibration.temperature, np.float32),
        "calibration/power": np.array(calibration.power, np.float32),
        "calibration/prior": np.asarray(calibration.prior, np.float32),
        "familiarity/means": np.asarray(familiarity.means, np.float32),
        "familiarity/basis": np.asarray(familiarity.basis, np.float32),
        "familiarity/variances": np.asarray(familiarity.variances, np.float32),
        "familiarity/rest": np.array(familiarity.rest, np.float32),
        "familiarity/limit": np.array(familiarity.limit, np.float32),
    }


def from_arrays(arrays: Mapping[str, Array]) -> tuple[Calibration, Familiarity]:
    """Both from arrays as ``to_arrays`` gives them. Raises KeyError when one is missing."""
    return (
        Calibration(
            float(arrays["calibration/temperature"]),
            float(arrays["calibration/power"]),
            arrays["calibration/prior"].astype(np.float64),
        ),
        Familiarity(
            arrays["familiarity/means"],
            arrays["familiarity/basis"],
            arrays["familiarity/variances"].astype(np.float64),
            float(arrays["familiarity/rest"]),
            float(arrays["familiarity/limit"]),
        ),
    )
