"""The mean of several runs' weights: ``python -m models.captioning.training.soup --out FILE RUN.npz RUN.npz …``.

Runs that began with the same weights and went on otherwise are better together than each alone (Wortsman et al.,
Model soups, ICML 2022), and the mean costs no more than one of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from models.captioning import weights
from models.toolkit.weightfiles import WeightsFileError


def mix(files: Sequence[Path], out: Path) -> None:
    """Write the mean of the weights. Raises WeightsFileError when they are not of one architecture and vocabulary."""
    first, *others = (weights.read(file) for file in files)
    arrays, shape, vocabulary = first
    for file, (_, its_shape, its_vocabulary) in zip(files[1:], others, strict=True):
        if (its_shape, its_vocabulary) != (shape, vocabulary):
            raise WeightsFileError(f"{file.name} has another architecture or vocabulary than {files[0].name}")
    mean = {name: sum((its[name] for its, _, _ in others), array) / len(files) for name, array in arrays.items()}
    weights.save(out, shape, mean, vocabulary)


def main(arguments: Sequence[str]) -> int:
    """Mix; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.training.soup", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="weights of runs (npz)")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    options = parser.parse_args(arguments)
    try:
        mix(options.files, options.out)
    except WeightsFileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
