"""What a model makes of each frame of the clip, with no coding before or after: what results are compared with.

python -m benchmarks.peers.truth CLIP MODEL FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from benchmarks.peers import task
from benchmarks.peers.apps import frames
from benchmarks.peers.log import CLIP


def main(clip: str, model: str, folder: str) -> int:
    run = task.timed(0) if model.isdigit() else task.real(model)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, rgb in enumerate(frames.load(clip, CLIP, jpeg=False)):
        cv2.imwrite(f"{folder}/{number}.png", cv2.cvtColor(run(rgb), cv2.COLOR_RGB2BGR))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
