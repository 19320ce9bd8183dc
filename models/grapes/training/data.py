"""Drawn pictures with their masks as memory-mapped arrays, and the batches drawn from them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from models.grapes import scene
from models.grapes.instances import targets

Array = np.ndarray[Any, Any]

SIDE = 320
"""Width and height of a drawn picture."""
_BACKDROPS = 400


class Corpus(NamedTuple):
    """``pictures`` uint8 (n, SIDE, SIDE, 3) RGB, ``berries`` uint16 (n, SIDE, SIDE)."""

    pictures: Array
    berries: Array


class Batch(NamedTuple):
    """``pictures`` uint8 (B, S, S, 3); ``inside`` and ``depth`` float32 (B, S, S), 0..1."""

    pictures: Array
    inside: Array
    depth: Array


def drawn(
    folder: Path,
    name: str,
    count: int,
    seed: int,
    backdrops: Array,
    say: Callable[[str], None],
    wishes: scene.Wishes,
) -> Corpus:
    """Drawn pictures as ``wishes`` has them, each from a seed of its own: drawn once, then read; a stopped run goes on
    where it was."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(
        _array(folder / f"{name}-pictures.npy", np.uint8, (count, SIDE, SIDE, 3)),
        _array(folder / f"{name}-berries.npy", np.uint16, (count, SIDE, SIDE)),
    )
    state = folder / f"{name}.json"
    done = json.loads(state.read_text())["done"] if state.exists() else 0
    told = time.monotonic()
    for index in range(done, count):
        one = scene.draw(np.random.default_rng((seed, index)), SIDE, wishes, list(backdrops))
        corpus.pictures[index], corpus.berries[index] = one.picture, one.berries
        if index % 50 == 49 or index + 1 == count:
            state.write_text(json.dumps({"done": index + 1}))
        if time.monotonic() - told > 30:
            say(f"{name}: {index + 1} of {count} drawn")
            told = time.monotonic()
    return corpus


def some_backdrops(pictures: Array) -> Array:
    """Evenly chosen photographs to draw before: uint8 (at most 400, h, w, 3)."""
    return np.asarray(pictures[:: max(1, len(pictures) // _BACKDROPS)])


def draw(corpus: Corpus, indices: Array, side: int, rng: np.random.Generator) -> Batch:
    """A batch of crops, turned, resized and recoloured; the same generator state gives the same batch."""
    pictures = np.empty((len(indices), side, side, 3), np.uint8)
    maps = np.empty((2, len(indices), side, side), np.float32)
    for row, index in enumerate(indices):
        picture, berries = _crop(corpus.pictures[index], corpus.berries[index], side, rng)
        pictures[row] = _recoloured(picture, rng)
        maps[0, row], maps[1, row] = targets(berries)
    return Batch(pictures, maps[0], maps[1])


def _crop(picture: Array, berries: Array, side: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """A random square of 0.55 to 1.0 of the picture, mirrored half of the time, resized to ``side``."""
    size = int(SIDE * rng.uniform(0.55, 1.0))
    y, x = rng.integers(0, SIDE - size + 1, 2)
    cut, marks = picture[y : y + size, x : x + size], berries[y : y + size, x : x + size]
    if rng.random() < 0.5:
        cut, marks = cut[:, ::-1], marks[:, ::-1]
    way = cv2.INTER_AREA if size > side else cv2.INTER_LINEAR
    resized = cv2.resize(np.ascontiguousarray(cut), (side, side), interpolation=way)
    return resized, cv2.resize(np.ascontiguousarray(marks), (side, side), interpolation=cv2.INTER_NEAREST)


def _recoloured(picture: Array, rng: np.random.Generator) -> Array:
    """Other exposure, contrast, tint and saturation; sometimes another sharpness; sometimes grey."""
    x = picture.astype(np.float32) / 255
    if rng.random() < 0.3:
        soft = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.5, 1.8))
        x = soft if rng.random() < 0.5 else x + rng.uniform(0.3, 1.5) * (x - soft)
    grey = x.mean(2, keepdims=True)
    x = grey + (x - grey) * (0.0 if rng.random() < 0.06 else rng.uniform(0.4, 1.5))
    x = np.clip(x * rng.uniform(0.6, 1.6) * (1 + rng.normal(0, 0.07, 3)), 0, 1) ** np.exp(rng.normal(0, 0.25))
    x = x + rng.normal(0, rng.exponential(0.015), x.shape)
    recoloured: Array = (np.clip(x, 0, 1) * 255).astype(np.uint8)
    return recoloured


def _array(file: Path, kind: type, shape: tuple[int, ...]) -> Array:
    mode = "r+" if file.exists() else "w+"
    return np.lib.format.open_memmap(file, mode=mode, dtype=kind, shape=shape)
