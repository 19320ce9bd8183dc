"""Training pictures as a memory-mapped array, and the batches drawn from it.

Pictures are decoded once; a batch is random crops, mirrored or not, in another exposure and contrast, the grey half
made worse by JPEG and noise as a poor camera would, and with random colour hints as in Zhang et al., "Real-Time
User-Guided Image Colorization" (SIGGRAPH 2017).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

from models.colorization import bins
from models.colorization.sizes import HINT_SCALE, STRIDE

Array = np.ndarray[Any, Any]

_SMALLEST_CROP = 144 / 224
"""The smallest crop's side, of the picture's."""
_HINTED = 0.4
_HINTS_MORE = 0.85
_WHOLE = 0.01


class Batch(NamedTuple):
    """What one step learns from; B pictures of side S, n = S / 4.

    grey: L as the camera would give it, uint8 (B, S, S), 0..255. ab: int16 (B, n, n, 2), the truth. hints: float32
    (B, n, n, 3): a and b of the hint divided by HINT_SCALE, and 1 where there is one.
    """

    grey: Array
    ab: Array
    hints: Array


class Joined:
    """Pictures of several arrays, of different sizes, one after the other."""

    def __init__(self, *parts: Array) -> None:
        self._parts, self._starts = parts, np.cumsum([0, *map(len, parts)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def __getitem__(self, index: int) -> Array:
        part = int(np.searchsorted(self._starts, index, "right")) - 1
        return np.asarray(self._parts[part][index - self._starts[part]])


def prior(pictures: Array, count: int = 2000) -> Array:
    """How often each bin occurs in evenly chosen pictures: float32 (bins,)."""
    chosen = pictures[:: max(1, len(pictures) // count)]
    small = np.concatenate([split(picture)[1].reshape(-1, 2) for picture in chosen])
    return bins.frequencies(small)


def split(rgb: Array) -> tuple[Array, Array]:
    """RGB uint8 (S, S, 3) → (L as uint8 (S, S) in 0..255, ab int16 (S/4, S/4, 2))."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)
    height, width = rgb.shape[:2]
    small = cv2.resize(lab[:, :, 1:], (width // STRIDE, height // STRIDE), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(lab[:, :, 0]), small.astype(np.int16) - 128


def draw(pictures: Array | Joined, indices: Array, side: int, rng: np.random.Generator) -> Batch:
    """A batch of the named pictures, which are square, augmented; the same generator state gives the same batch."""
    count, cells = len(indices), side // STRIDE
    grey = np.empty((count, side, side), np.uint8)
    ab = np.empty((count, cells, cells, 2), np.int16)
    hints = np.zeros((count, cells, cells, 3), np.float32)
    for row, index in enumerate(indices):
        lightness, ab[row] = split(_relight(_crop(pictures[index], side, rng), rng))
        grey[row] = _worsen(lightness, rng)
        if rng.random() < _HINTED:
            hints[row] = random_hints(ab[row], rng)
    return Batch(grey, ab, hints)


def random_hints(ab: Array, rng: np.random.Generator) -> Array:
    """Hints on one picture's true colours: ab int16 (n, n, 2) → float32 (n, n, 3).

    Squares of one to three cells with their mean colour, most near the middle, their number geometrically
    distributed from 1; once in a hundred every cell is told.
    """
    cells = len(ab)
    hints = np.zeros((cells, cells, 3), np.float32)
    if rng.random() < _WHOLE:
        hints[..., :2], hints[..., 2] = ab / HINT_SCALE, 1
        return hints
    while True:
        size = int(rng.integers(1, 4))
        top, left = (int(at) for at in np.clip(rng.normal(0.5, 0.25, 2), 0, 1) * (cells - size))
        patch = (slice(top, top + size), slice(left, left + size))
        hints[patch] = (*(ab[patch].mean((0, 1)) / HINT_SCALE), 1)
        if rng.random() > _HINTS_MORE:
            return hints


def _crop(picture: Array, side: int, rng: np.random.Generator) -> Array:
    whole = len(picture)
    span = int(rng.integers(round(_SMALLEST_CROP * whole), whole + 1))
    top, left = (int(at) for at in rng.integers(0, whole - span + 1, 2))
    crop = picture[top : top + span, left : left + span]
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    method = cv2.INTER_AREA if span > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (side, side), interpolation=method))


def _relight(rgb: Array, rng: np.random.Generator) -> Array:
    """Another exposure and contrast, half the time."""
    if rng.random() < 0.5:
        return rgb
    contrast, shift = rng.uniform(0.75, 1.25), rng.uniform(-25, 25)
    levels = np.clip((np.arange(256) - 128) * contrast + 128 + shift, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(rgb), levels))


def _worsen(grey: Array, rng: np.random.Generator) -> Array:
    """What a poor camera does to lightness: noise, blur, JPEG; the colours to predict stay the good picture's."""
    kind = rng.random()
    if kind < 0.25:
        noise = rng.standard_normal(grey.shape, np.float32) * rng.uniform(1, 8)
        grey = np.clip(grey + noise, 0, 255).astype(np.uint8)
    if 0.15 < kind < 0.45:
        _, coded = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        grey = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
    elif kind > 0.9:
        grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.5, 1.5))
    return grey
