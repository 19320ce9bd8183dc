"""The trained weights as a file, with how probabilities come out of them; see models.toolkit.weightfiles.

Trained on HAM10000, which is CC BY-NC 4.0: the weights are for non-commercial use; see LICENCE-WEIGHTS.md beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.lesions.calibration import Calibration, Familiarity, from_arrays, to_arrays
from models.toolkit import weightfiles

if TYPE_CHECKING:
    from models.lesions.network import LesionNetwork, Shape

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"


class Trained(NamedTuple):
    """The network, how its scores become probabilities, and what it takes for a lesion."""

    network: LesionNetwork
    calibration: Calibration
    familiarity: Familiarity


def save(
    file: Path, shape: Shape, folded: Mapping[str, Array], calibration: Calibration, familiarity: Familiarity
) -> None:
    """Write folded weights by name, what was fitted to them, and the description beside them."""
    weightfiles.save(file, shape, folded, to_arrays(calibration, familiarity))


def load(file: Path = FILE) -> Trained:
    """The network with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""
    from models.lesions.network import LesionNetwork, Shape

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> Trained:
        fitted = from_arrays(arrays)
        kernels = {name: array for name, array in arrays.items() if "/" not in name}
        return Trained(LesionNetwork(Shape(**shape), kernels), *fitted)

    return weightfiles.load(file, build)
