"""The trained weights as a file, with the bounds chosen on held-out kinds of motion; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.actions.judging import Bounds
from models.actions.network import ActionNet, Shape
from models.toolkit import weightfiles

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_LEAST = "least"


class Trained(NamedTuple):
    """The network, and from which probability on each action is said."""

    network: ActionNet
    bounds: Bounds


def save(file: Path, shape: Shape, weights: Mapping[str, Array], bounds: Bounds) -> None:
    """Write weights by name, the bounds, and the description beside them."""
    weightfiles.save(file, shape, weights, {_LEAST: np.asarray(bounds.least, np.float32)})


def load(file: Path = FILE) -> Trained:
    """The network with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> Trained:
        least = tuple(arrays.pop(_LEAST).tolist())
        network = ActionNet(Shape(int(shape["width"]), tuple(shape["dilations"])), arrays)
        return Trained(network, Bounds(least))

    return weightfiles.load(file, build)
