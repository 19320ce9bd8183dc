"""Cases that the page's own kernels are compared on: what OpenCV makes of them (models/edges/classic.py).

`python -m scripts.make_edge_cases` writes tests/cases/edges.json; a test sees to it that it is up to date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.edges import classic

TARGET = Path(__file__).resolve().parents[1] / "tests" / "cases" / "edges.json"
SHAPE = (18, 24)


def cases() -> dict[str, Any]:
    """A frame with soft and hard edges and grain, RGB row by row; by blur the maps of both kernels, 0..1."""
    random = np.random.default_rng(5)
    frame = cv2.resize(random.integers(0, 256, (4, 5, 3), np.uint8), SHAPE[::-1], interpolation=cv2.INTER_CUBIC)
    frame[5:14, 8:16] //= 3
    frame[-5:, -7:] = random.integers(0, 256, (5, 7, 3), np.uint8)
    grey = classic.grey(frame)
    return {
        "height": SHAPE[0],
        "width": SHAPE[1],
        "rgb": frame.ravel().tolist(),
        "grey": grey.ravel().tolist(),
        "maps": [
            {
                "sigma": sigma,
                "sobel": _told(classic.sobel(grey, sigma)),
                "laplacian": _told(classic.laplacian(grey, sigma)),
            }
            for sigma in (0.0, 0.5, 1.0, 2.5, 3.0)
        ],
    }


def _told(edges: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in edges.ravel()]


def main() -> None:
    TARGET.write_text(json.dumps(cases(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
