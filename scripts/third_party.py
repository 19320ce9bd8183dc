"""Writes THIRD_PARTY.md: every pinned runtime package, script, font and model file with its licence.

Names and versions come from the requirements files, package-lock.json and models/assets/assets.toml; licences from the
packages' own metadata, and for those that are not installed everywhere from licences.toml. What weights were trained
on here stands beside them, in trained_on.toml, and whose the sounds of a demo's folder are in recordings.toml.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, cast

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD_PARTY.md"
RUNTIME = ("requirements.txt", "requirements-gpu.txt", "requirements-node.txt", "requirements-ray.txt")

_READ = tomllib.loads((ROOT / "scripts" / "licences.toml").read_text(encoding="utf-8"))
_KNOWN = {name: licence for licence, names in _READ.items() for name in names}
_CUDA = "NVIDIA's terms, in the package; installed only where a GPU is found"
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
}


class Row(NamedTuple):
    """One line of a table."""

    name: str
    version: str
    licence: str
    note: str = ""


def main() -> int:
    """Write the file. Returns the exit code."""
    TARGET.write_text(render(), encoding="utf-8")
    return 0


def render() -> str:
    """The whole file's text."""
    parts = [
        "# Third-party notices",
        "This app is MIT-licensed (see LICENSE). It stands on the works below; set-up fetches them from their "
        "registries. Only small pictures made with them (examples, thumbnails), and the recordings below, are part of "
        "this repository. Written by `make third-party`.",
        table("Python packages", sorted(python_rows())),
        table("Scripts and fonts of the pages (npm)", sorted(node_rows())),
        table("Model files, pictures and footage", list(asset_rows())),
        table("Recordings", list(recording_rows())),
        table("Data that weights were trained on here", list(trained_rows())),
    ]
    return "\n\n".join(parts) + "\n"


def table(title: str, rows: list[Row]) -> str:
    lines = [f"## {title}", "", "| what | version | licence | from |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.name} | {row.version} | {row.licence} | {row.note} |" for row in rows)])


def python_rows() -> Iterator[Row]:
    listed = set()
    for file in RUNTIME:
        note = "PyPI, only for ENGINE=ray" if file == "requirements-ray.txt" else "PyPI"
        for pin in pins((ROOT / file).read_text(encoding="utf-8")):
            if pin not in listed:
                listed.add(pin)
                yield Row(*pin, licence_of(pin[0]), note)


def pins(requirements: str) -> list[tuple[str, str]]:
    """Name and version of every package that a compiled requirements file pins."""
    return re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", requirements, re.MULTILINE)


def licence_of(name: str) -> str:
    """A Python package's licence. Raises LookupError where neither the package nor the table says it."""
    if name in _KNOWN:
        return _KNOWN[name]
    if name.startswith("nvidia-"):
        return _CUDA
    about = cast(Message, metadata.metadata(name))
    said = about.get("License-Expression") or (about.get("License") or "").strip().split("\n")[0]
    if not said:
        classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
        said = " or ".join(line.rpartition(":: ")[2] for line in classifiers)
    if not said:
        raise LookupError(f"{name} says nothing of its licence: look, and add it to scripts/licences.toml")
    return _SPDX.get(said, said)


def node_rows() -> Iterator[Row]:
    """The packages that pages are served from, with what those need; not the development tools."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for path, entry in lock["packages"].items():
        if path and not entry.get("dev"):
            name = path.removeprefix("node_modules/")
            yield Row(name, entry["version"], entry.get("license") or _KNOWN[name], "npm")


def asset_rows() -> Iterator[Row]:
    manifest = tomllib.loads((ROOT / "models" / "assets" / "assets.toml").read_text(encoding="utf-8"))
    for name, entry in manifest["asset"].items():
        note = f"{entry['source']} ({entry['registry']} {entry['package']})"
        yield Row(name, entry["version"], entry["licence"], note)


def recording_rows() -> Iterator[Row]:
    """The sounds that lie in the demos' own folders."""
    for file in sorted((ROOT / "models").glob("*/recordings.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["recording"]:
            yield Row(f"{file.parent.name}/{entry['file']}", entry["name"], entry["licence"], entry["source"])


def trained_rows() -> Iterator[Row]:
    """The data of each demo's own weights; the data themselves are not in the repository."""
    for file in sorted((ROOT / "models").glob("*/trained_on.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["data"]:
            yield Row(f"{file.parent.name}/weights.npz", entry["name"], entry["licence"], entry["source"])


if __name__ == "__main__":
    sys.exit(main())
