"""The trained weights as a file, with the mean pose that is the baseline; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.radio.network import Shape, Student
from models.toolkit import weightfiles

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_MEAN, _LEAST = "mean_pose", "least"


class Trained(NamedTuple):
    """The student; the ``mean_pose`` of training (14, 2) in metres beside its centre; from which score on somebody
    counts as found.
    """

    student: Student
    mean_pose: Array
    least: float


def save(file: Path, shape: Shape, weights: Mapping[str, Array], mean_pose: Array, least: float) -> None:
    """Write weights by name, the mean pose, the least score, and the description beside them."""
    others = {_MEAN: np.asarray(mean_pose, np.float32), _LEAST: np.array(least)}
    weightfiles.save(file, shape, weights, others)


def load(file: Path = FILE) -> Trained:
    """The student with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> Trained:
        mean, least = arrays.pop(_MEAN), float(arrays.pop(_LEAST))
        return Trained(Student(Shape(tuple(shape["channels"]), int(shape["dense"])), arrays), mean, least)

    return weightfiles.load(file, build)
