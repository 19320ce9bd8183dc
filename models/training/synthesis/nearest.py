"""The training pictures as 64 numbers each, by which a page shows the nearest ones of what was made.

Pictures are never kept: from so few numbers of a small picture only a blurred one is redrawn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.toolkit import weightfiles
from models.toolkit.synthesis.codes import AXES, FILE, MOST, Codes, Kept
from models.training.stylegan.pictures import Pictures

Array = np.ndarray[Any, Any]

_LARGEST = 127


def main(
    arguments: Sequence[str], folder: Path, read: Callable[[Path, str, int], Pictures], held_out: str, *, turns: bool
) -> int:
    """Write ``nearest.npz`` and its description beside a demo. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK")
    parser.add_argument("--side", type=int, default=32)
    options = parser.parse_args(arguments)
    learnt, held = (read(options.data, split, options.side).rgb for split in ("train", held_out))
    kept, arrays = compressed(learnt, turns=turns)
    kept = told(kept, arrays, held)
    weights = {name: arrays[name] for name in ("mean", "axes", "spread", "steps")}
    weightfiles.save(folder / FILE, kept, weights, {"codes": arrays["codes"]})
    sys.stdout.write(f"{kept}, {(folder / FILE).stat().st_size / 1000:.0f} kB\n")
    return 0


def compressed(pictures: Array, *, turns: bool, seed: int = 0) -> tuple[Kept, dict[str, Array]]:
    """What :class:`Codes` takes, of RGB uint8 (n, side, side, 3); of too many, some by chance."""
    rows = np.sort(np.random.default_rng(seed).permutation(len(pictures))[:MOST])
    flat = pictures.reshape(len(pictures), -1).astype(np.float32)
    mean = flat.mean(0)
    covariance = np.cov(flat, rowvar=False)
    variances, vectors = np.linalg.eigh(covariance)
    axes = vectors[:, ::-1][:, :AXES].T
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]  # else it may be either
    coordinates = (flat[rows] - mean) @ axes.T
    steps = np.float16(np.abs(coordinates).max(0) / _LARGEST).astype(np.float32)
    codes = np.clip(np.rint(coordinates / steps), -_LARGEST, _LARGEST).astype(np.int8)
    spread = np.sqrt(np.maximum(variances[::-1][: len(axes)], 0))
    kept = Kept(pictures.shape[1], 0.0, 0.0, 0.0, turns)
    return kept, {"mean": mean, "axes": axes, "spread": spread, "steps": steps, "codes": codes}


def told(kept: Kept, arrays: dict[str, Array], held_out: Array) -> Kept:
    """How far real pictures that nothing was trained on are from the nearest kept ones."""
    low, typical, high = np.percentile(Codes(kept, arrays).distances(held_out), (5, 50, 95))
    return replace(kept, low=round(float(low), 2), typical=round(float(typical), 2), high=round(float(high), 2))
