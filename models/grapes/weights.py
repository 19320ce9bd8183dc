"""The trained weights as a file; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.toolkit import weightfiles

if TYPE_CHECKING:
    from models.grapes.network import GrapeNet, Shape

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"


def save(file: Path, shape: Shape, weights: Mapping[str, Array]) -> None:
    """Write weights by name, and the description beside them."""
    weightfiles.save(file, shape, weights, {})


def arrays(file: Path = FILE) -> dict[str, Array]:
    """The weights by name. Raises models.toolkit.weightfiles.WeightsFileError."""
    return weightfiles.load(file, lambda found, _: found)


def load(file: Path = FILE) -> GrapeNet:
    """The network with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""
    from models.grapes.network import GrapeNet, Shape

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> GrapeNet:
        return GrapeNet(Shape(tuple(shape["widths"])), arrays)

    return weightfiles.load(file, build)
