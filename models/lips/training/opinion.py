"""Give weights another second opinion: ``python -m models.lips.training.opinion --data … --into FILE --closes BOUND``.

Takes what models.lips.training.train takes, hears what a run of that name hears, fits models.lips.context to it and
writes FILE anew; the network in it stays as it is. BOUND is what models.lips.training.folds tells as ``closes``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from models.lips import weights
from models.lips.training import train
from models.toolkit import devices


def main(arguments: Sequence[str]) -> int:
    """Fit, and write the file anew; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.lips.training.opinion", description=__doc__)
    parser.add_argument("--into", type=Path, default=weights.FILE, help="weights of a network that was trained")
    parser.add_argument("--closes", type=float, required=True, help="from which probability on lips count as closed")
    mine, others = parser.parse_known_args(arguments)
    options = train.options_from(others)
    devices.configure("cpu", options.threads)
    network, speakers, sentences, _ = weights.load(mine.into)
    arrays = {**network.weights, **train.Trainer(options).opinion}
    weights.save(mine.into, network.shape, arrays, speakers, sentences, mine.closes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
