"""Networks converted from the fetched files into a form that loads faster, made once and kept in models/cache/.

A kept conversion is used only when its SHA-256 is the one noted beside it and it was made from the same files by
the same code and the same TensorFlow; anything else is made anew. Where the folder cannot be written the
conversion serves this process alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from models.assets import assets

log = logging.getLogger(__name__)

FOLDER = assets.CACHE / "converted"


def converted(
    name: str, sources: Sequence[Path], versions: str, make: Callable[[], bytes], folder: Path = FOLDER
) -> bytes:
    """What ``make`` makes of the files ``sources``, from the cache where it can be trusted.

    ``sources`` are weights and the code that converts them, ``versions`` names the libraries that it uses: when any
    of them changes, the conversion is made anew.
    """
    digests = [hashlib.sha256(source.read_bytes()).hexdigest() for source in sources]
    key = hashlib.sha256("\0".join([versions, *digests]).encode()).hexdigest()[:16]
    file = folder / f"{name}-{key}"
    kept = _read(file)
    if kept is not None:
        return kept
    made = make()
    with suppress(OSError):
        _write(file, made)
        for old in folder.glob(f"{name}-*"):
            if old.name not in (file.name, f"{file.name}.sha256"):
                old.unlink(missing_ok=True)
    return made


def _read(file: Path) -> bytes | None:
    """A kept conversion, or None when there is none or it is not what was written."""
    with suppress(OSError):
        noted = Path(f"{file}.sha256").read_text(encoding="ascii").strip()
        data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() == noted:
            return data
        log.warning("%s is damaged; it is converted anew", file.name)
    return None


def _write(file: Path, data: bytes) -> None:
    """Write a conversion and its digest, each whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((file, data), (Path(f"{file}.sha256"), hashlib.sha256(data).hexdigest().encode())):
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(content)
        os.replace(part.name, path)  # noqa: PTH105  atomic
