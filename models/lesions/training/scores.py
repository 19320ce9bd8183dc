"""How good answers are: balanced accuracy, areas under curves, calibration, and intervals by resampling groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from models.lesions.classes import CLASSES, MELANOMA

Array = np.ndarray[Any, Any]

BINS = 15
"""Of the expected calibration error (Guo et al., ICML 2017)."""


def recalls(answers: Array, labels: Array, classes: int = len(CLASSES)) -> Array:
    """Of each class the share of its pictures that are answered right, float (classes,); NaN where there are none."""
    counted = np.bincount(labels, minlength=classes)
    right = np.bincount(labels[answers == labels], minlength=classes)
    return np.where(counted > 0, right / np.maximum(counted, 1), np.nan)


def balanced_accuracy(answers: Array, labels: Array) -> float:
    """Mean recall of the classes that there are."""
    return float(np.nanmean(recalls(answers, labels)))


def area_under_roc(scores: Array, positive: Array) -> float:
    """The chance that a positive has the higher score than a negative, ties counting half; NaN without one of either.

    scores: (N,); positive: bool (N,).
    """
    count = int(positive.sum())
    others = len(positive) - count
    if not count or not others:
        return float("nan")
    _, where, many = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(many) - (many - 1) / 2)[where]  # ties share their mean rank
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * others))


def expected_calibration_error(confidence: Array, right: Array, bins: int = BINS) -> float:
    """Mean distance of how sure and how often right, over bins of equal width, weighted by their pictures.

    confidence: (N,), 0..1; right: bool (N,).
    """
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    sure = np.bincount(bin_of, confidence, bins)
    hits = np.bincount(bin_of, right.astype(float), bins)
    return float(np.abs(sure - hits).sum() / len(confidence))


def interval(measure: Callable[[Array], float], groups: Array, times: int = 1000, seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval (percentiles) of ``measure(indices)``, where whole groups are drawn again."""
    _, group_of = np.unique(groups, return_inverse=True)
    order = np.argsort(group_of, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(group_of))[:-1])
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        drawn = rng.integers(0, len(members), len(members))
        found.append(measure(np.concatenate([members[one] for one in drawn])))
    low, high = np.nanpercentile(found, (2.5, 97.5))
    return float(low), float(high)


def brief(logits: Array, labels: Array) -> str:
    """A line for a run's log."""
    accuracy = balanced_accuracy(logits.argmax(1), labels)
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    melanoma = (shifted / shifted.sum(1, keepdims=True))[:, MELANOMA]
    area = area_under_roc(melanoma, labels == MELANOMA)
    return f"balanced accuracy {accuracy:.3f}, melanoma AUC {area:.3f}"
