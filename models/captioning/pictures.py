"""Flickr8k's pictures decoded, as one array. Only ``tune`` needs them all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models import flickr8k, frames

Array = np.ndarray[Any, Any]


def decoded(work: Path, archive: Path, names: tuple[str, ...]) -> Array:
    """(N, 3, 224, 224) RGB uint8 in the order of ``names``; decoded once and kept in a file of 1 GB."""
    file = work / "pictures.npy"
    if not file.exists():
        work.mkdir(parents=True, exist_ok=True)
        pictures = np.stack([frames.decode(jpeg) for jpeg in flickr8k.read_jpegs(archive, names)])
        np.save(file, np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)))
    return np.asarray(np.load(file))
