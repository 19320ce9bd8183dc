"""Pretrained files and footage: what assets.toml says of them, and whether what lies here is that.

``path(name)`` is all that a demo needs. ``python -m models.assets`` fetches what is missing.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
MANIFEST = HERE / "assets.toml"
CACHE = HERE.parent / "cache"


class AssetError(RuntimeError):
    """A file that is missing, or not what the manifest says; the message tells the next step."""


@dataclass(frozen=True)
class Asset:
    """One entry of the manifest. ``size`` in bytes; ``archive_size`` is that of the whole package."""

    name: str
    registry: str
    package: str
    version: str
    path: str
    sha256: str
    size: int
    file: str
    licence: str
    source: str
    archive_size: int
    optional: bool = False


def read_manifest(manifest: Path) -> dict[str, Asset]:
    """Every asset of a manifest by its name. Raises AssetError when the manifest makes no sense."""
    try:
        table = tomllib.loads(manifest.read_text(encoding="utf-8"))
        archives = table.get("archive", {})
        assets = {
            name: Asset(
                name=name,
                archive_size=archives.get(f"{entry['registry']}:{entry['package']}", {}).get("size", entry["size"]),
                **entry,
            )
            for name, entry in table["asset"].items()
        }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise AssetError(f"The list of model files, {manifest.name}, cannot be read: {error}.") from error
    for asset in assets.values():
        if Path(asset.file).name != asset.file or asset.registry not in ("npm", "pypi"):
            raise AssetError(f"The entry {asset.name} in {manifest.name} is not valid.")
    return assets


@cache
def manifest() -> dict[str, Asset]:
    """The project's own manifest, read once."""
    return read_manifest(MANIFEST)


def is_intact(file: Path, asset: Asset) -> bool:
    """Whether a file is there and is, by size and SHA-256, what the manifest says."""
    try:
        if file.stat().st_size != asset.size:
            return False
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == asset.sha256
    except OSError:
        return False


def path(name: str) -> Path:
    """Where an asset lies, after its SHA-256 was checked. Raises AssetError."""
    asset = manifest().get(name)
    if asset is None:
        raise AssetError(f"There is no model file called {name} in {MANIFEST.name}.")
    file = CACHE / asset.file
    if not file.exists():
        raise AssetError(f"The model file {asset.file} is missing. Run `make assets`, then start again.")
    if not is_intact(file, asset):
        raise AssetError(f"The model file {asset.file} is damaged or was changed. Run `make assets` to fetch it again.")
    return file
