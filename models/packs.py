"""Packs of data to learn from or to measure by: a tar, or the folder that it unpacks to."""

from __future__ import annotations

import contextlib
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path


class PackError(ValueError):
    """The pack is not of the form that is expected; the message says what is wrong."""


@contextlib.contextmanager
def unpacked(pack: Path) -> Iterator[Path]:
    """The folder of a pack, a temporary one where it is a tar. Raises PackError."""
    if pack.is_dir():
        yield pack
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(pack) as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise PackError(f"{pack} is neither a folder nor a tar: {error}") from error
        yield Path(folder)
