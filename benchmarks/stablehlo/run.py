"""Run exported networks with JAX, on a GPU where it finds one, and hold their answers against TensorFlow's.

    python -m benchmarks.stablehlo.run FOLDER [--calls 20] [--json FILE]

Needs JAX and NumPy alone. Prints for each artifact the largest difference from TensorFlow's answer, in parts of that
answer's largest number where it is above one, and the milliseconds a picture: the median of so many calls, with the
inputs on the device and the answer awaited. Ends with 1 where a difference is above 0.01.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

MOST = 0.01
"""The largest difference that counts as the same."""


class Ran(NamedTuple):
    """What one artifact did: the largest difference, and the median seconds of a call."""

    difference: float
    seconds: float


def difference(found: Sequence[Array], told: Sequence[Array]) -> float:
    """The largest difference between answers, in parts of the largest number where that is above one.

    Raises ValueError where they are not of the same number and shapes.
    """
    worst = 0.0
    for ours, theirs in zip(found, told, strict=True):
        if ours.shape != theirs.shape:
            raise ValueError(f"the answer is {ours.shape}, and was {theirs.shape}")
        scale = max(1.0, float(np.abs(theirs).max(initial=0)))
        worst = max(worst, float(np.abs(ours.astype(np.float64) - theirs).max(initial=0)) / scale)
    return worst


def run(file: Path, calls: int) -> Ran:
    """Run one artifact on what lies beside it."""
    import jax
    from jax import export

    kept = np.load(file.with_suffix(".npz"))
    inputs = [jax.device_put(kept[name]) for name in sorted(kept) if name.startswith("input")]
    told = [kept[name] for name in sorted(kept, key=_number) if name.startswith("answer")]
    call = jax.jit(export.deserialize(bytearray(file.read_bytes())).call)
    found = [np.asarray(one) for one in jax.tree.leaves(call(*inputs))]
    took = []
    for _ in range(calls):
        start = time.perf_counter()
        for one in jax.tree.leaves(call(*inputs)):
            one.block_until_ready()
        took.append(time.perf_counter() - start)
    return Ran(difference(found, told), statistics.median(took) if took else 0.0)


def main(arguments: Sequence[str]) -> int:
    """Run all of a folder; returns the exit code."""
    import jax

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    options = parser.parse_args(arguments)
    device = jax.devices()[0]
    print(f"{'on ' + device.device_kind:<24}{'difference':>12}{'ms a picture':>14}")
    rows: dict[str, dict[str, float]] = {}
    for file in sorted(options.folder.glob("*.stablehlo")):
        ran = run(file, options.calls)
        each = 1000 * ran.seconds / _number(file.stem)
        rows[file.stem] = {"difference": ran.difference, "ms_a_picture": each}
        print(f"{file.stem:<24}{ran.difference:>12.1e}{each:>14.2f}", flush=True)
    if options.json:
        options.json.write_text(json.dumps({"device": device.device_kind, "networks": rows}, indent=1), "utf-8")
    return int(any(row["difference"] > MOST for row in rows.values()))


def _number(name: str) -> int:
    """The number at a name's end."""
    return int("".join(letter for letter in name.rsplit("-", 1)[-1] if letter.isdigit()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
