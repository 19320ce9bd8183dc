"""What the encoder sees in every picture, computed once: ``python -m models.captioning.features --data … --work …``.

One float16 file for each view and kind of feature, in the order of ``Corpus.names``; a view of the training
pictures alone is shorter. A stopped run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models import flickr8k
from models.captioning import data

Array = np.ndarray[Any, Any]

KINDS: dict[str, tuple[int, ...]] = {"top": (7, 7, 1280), "middle": (14, 14, 112), "logits": (1000,)}
BATCH = 50


class Sights(NamedTuple):
    """What the encoder saw in N pictures: float16 (N, 7, 7, 1280), (N, 14, 14, 112), (N, 1000)."""

    top: Array
    middle: Array
    logits: Array

    def rows(self, indices: Any) -> Sights:
        """Those of some pictures, in memory."""
        return Sights(*(np.ascontiguousarray(array[indices]) for array in self))


def open_view(work: Path, view: int, pictures: int) -> Sights:
    """A finished view's features, read from disk as they are used.

    Raises flickr8k.DataError when that view is not computed yet.
    """
    if _progress(work).get(str(view), 0) < pictures:
        raise flickr8k.DataError(f"view {view} is not computed yet: run python -m models.captioning.features")
    kinds = KINDS.items()
    return Sights(
        *(np.memmap(_file(work, kind, view), np.float16, "r", shape=(pictures, *shape)) for kind, shape in kinds)
    )


def compute(archive: Path, work: Path, threads: int, log: Any = print) -> None:
    """Compute every view that is missing."""
    from models import devices, frames

    devices.configure("cpu", threads)
    import tensorflow as tf

    from models import efficientnet_lite0

    encoder = tf.function(efficientnet_lite0.load().__call__)
    corpus = flickr8k.read_corpus(archive)
    jpegs = flickr8k.read_jpegs(archive, corpus.names)
    work.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    for view in range(data.VIEWS):
        count = len(corpus.names) if view < data.DEV_VIEWS else len(corpus.train)
        files = {kind: _writable(_file(work, kind, view), (count, *shape)) for kind, shape in KINDS.items()}
        for first in range(_progress(work).get(str(view), 0), count, BATCH):
            indices = range(first, min(first + BATCH, count))
            pictures = np.stack([data.view_of(frames.decode(jpegs[i]), view, i) for i in indices])
            seen = encoder(pictures)
            for kind, file in files.items():
                file[indices.start : indices.stop] = getattr(seen, kind).numpy()
            _save_progress(work, view, indices.stop)
            if indices.stop % 500 == 0 or indices.stop == count:
                log(f"view {view}: {indices.stop} of {count} pictures, {time.monotonic() - started:.0f} s")


def _file(work: Path, kind: str, view: int) -> Path:
    return work / f"{kind}-{view}.f16"


def _writable(file: Path, shape: tuple[int, ...]) -> Array:
    return np.memmap(file, np.float16, "r+" if file.exists() else "w+", shape=shape)


def _progress(work: Path) -> dict[str, int]:
    """Pictures done by view."""
    file = work / "features.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


def _save_progress(work: Path, view: int, done: int) -> None:
    file = work / "features.json"
    fresh = file.with_suffix(".tmp")
    fresh.write_text(json.dumps(_progress(work) | {str(view): done}))
    fresh.replace(file)


def main(arguments: Sequence[str]) -> int:
    """Compute the features; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.features", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar")
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the project, 7 GB")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    compute(
        options.data, options.work, options.threads, lambda line: sys.stdout.write(f"{line}\n") and sys.stdout.flush()
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
