"""Draws the row of vines that one walks along on the page: ``python -m models.grapes.training.row``.

Twelve bunches hang before one backdrop, each apart from the next, and a window moves past them. Written are
``row.webm`` (needs ffmpeg), ``page/row.json`` with how many bunches and berries there are and when each bunch comes in
sight, and ``page/drawn.webp``, three scenes of the kind that the network learnt from, with their true outlines. All of
it comes from one seed, and neither where bunches hang nor the seed was chosen by what the network says of them.
``--measure`` walks along without writing: how well numbers stay on the row (IDF1), and what is counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.grapes import berries, drawing, foliage, scene
from models.grapes.training import packs

Array = np.ndarray[Any, Any]

PAGE = Path(__file__).parents[1] / "page"
SEED = 2020
HEIGHT, APART, BUNCHES = 480, 330, 12
SIZE = (480, 360)
WINDOW = (640, 480)
RATE, SECONDS = 15, 24
_DRAWN = (berries.BLACK, berries.RED, berries.WHITE)


def row(seed: int = SEED) -> scene.Drawn:
    """The whole row, uint8 (HEIGHT, …, 3) RGB, with its masks: black, red and white grapes in turn."""
    rng = np.random.default_rng(seed)
    width = APART * BUNCHES + WINDOW[0] // 2
    picture = foliage.backdrop((HEIGHT, width), rng)
    nothing = np.zeros((HEIGHT, width), bool)
    _leaves(picture, nothing, rng, BUNCHES * 5)
    picture = cv2.GaussianBlur(picture, (0, 0), 2.5)
    light = berries.Light((-0.3, -0.5, 0.81), direct=1.0, ambient=0.5, sharp=20)
    noise = np.stack([foliage.smooth_noise((berries.PATCH,) * 2, rng.uniform(5, 20), rng) for _ in range(24)])
    ids, owners = np.zeros((HEIGHT, width), np.uint16), [0]
    for number in range(BUNCHES):
        radius = rng.uniform(12, 16)
        length = radius * rng.uniform(13, 18)
        bunch = berries.grow(
            rng,
            x=WINDOW[0] / 4 + APART * (number + 0.5) + rng.uniform(-30, 30),
            y=rng.uniform(0.1, 0.3) * HEIGHT,
            length=length,
            width=length * rng.uniform(0.5, 0.65),
            radius=radius,
            skin=berries.random_skin(_DRAWN[number % len(_DRAWN)], rng),
        )
        berries.draw(bunch, picture, ids, len(owners), light, noise, rng)
        owners += [number + 1] * len(bunch.spheres)
    covered = np.zeros(ids.shape, bool)
    _leaves(picture, covered, rng, BUNCHES)
    ids[covered] = 0
    return scene.Drawn((255 * np.clip(picture, 0, 1)).astype(np.uint8), ids, np.asarray(owners, np.uint16)[ids])


def _leaves(picture: Array, covered: Array, rng: np.random.Generator, count: int) -> None:
    height, width = covered.shape
    for _ in range(count):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        foliage.leaf(picture, covered, rng, x=x, y=y, size=rng.uniform(30, 90))


def walk(drawn: scene.Drawn) -> list[packs.Frame]:
    """What a camera sees that is carried along, with the boxes of bunches by number: RATE frames a second."""
    frames, (width, height) = [], WINDOW
    long = drawn.picture.shape[1]
    for number in range(RATE * SECONDS):
        share = number / (RATE * SECONDS - 1)
        x = width / 2 + share * (long - width)
        y = height / 2 + 6 * np.sin(share * 40)
        scale = SIZE[0] / width
        matrix = np.array([[scale, 0, SIZE[0] / 2 - x * scale], [0, scale, SIZE[1] / 2 - y * scale]])
        seen = cv2.warpAffine(drawn.picture, matrix, SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)
        marks = cv2.warpAffine(drawn.bunches, matrix, SIZE, flags=cv2.INTER_NEAREST).astype(np.int32)
        frames.append(packs.Frame(seen, packs.boxes(marks), marks.astype(np.uint8)))
    return frames


def write(drawn: scene.Drawn, folder: Path) -> None:
    """The clip, its truth, and three scenes from training."""
    folder.mkdir(exist_ok=True)
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE[0]}x{SIZE[1]}"]
    command += ["-r", str(RATE), "-i", "-", "-an", "-pix_fmt", "yuv420p", "-c:v", "libvpx-vp9", "-b:v", "0"]
    command += ["-crf", "42", "-deadline", "good", "-cpu-used", "2", "-g", "60", "-threads", "1"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", str(folder.parent / "row.webm")]
    frames = walk(drawn)
    subprocess.run(command, input=b"".join(frame.picture.tobytes() for frame in frames), check=True)
    (folder / "row.json").write_text(json.dumps(truth(drawn, frames)) + "\n", encoding="utf-8")
    shown = np.hstack([_marked(number, kind) for number, kind in enumerate(_DRAWN)])
    cv2.imwrite(str(folder / "drawn.webp"), shown[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 70])


def truth(drawn: scene.Drawn, frames: Sequence[packs.Frame]) -> dict[str, Any]:
    """How many bunches and berries show, and the second at which each bunch is first seen."""
    first: dict[int, int] = {}
    for number, frame in enumerate(frames):
        for bunch in frame.boxes:
            first.setdefault(bunch, number)
    return {
        "bunches": len(first),
        "berries": int(np.unique(drawn.berries[drawn.berries > 0]).size),
        "seconds": SECONDS,
        "seen": sorted(round(number / RATE, 2) for number in first.values()),
    }


def _marked(number: int, kind: str) -> Array:
    """A scene as the network learnt from, and its bunches outlined as they are."""
    wishes = scene.Wishes(kind=kind, bunches=2, light=1.0, shade=0.0, leaves=0.3, blur=0.4, radius=10)
    one = scene.draw(np.random.default_rng((SEED, number)), 320, wishes)
    return drawing.outlined(one.picture, one.berries.astype(np.int32), one.bunches.astype(np.int32))


def measure(drawn: scene.Drawn) -> dict[str, Any]:
    """The walk at ten frames a second, as the pans of real pictures are measured."""
    from models.grapes import weights
    from models.grapes.finder import Finder
    from models.grapes.training import pans
    from models.toolkit import devices

    devices.configure("cpu")
    frames = walk(drawn)[:: max(1, round(RATE / pans.RATE))]
    rate = len(frames) / SECONDS
    found = pans.walk(frames, Finder(weights.load()), rate)
    told = {"idf1": round(found.found.f1, 4), "counted": found.counted, "there": found.there}
    return told | {"frames": len(frames), "rate": rate}


def main(arguments: Sequence[str]) -> int:
    """Write or measure; returns the exit code."""
    parser = argparse.ArgumentParser(prog="models.grapes.training.row", description=__doc__)
    parser.add_argument("--measure", action="store_true")
    drawn = row()
    if parser.parse_args(arguments).measure:
        sys.stdout.write(json.dumps(measure(drawn)) + "\n")
    else:
        write(drawn, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
