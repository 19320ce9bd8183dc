"""Where the footage lies that a demo's network is shown for its pictures: in its own folder, or among the assets."""

from __future__ import annotations

from pathlib import Path

from models.assets import assets
from models.contract.demo import Demo


def path_of(demo: Demo, name: str) -> Path:
    """The file of that name in the demo's folder where there is one, else the asset. Raises AssetError."""
    own = demo.folder / name
    return own if own.is_file() else assets.path(name)
