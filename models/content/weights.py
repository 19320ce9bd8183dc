"""The trained weights as a file; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.content.network import CardNet, Shape
from models.toolkit import weightfiles

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"


def save(file: Path, shape: Shape, weights: Mapping[str, Array]) -> None:
    """Write weights by name, and the description beside them."""
    weightfiles.save(file, shape, weights, {})


def load(file: Path = FILE) -> CardNet:
    """The network with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> CardNet:
        return CardNet(Shape(tuple(shape["widths"]), tuple(shape["dilations"])), arrays)

    return weightfiles.load(file, build)
