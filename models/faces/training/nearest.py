"""Keep the training faces as 64 numbers each: ``python -m models.faces.training.nearest --data PACK``.

Their principal axes are the eigenfaces that the page shows as well.
"""

import sys
from pathlib import Path

from models.training.stylegan import pictures
from models.training.synthesis import nearest

if __name__ == "__main__":
    sys.exit(nearest.main(sys.argv[1:], Path(__file__).parents[1], pictures.faces, "held", turns=False))
