"""Packs of data to learn from or to measure by: a tar, or the folder that it unpacks to."""

from __future__ import annotations

import contextlib
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self


class PackError(ValueError):
    """The pack lacks a file, or is not what was expected."""


class Files:
    """The files of a pack that is open; names as they are in the tar, without a leading ``./``."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise PackError(f"there is no {path}")
        self._folder = path if path.is_dir() else None
        self._tar = None if self._folder else tarfile.open(path)  # noqa: SIM115
        members = self._tar or ()
        self._members = {one.name.removeprefix("./"): one for one in members if one.isfile()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._tar:
            self._tar.close()

    def __contains__(self, name: str) -> bool:
        return (self._folder / name).is_file() if self._folder else name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises PackError when it is not there."""
        if name not in self:
            raise PackError(f"the pack lacks {name}")
        if self._folder:
            return (self._folder / name).read_bytes()
        stream = self._tar.extractfile(self._members[name]) if self._tar else None
        return stream.read() if stream else b""


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
