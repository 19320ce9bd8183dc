"""How good answers are: balanced accuracy, areas under curves, calibration, and intervals by resampling groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.lesions.classes import CLASSES, MELANOMA
from models.training import figures

Array = np.ndarray[Any, Any]

BINS = 15
"""Of the expected calibration error (Guo et al., ICML 2017)."""
area_under_roc = figures.area_under_roc
interval = figures.group_interval


def recalls(answers: Array, labels: Array, classes: int = len(CLASSES)) -> Array:
    """Of each class the share of its pictures that are answered right, float (classes,); NaN where there are none."""
    counted = np.bincount(labels, minlength=classes)
    right = np.bincount(labels[answers == labels], minlength=classes)
    return np.where(counted > 0, right / np.maximum(counted, 1), np.nan)


def balanced_accuracy(answers: Array, labels: Array) -> float:
    """Mean recall of the classes that there are."""
    return float(np.nanmean(recalls(answers, labels)))


def expected_calibration_error(confidence: Array, right: Array, bins: int = BINS) -> float:
    """Mean distance of how sure and how often right, over bins of equal width, weighted by their pictures.

    confidence: (N,), 0..1; right: bool (N,).
    """
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    sure = np.bincount(bin_of, confidence, bins)
    hits = np.bincount(bin_of, right.astype(float), bins)
    return float(np.abs(sure - hits).sum() / len(confidence))


def brief(logits: Array, labels: Array) -> str:
    """A line for a run's log."""
    accuracy = balanced_accuracy(logits.argmax(1), labels)
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    melanoma = (shifted / shifted.sum(1, keepdims=True))[:, MELANOMA]
    area = area_under_roc(melanoma, labels == MELANOMA)
    return f"balanced accuracy {accuracy:.3f}, melanoma AUC {area:.3f}"
