"""The trained weights as a file, with who was heard in training; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.lips.network import LipNet, Shape
from models.toolkit import weightfiles

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_SPEAKERS, _SENTENCES, _CLOSES = "speakers", "sentences", "closes"


class Trained(NamedTuple):
    """The network; the ``speakers`` and ``sentences`` that training or choosing heard; from which bound on lips
    count as closed (models.lips.closing).
    """

    network: LipNet
    speakers: tuple[str, ...]
    sentences: tuple[str, ...]
    closes: float


def save(
    file: Path,
    shape: Shape,
    weights: Mapping[str, Array],
    speakers: Sequence[str],
    sentences: Sequence[str],
    closes: float,
) -> None:
    """Write weights by name, who and what was heard, and the description beside them."""
    others = {_SPEAKERS: np.array(speakers, np.str_), _SENTENCES: np.array(sentences, np.str_)}
    weightfiles.save(file, shape, weights, {**others, _CLOSES: np.array(closes)})


def load(file: Path = FILE) -> Trained:
    """The network with its weights. Raises models.toolkit.weightfiles.WeightsFileError."""

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> Trained:
        speakers, sentences = (tuple(str(one) for one in arrays.pop(name)) for name in (_SPEAKERS, _SENTENCES))
        closes = float(arrays.pop(_CLOSES))
        return Trained(LipNet(Shape(int(shape["dense"]), int(shape["units"])), arrays), speakers, sentences, closes)

    return weightfiles.load(file, build)
