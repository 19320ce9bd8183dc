"""Which real lesions nothing made comes near: ``python -m models.lesion_synthesis.training.missing --data PACK``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from models.lesion_synthesis.demo import LesionSynthesisDemo
from models.training.stylegan import pictures
from models.training.synthesis import measure, missing

FOLDER = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Write ``page/missing.json`` and ``page/missing.webp``. Returns the exit code."""
    parser = measure.parser_of(
        "models.lesion_synthesis.training.missing",
        missing.__doc__,
        "ham10000.tar, or the folder that it unpacks to",
        "dev",
    )
    options = parser.parse_args(arguments)
    begun = measure.begun(FOLDER, pictures.lesions, options)
    return missing.write(FOLDER, begun, options, LesionSynthesisDemo.mark)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
