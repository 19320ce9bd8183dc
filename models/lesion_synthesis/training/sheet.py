"""Draw the sheet of 64 lesions that nobody chose: ``python -m models.lesion_synthesis.training.sheet``.

With ``--directions FILE`` also a naevus along each direction, outside of the project: what their names were seen in.
"""

import sys
from pathlib import Path

from models.lesion_synthesis.demo import LesionSynthesisDemo
from models.training.synthesis import sheet

if __name__ == "__main__":
    NAEVUS = LesionSynthesisDemo.kinds.index("nv")
    sys.exit(sheet.main(sys.argv[1:], Path(__file__).parents[1], LesionSynthesisDemo.mark, NAEVUS))
