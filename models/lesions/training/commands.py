"""What the commands that measure the lesion network have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.lesions import weights
from models.lesions.reader import VIEWS
from models.toolkit import devices
from models.training import measuring


def parser_of(name: str, description: str | None) -> argparse.ArgumentParser:
    """A parser of what each takes: the pack and its split, the weights, views, resamples and threads."""
    pack = "ham10000.tar, or the folder that it unpacks to"
    parser = measuring.parser_of(f"models.lesions.training.{name}", description, split="dev", pack=pack)
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--views", type=int, default=VIEWS, choices=(1, 2, 4))
    parser.add_argument("--resamples", type=int, default=1000, help="of the bootstrap")
    parser.add_argument("--threads", type=int, default=2)
    return parser


def measure(
    options: argparse.Namespace,
    report: Callable[[argparse.Namespace], dict[str, Any]],
    table: Callable[[dict[str, Any]], str],
) -> int:
    """Measure on the processor and print; returns the exit code."""
    devices.configure("cpu", options.threads)
    return measuring.tell(options, report(options), table)
