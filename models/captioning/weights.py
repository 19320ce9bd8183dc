"""The trained weights as a file, with the vocabulary; see models.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models import weightfiles
from models.captioning.tokens import Vocabulary

if TYPE_CHECKING:
    from models.captioning.network import Captioner

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_WORDS = "vocabulary"


def save(file: Path, network: Captioner, weights: Mapping[str, Array], vocabulary: Vocabulary) -> None:
    """Write ``weights`` (by name, as the network's) and its description."""
    words = np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)
    weightfiles.save(file, network.shape, weights, {_WORDS: words})


def load(file: Path = FILE) -> tuple[Captioner, Vocabulary]:
    """The network and its vocabulary. Raises models.weightfiles.WeightsFileError."""
    from models.captioning.network import Captioner, Shape

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> tuple[Captioner, Vocabulary]:
        vocabulary = Vocabulary(tuple(arrays.pop(_WORDS).tobytes().decode().split("\n")))
        return Captioner(Shape(**shape), arrays), vocabulary

    return weightfiles.load(file, build)
