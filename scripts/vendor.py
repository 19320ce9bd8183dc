"""Copies what the pages load of node_modules/ into static/vendor/: a script and two families of fonts."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"


class VendorError(RuntimeError):
    """A package does not hold what it should."""


def files() -> dict[str, str]:
    """Where in node_modules/ each file of static/vendor/ comes from."""
    wanted = {
        "socket.io.esm.min.js": "socket.io-client/dist/socket.io.esm.min.js",
        "socket.io.esm.min.js.map": "socket.io-client/dist/socket.io.esm.min.js.map",
        "socket.io-client.LICENSE": "socket.io-client/LICENSE",
    }
    for family in ("literata", "source-sans-3"):
        package = f"@fontsource-variable/{family}"
        wanted[f"fonts/{family}.LICENSE"] = f"{package}/LICENSE"
        for subset in ("latin", "latin-ext"):
            for style in ("normal", "italic"):
                name = f"{family}-{subset}-wght-{style}.woff2"
                wanted[f"fonts/{name}"] = f"{package}/files/{name}"
    return wanted


def is_complete() -> bool:
    """Whether every file lies in static/vendor/."""
    return all((TARGET / name).is_file() for name in files())


def copy() -> None:
    """Copy every file, each in one step. Raises VendorError."""
    for name, source in files().items():
        target = TARGET / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(SOURCE / source, part)
        except FileNotFoundError:
            raise VendorError(
                f"node_modules/{source} is missing. Delete node_modules and run the same command again."
            ) from None
        part.replace(target)
