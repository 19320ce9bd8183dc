"""The trained weights as a file, with the vocabulary; see models.toolkit.weightfiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.captioning.architecture import Shape, WeightsError
from models.captioning.tokens import Vocabulary
from models.toolkit import weightfiles

if TYPE_CHECKING:
    from models.captioning.network import Captioner

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_WORDS = "vocabulary"


def save(file: Path, shape: Shape, weights: Mapping[str, Array], vocabulary: Vocabulary) -> None:
    """Write ``weights`` (by name, as architecture.weight_shapes lists them) and their description."""
    words = np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)
    weightfiles.save(file, shape, weights, {_WORDS: words})


def read(file: Path) -> tuple[dict[str, Array], Shape, Vocabulary]:
    """Float32 arrays by name, the architecture and the vocabulary. Raises
    models.toolkit.weightfiles.WeightsFileError."""

    def build(arrays: dict[str, Array], shape: dict[str, Any]) -> tuple[dict[str, Array], Shape, Vocabulary]:
        vocabulary = Vocabulary(tuple(arrays.pop(_WORDS).tobytes().decode().split("\n")))
        return {name: array.astype(np.float32) for name, array in arrays.items()}, Shape(**shape), vocabulary

    return weightfiles.load(file, build)


def load(file: Path = FILE) -> tuple[Captioner, Vocabulary]:
    """The network and its vocabulary. Raises models.toolkit.weightfiles.WeightsFileError."""
    from models.captioning.network import Captioner

    arrays, shape, vocabulary = read(file)
    try:
        return Captioner(shape, arrays), vocabulary
    except WeightsError as error:
        raise weightfiles.WeightsFileError(f"{file.name} cannot be read: {error}") from error
