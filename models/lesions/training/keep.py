"""Make the project's weights file out of a run: ``python -m models.lesions.training.keep --data PACK --run RUN``.

The averaged weights of the run's checkpoint are folded; temperature, prior and the limit of familiarity are fitted on
the tune part of the training split, which nothing was trained on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.lesions import weights
from models.lesions.classes import CLASSES
from models.lesions.network import LesionNetwork, Shape
from models.lesions.reader import Reader
from models.lesions.training import baselines, data, fitting, scores

Array = np.ndarray[Any, Any]

_EVERY = 5
"""Familiarity is fitted on each fifth training picture."""


def folded_mean(checkpoint: Path) -> dict[str, Array]:
    """A checkpoint's averaged weights, folded, as float16 keeps them."""
    with np.load(checkpoint, allow_pickle=False) as arrays:
        means = {name.removeprefix("mean/"): arrays[name] for name in arrays.files if name.startswith("mean/")}
    folded = LesionNetwork(Shape(), means).folded(means)
    return {name: array.astype(np.float16) for name, array in folded.items()}


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m models.lesions.training.keep", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="ham10000.tar, or the folder that it unpacks to")
    parser.add_argument("--run", type=Path, required=True, help="the run's folder")
    parser.add_argument("--height", type=int, default=Shape.height, help="of the pictures; they are 4 to 3")
    parser.add_argument("--out", type=Path, default=weights.FILE)
    parser.add_argument("--baselines", type=Path, default=baselines.FILE)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


def keep(options: argparse.Namespace) -> str:
    """Write the weights; returns a line about them."""
    folded = folded_mean(options.run / "checkpoint.npz")
    shape = Shape(options.height, options.height * 4 // 3)
    reader = Reader(LesionNetwork(shape, folded))
    with data.Pack(options.data) as pack:
        fit, tune = pack.split("fit"), pack.split("tune")
        seen, held_out = (reader(pack.pictures(rows)) for rows in (fit[::_EVERY], tune))
    counted = np.bincount(data.labels(fit), minlength=len(CLASSES))
    calibration = fitting.calibration(held_out.logits, data.labels(tune), counted / counted.sum())
    familiarity = fitting.familiarity(seen.texture, data.labels(fit[::_EVERY]), held_out.texture)
    weights.save(options.out, shape, folded, calibration, familiarity)
    baselines.save(baselines.fit(fit), options.baselines)
    return (
        f"{options.out}: temperature {calibration.temperature:.3f}, power {calibration.power:.2f}; on the tune part "
        f"{scores.brief(held_out.logits, data.labels(tune))}"
    )


def main(arguments: Sequence[str]) -> int:
    """Write the weights and say so; returns the exit code."""
    from models.toolkit import devices

    options = options_from(arguments)
    devices.configure("cpu", options.threads)
    sys.stdout.write(keep(options) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
