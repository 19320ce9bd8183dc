"""What can be answered without looking at the lesion: logistic regression on age, sex, site, and on dark corners.

Fitted on the training split and kept in baselines.json, so that any other split is measured against the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.lesions.classes import CLASSES
from models.lesions.training.data import Row, labels

Array = np.ndarray[Any, Any]
Model = dict[str, Any]

FILE = Path(__file__).with_name("baselines.json")
KINDS = ("age_sex_site", "age_sex_site_corners")
_STEPS = 3000
_RATE = 0.5
_DECAY = 1e-4
_MOST_CORNERS = 2


def fit(rows: Sequence[Row]) -> dict[str, Model]:
    """Coefficients of each kind, for classes weighted as if all were as frequent."""
    sexes, sites = (sorted({getattr(row, part) for row in rows}) for part in ("sex", "site"))
    ages = np.array([row.age for row in rows if row.age is not None])
    found: dict[str, Model] = {}
    for kind in KINDS:
        model: Model = {"kind": kind, "sexes": sexes, "sites": sites, "age": [float(ages.mean()), float(ages.std())]}
        model["kernel"] = _regressed(inputs(model, rows), labels(rows)).round(4).tolist()
        found[kind] = model
    return found


def save(models: dict[str, Model], file: Path = FILE) -> None:
    """Write what ``fit`` found."""
    file.write_text(json.dumps(models) + "\n", encoding="utf-8")


def load(file: Path = FILE) -> dict[str, Model]:
    """What ``save`` wrote."""
    found: dict[str, Model] = json.loads(file.read_text(encoding="utf-8"))
    return found


def inputs(model: Model, rows: Sequence[Row]) -> Array:
    """(N, inputs): age and its square in standard deviations, whether it is known, sex, site, a constant, corners.

    A sex or site that the training pictures did not have is none of them.
    """
    mean, deviation = model["age"]
    table = []
    for row in rows:
        age = 0.0 if row.age is None else (row.age - mean) / deviation
        line = [1.0, age, age * age, float(row.age is None)]
        line += [float(row.sex == sex) for sex in model["sexes"]] + [float(row.site == site) for site in model["sites"]]
        if model["kind"] == "age_sex_site_corners":
            line += [float(min(row.corners, _MOST_CORNERS) == count) for count in range(_MOST_CORNERS + 1)]
        table.append(line)
    return np.array(table)


def probabilities(model: Model, rows: Sequence[Row]) -> Array:
    """(N, 7), for a prior in which all classes are as frequent."""
    return _softmax(inputs(model, rows) @ np.array(model["kernel"]))


def _regressed(x: Array, y: Array) -> Array:
    """Multinomial logistic regression with a little decay, by gradient descent with momentum: (inputs, 7)."""
    counted = np.bincount(y, minlength=len(CLASSES))
    weight = (len(y) / (np.maximum(counted, 1) * (counted > 0).sum()))[y]
    wanted = np.eye(len(CLASSES))[y]
    kernel = np.zeros((x.shape[1], len(CLASSES)))
    speed = np.zeros_like(kernel)
    for _ in range(_STEPS):
        gradient = x.T @ ((_softmax(x @ kernel) - wanted) * weight[:, None]) / len(y) + _DECAY * kernel
        speed = 0.9 * speed - _RATE * gradient
        kernel += speed
    return kernel


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))
