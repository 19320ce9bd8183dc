"""The trained weights as a file, with the bins' frequencies; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.toolkit import weightfiles

if TYPE_CHECKING:
    from models.colorization.network import Colorizer, Shape

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_PRIOR = "prior"


class Trained(NamedTuple):
    """The network, and how often each bin occurred in its training pictures, float32 (bins,)."""

    network: Colorizer
    prior: Array


def save(file: Path, shape: Shape, folded: Mapping[str, Array], prior: Array) -> None:
    """Write folded weights by name, the prior, and the description beside them."""
    weightfiles.save(file, shape, folded, {_PRIOR: np.asarray(prior, np.float32)})


def arrays(file: Path = FILE) -> dict[str, Array]:
    """The folded weights by name. Raises models.toolkit.weightfiles.WeightsFileError."""
    return weightfiles.load(file, lambda found, _: {name: one for name, one in found.items() if name != _PRIOR})


def load(file: Path = FILE) -> Trained:
    """The network with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""
    from models.colorization.network import Colorizer, Shape

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> Trained:
        prior = arrays.pop(_PRIOR)
        return Trained(Colorizer(Shape(**{**shape, "widths": tuple(shape["widths"])}), arrays), prior)

    return weightfiles.load(file, build)
