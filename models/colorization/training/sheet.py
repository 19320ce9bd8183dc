"""A contact sheet of 40 dev pictures, grey | ours | truth:
``python -m models.colorization.training.sheet --data PACK --out …``, PACK flickr8k.tar or faces.tar.

The photographs belong to their photographers: the sheet is for looking at, and is not part of the project.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.colorization import fullsize, weights
from models.colorization.decoding import BOLDNESS, SATURATION, TEMPERATURE
from models.colorization.training import data, packs
from models.colorization.training.evaluate import Decoding, Predictor

Array = np.ndarray[Any, Any]

COUNT = 40
_ACROSS = 4
_SIDE = 160


def trio(predictor: Predictor, picture: Array, decoding: Decoding) -> Array:
    """Grey | ours | truth, RGB uint8 (side, 3 · side, 3)."""
    grey = data.split(picture)[0]
    ours = fullsize.colour(grey, predictor(grey[None], decoding)[0], follow_edges=decoding.edges)
    none = fullsize.colour(grey, np.zeros((56, 56, 2), np.float32), follow_edges=False)
    return np.hstack([cv2.resize(part, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) for part in (none, ours, picture)])


def sheet(predictor: Predictor, pictures: Array, decoding: Decoding) -> Array:
    """Rows of trios, with a white line between them."""
    trios = [
        np.pad(trio(predictor, np.asarray(one), decoding), ((0, 6), (0, 6), (0, 0)), constant_values=255)
        for one in pictures
    ]
    return np.vstack([np.hstack(trios[first : first + _ACROSS]) for first in range(0, len(trios), _ACROSS)])


def main(arguments: Sequence[str]) -> int:
    """Write the sheet; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.colorization.training.sheet", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar or faces.tar")
    parser.add_argument("--out", type=Path, required=True, help="a PNG outside the project")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--temperature", type=float, default=TEMPERATURE)
    parser.add_argument("--saturation", type=float, default=SATURATION)
    parser.add_argument("--boldness", type=float, default=BOLDNESS)
    options = parser.parse_args(arguments)
    network, prior = weights.load(options.weights)
    pictures = packs.read(options.data, "dev").pictures
    pictures = pictures[:: max(1, len(pictures) // COUNT)][:COUNT]
    decoding = Decoding(options.temperature, options.saturation, options.boldness)
    made = sheet(Predictor(network, prior), pictures, decoding)
    cv2.imwrite(str(options.out), cv2.cvtColor(made, cv2.COLOR_RGB2BGR))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
