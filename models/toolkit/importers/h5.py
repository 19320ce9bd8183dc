"""Arrays out of HDF5 files, as Keras writes weights: nothing but numbers is read, no layer and no configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np

Array = np.ndarray[Any, Any]


class H5Error(ValueError):
    """The file is not HDF5, or holds something other than arrays of floats."""


def read(path: Path) -> dict[str, Array]:
    """Every array of a file by its path within, such as ``block1/layers/conv2d/vars/0``, in its stored type.

    Raises H5Error for what is damaged, is no array of floats, or is kept outside the file.
    """
    found: dict[str, Array] = {}

    def take(name: str, entry: Any) -> None:
        if isinstance(entry, h5py.Dataset):
            if entry.dtype.kind != "f" or entry.external or entry.is_virtual:
                raise H5Error(f"{name} is not an array of floats within the file")
            found[name] = entry[()]

    try:
        with h5py.File(path, "r") as file:
            file.visititems(take)
    except (OSError, RuntimeError, KeyError) as error:
        raise H5Error(f"{path.name} is not a whole HDF5 file: {error}") from error
    return found
