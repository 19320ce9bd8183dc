"""Take held-out lesions for the game: ``python -m models.lesion_synthesis.training.real --data PACK``.

Six of each kind of the split ``dev``, by chance, seed 0, of the side that the generator has.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from models.training.stylegan import pictures
from models.training.synthesis import real

FOLDER = Path(__file__).parents[1]
EACH = 6


def main(arguments: Sequence[str]) -> int:
    """Write ``page/real.jpg`` and ``page/real.json``. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK")
    side = tomllib.loads((FOLDER / "weights.toml").read_text(encoding="utf-8"))["shape"]["side"]
    found = pictures.lesions(parser.parse_args(arguments).data, "dev", side)
    assert found.classes is not None
    rows = real.by_turns(found.classes, EACH)
    kinds = [pictures.KINDS[found.classes[row]] for row in rows]
    sys.stdout.write(f"{real.write(FOLDER / 'page', found.rgb[rows], kinds) / 1000:.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
