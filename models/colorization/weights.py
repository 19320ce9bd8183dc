"""The trained weights as a file: float16 arrays in one npz without pickles.

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
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.assets import AssetError

if TYPE_CHECKING:
    from models.colorization.network import Colorizer, Shape

Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "weights.npz"
_PRIOR = "prior"


class WeightsFileError(AssetError):
    """The weights are missing, damaged, or not those that the TOML file describes."""


class Trained(NamedTuple):
    """The network, and how often each bin occurred in its training pictures, float32 (bins,)."""

    network: Colorizer
    prior: Array


def save(file: Path, shape: Shape, folded: Mapping[str, Array], prior: Array) -> None:
    """Write folded weights by name, the prior, and the description beside them."""
    arrays = {name: np.asarray(array, np.float16) for name, array in folded.items()}
    content = io.BytesIO()
    np.savez(content, **{_PRIOR: np.asarray(prior, np.float32)}, **arrays)  # type: ignore[arg-type]
    file.write_bytes(content.getvalue())
    lines = [f'sha256 = "{hashlib.sha256(content.getvalue()).hexdigest()}"', "", "[shape]"]
    lines += [f"{key} = {list(value) if isinstance(value, tuple) else value}" for key, value in asdict(shape).items()]
    file.with_suffix(".toml").write_text("\n".join(lines) + "\n")


def load(file: Path = FILE) -> Trained:
    """The network with its weights. Raises WeightsFileError."""
    from models.colorization.network import Colorizer, Shape

    try:
        table = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != table["sha256"]:
            raise WeightsFileError(f"{file.name} is damaged or was changed: its SHA-256 is another")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            weights = {name: arrays[name] for name in arrays.files}
        prior = weights.pop(_PRIOR)
        shape: dict[str, Any] = {**table["shape"], "widths": tuple(table["shape"]["widths"])}
        return Trained(Colorizer(Shape(**shape), weights), prior)
    except WeightsFileError:
        raise
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise WeightsFileError(f"{file.name} cannot be read: {error}") from error
