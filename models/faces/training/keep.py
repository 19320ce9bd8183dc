"""Take over a run's weights: ``python -m models.faces.training.keep --weights RUNS/NAME/weights.npz``."""

import sys
from pathlib import Path

from models.training.synthesis.keep import keep

if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:], Path(__file__).parents[1]))
