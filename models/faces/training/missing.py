"""Which real faces nothing made comes near: ``python -m models.faces.training.missing --data PACK``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from models.faces.demo import FacesDemo
from models.training.stylegan import pictures
from models.training.synthesis import measure, missing

FOLDER = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Write ``page/missing.json`` and ``page/missing.webp``. Returns the exit code."""
    parser = measure.parser_of(
        "models.faces.training.missing", missing.__doc__, "faces.tar, or the folder that it unpacks to", "held"
    )
    options = parser.parse_args(arguments)
    begun = measure.begun(FOLDER, pictures.faces, options)
    return missing.write(FOLDER, begun, options, FacesDemo.mark)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
