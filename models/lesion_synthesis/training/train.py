"""Train the generator: ``python -m models.lesion_synthesis.training.train --data PACK --work RUNS --run NAME``.

The options are those of models.training.stylegan.train, which needs PyTorch; ``keep`` takes the weights over.
"""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Train on lesions. Returns the exit code."""
    from models.training.stylegan import train

    return train.main(["lesions", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
