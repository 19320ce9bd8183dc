"""How good made lesions are: ``python -m models.lesion_synthesis.training.evaluate --data PACK --json``.

One JSON line: whether the lesions demo's classifier believes them (``believed.py``: ``value``, ``interval``,
``baseline``), whether they are where they were painted (``painted.py``), and how close they are to real ones
(models.training.synthesis.measure).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from models.lesion_synthesis.training import believed, painted
from models.toolkit.synthesis import codes
from models.training import figures
from models.training.stylegan import pictures
from models.training.synthesis import measure

FOLDER = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Measure on the processor and print. Returns the exit code."""
    parser = measure.parser_of(
        "models.lesion_synthesis.training.evaluate", __doc__, "ham10000.tar, or the folder that it unpacks to", "dev"
    )
    options = parser.parse_args(arguments)
    generator, learnt, held_out = measure.begun(FOLDER, pictures.lesions, options)
    found = believed.report(generator, learnt, held_out, options.work)
    found |= painted.report(generator, held_out)
    found |= measure.report(generator, learnt, held_out, options, "lesions")
    return figures.tell("lesion_synthesis", found, [FOLDER / "weights.npz", FOLDER / codes.FILE])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
