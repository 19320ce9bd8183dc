"""Take held-out faces for the game: ``python -m models.faces.training.real --data PACK``.

Forty of the split ``held``, by chance, seed 0, of the side that the generator has.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.training.stylegan import pictures
from models.training.synthesis import real

FOLDER = Path(__file__).parents[1]
COUNT = 40


def main(arguments: Sequence[str]) -> int:
    """Write ``page/real.jpg``. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK")
    side = tomllib.loads((FOLDER / "weights.toml").read_text(encoding="utf-8"))["shape"]["side"]
    found = pictures.faces(parser.parse_args(arguments).data, "held", side)
    rows = np.random.default_rng(0).permutation(len(found.rgb))[:COUNT]
    sys.stdout.write(f"{real.write(FOLDER / 'page', found.rgb[rows], None) / 1000:.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
