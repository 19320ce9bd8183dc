"""The trained weights as a file: float16 arrays and the vocabulary in one npz without pickles.

Beside it lies a TOML file of the same name with the architecture and the SHA-256 of the npz.
"""

from __future__ import annotations

import hashlib
import io
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.assets import AssetError
from models.captioning.tokens import Vocabulary

if TYPE_CHECKING:
    from models.captioning.network import Captioner

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_WORDS = "vocabulary"


class WeightsFileError(AssetError):
    """The weights are missing, damaged, or not those that the TOML file describes."""


def save(file: Path, network: Captioner, weights: Mapping[str, Array], vocabulary: Vocabulary) -> None:
    """Write ``weights`` (by name, as the network's) and its description."""
    arrays = {name: np.asarray(array, np.float16) for name, array in weights.items()}
    arrays[_WORDS] = np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    file.write_bytes(content.getvalue())
    lines = [f'sha256 = "{hashlib.sha256(content.getvalue()).hexdigest()}"', "", "[shape]"]
    lines += [f"{key} = {str(value).lower()}" for key, value in asdict(network.shape).items()]
    file.with_suffix(".toml").write_text("\n".join(lines) + "\n")


def load(file: Path = FILE) -> tuple[Captioner, Vocabulary]:
    """The network and its vocabulary. Raises WeightsFileError."""
    from models.captioning.network import Captioner, Shape

    try:
        table = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != table["sha256"]:
            raise WeightsFileError(f"{file.name} is damaged or was changed: its SHA-256 is another")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            weights = {name: arrays[name] for name in arrays.files}
        vocabulary = Vocabulary(tuple(weights.pop(_WORDS).tobytes().decode().split("\n")))
        return Captioner(Shape(**table["shape"]), weights), vocabulary
    except WeightsFileError:
        raise
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise WeightsFileError(f"{file.name} cannot be read: {error}") from error
