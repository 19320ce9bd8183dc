"""Weights of networks trained here, as files: arrays in one npz without pickles, kept as float16.

Beside each lies a TOML file of the same name with the architecture and the SHA-256 of the npz, which is checked before
anything is read of it.
"""

from __future__ import annotations

import hashlib
import io
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from models.assets.assets import AssetError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Array = np.ndarray[Any, Any]
T = TypeVar("T")


class WeightsFileError(AssetError):
    """The weights are missing, damaged, or not those that the TOML file describes."""


def save(file: Path, shape: DataclassInstance, weights: Mapping[str, Array], others: Mapping[str, Array]) -> None:
    """Write ``weights`` by name as float16, ``others`` as they are, and the description: the SHA-256 and ``shape``."""
    halves = {name: np.asarray(array, np.float16) for name, array in weights.items()}
    content = io.BytesIO()
    arrays: dict[str, Any] = {**others, **halves}
    np.savez(content, **arrays)
    file.write_bytes(content.getvalue())
    lines = [f'sha256 = "{hashlib.sha256(content.getvalue()).hexdigest()}"', "", "[shape]"]
    lines += [f"{key} = {_toml(value)}" for key, value in asdict(shape).items()]
    file.with_suffix(".toml").write_text("\n".join(lines) + "\n")


def load(file: Path, build: Callable[[dict[str, Array], dict[str, Any]], T]) -> T:
    """What ``build`` makes of the arrays by name and the shape's values. Raises WeightsFileError."""
    content, table = _read(file)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return build({name: arrays[name] for name in arrays.files}, dict(table["shape"]))
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise WeightsFileError(f"{file.name} cannot be read: {error}") from error


def check(file: Path) -> None:
    """Raises WeightsFileError where :func:`load` would, save for arrays that no network can be built of."""
    _read(file)


def _read(file: Path) -> tuple[bytes, dict[str, Any]]:
    """The npz's bytes, which are those that the TOML file describes, and what else that one says."""
    try:
        table = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
        content = file.read_bytes()
        intact = hashlib.sha256(content).hexdigest() == table["sha256"]
    except OSError as error:  # visitors read this: no folder of this machine
        raise WeightsFileError(f"{file.name} cannot be read: {error.strerror}") from error
    except (KeyError, ValueError) as error:
        raise WeightsFileError(f"{file.name} cannot be read: {error}") from error
    if not intact:
        raise WeightsFileError(f"{file.name} is damaged or was changed: its SHA-256 is another")
    return content, table


def _toml(value: bool | float | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return str(list(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
