"""Make the demo's own footage: ``python -m models.content.training.pictures``.

``card.mp4`` is an astronaut beside whom a red card comes up and goes again, for the loop on its card; the
others are stills for its failures. The photograph is NASA's and in the public domain; the cards
are drawn. Needs ffmpeg.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from models.assets import assets
from models.content import cards
from models.toolkit import frames

Array = np.ndarray[Any, Any]

FOLDER = Path(__file__).parent.parent
RED = np.array([203.0, 22.0, 34.0])
RATE, COUNT = 12, 24
_TALL = 480


def scene() -> Array:
    """The photograph's middle, RGB uint8 (480, 640, 3)."""
    import cv2

    photograph = frames.decode(assets.path("astronaut.png").read_bytes())
    height, width = photograph.shape[:2]
    part = photograph[: round(width * 0.75)] if height > width * 0.75 else photograph
    return np.asarray(cv2.resize(np.ascontiguousarray(part), (640, _TALL), interpolation=cv2.INTER_AREA))


def held(card: cards.Card, colour: Array = RED) -> Array:
    """The photograph with a card."""
    return cards.held(scene(), card, colour, np.random.default_rng(5))


def main() -> int:
    """Write the files. Returns the exit code."""
    up = [0.0] * 6 + [0.35, 0.7, 1.0] + [1.0] * 9 + [0.7, 0.35] + [0.0] * 4
    clip = [held(cards.Card(1.05, 1.5 - 1.0 * share, 0.42, 6 * share)) for share in up[:COUNT]]
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x480", "-r", str(RATE)]
    command += ["-i", "-", "-an", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-crf", "27", str(FOLDER / "card.mp4")]
    subprocess.run(command, input=b"".join(one.tobytes() for one in clip), check=True)
    (FOLDER / "held.jpg").write_bytes(frames.encode_jpeg(held(cards.Card(1.05, 0.5, 0.42, 6)), 80))
    far = held(cards.Card(1.15, 0.35, 0.07, 4))
    (FOLDER / "far.jpg").write_bytes(frames.encode_jpeg(far, 80))
    edge = held(cards.Card(1.0, 0.5, 0.4, 0, 0.12))
    (FOLDER / "edge.jpg").write_bytes(frames.encode_jpeg(edge, 80))
    orange = held(cards.Card(1.05, 0.5, 0.42, 6), np.array([226.0, 88.0, 30.0]))
    (FOLDER / "orange.jpg").write_bytes(frames.encode_jpeg(orange, 80))
    return 0


if __name__ == "__main__":
    sys.exit(main())
