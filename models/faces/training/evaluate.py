"""How good made faces are: ``python -m models.faces.training.evaluate --data PACK --json``.

One JSON line: how often a judge takes made for real and real for made (``judged.py``: ``value``, ``interval``,
``baseline``), and how close made faces are to real ones (models.training.synthesis.measure).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from models.faces.training import judged
from models.toolkit.synthesis import codes
from models.training import figures
from models.training.stylegan import pictures
from models.training.synthesis import measure

FOLDER = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Measure on the processor and print. Returns the exit code."""
    module = "models.faces.training.evaluate"
    parser = measure.parser_of(module, __doc__, "faces.tar, or the folder that it unpacks to", "held")
    options = parser.parse_args(arguments)
    generator, learnt, held_out = measure.begun(FOLDER, pictures.faces, options)
    found = judged.report(generator, learnt, held_out, codes.load(FOLDER), options.work)
    found |= measure.report(generator, learnt, held_out, options, "faces")
    return figures.tell("faces", found, [FOLDER / "weights.npz", FOLDER / codes.FILE])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
