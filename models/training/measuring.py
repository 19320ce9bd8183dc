"""What every command that measures has: its options, and figures told as one JSON line, indented, or as a table."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np


def parser_of(
    module: str, description: str | None, *, split: str | None = "val", pack: str | None = None
) -> argparse.ArgumentParser:
    """A parser of --data, --json and, unless ``split`` is None, --split with that default. pack: what --data takes."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK", help=pack)
    if split:
        parser.add_argument("--split", default=split, help="any that the pack has")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    return parser


def tell(
    options: argparse.Namespace, found: dict[str, Any], table: Callable[[dict[str, Any]], str] | None = None
) -> int:
    """Print figures: a line of JSON where that was asked for, else their table, or indented; returns the exit code."""
    if options.json or table is None:
        sys.stdout.write(json.dumps(found, indent=None if options.json else 2) + "\n")
    else:
        sys.stdout.write(table(found))
    return 0


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Four digits are kept."""
    return {name: round(float(value), 4) for name, value in values.items()}


def milliseconds(call: Callable[[], object], times: int) -> float:
    """The median time of so many calls."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return 1000 * float(np.median(taken))


def sha256(file: Path) -> str:
    """The digest of a file, as hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
