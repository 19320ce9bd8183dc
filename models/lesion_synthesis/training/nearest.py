"""Keep the training lesions as 64 numbers each: ``python -m models.lesion_synthesis.training.nearest --data PACK``."""

import sys
from pathlib import Path

from models.training.stylegan import pictures
from models.training.synthesis import nearest

if __name__ == "__main__":
    sys.exit(nearest.main(sys.argv[1:], Path(__file__).parents[1], pictures.lesions, "dev", turns=True))
