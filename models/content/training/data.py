"""What the network learns from: stills with and without a card, drawn onto photographs as they are asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.content import cards
from models.content.network import SIDE, STRIDE
from models.content.training import distractors, scores
from models.toolkit import frames

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

ASPECT = SIDE.width / SIDE.height
ROWS, COLUMNS = SIDE.height // STRIDE, SIDE.width // STRIDE
SHOWN, OTHER = 0.45, 0.2
"""Shares of stills with a red card, and with a card of another colour."""
_MUCH, _OFTEN = 0.1, 4
"""The share of red from which a photograph is drawn upon most often, and how much more often than one without."""


def view(photograph: Array, rng: Rng) -> Array:
    """A random part of a photograph, RGB uint8 of the network's size."""
    height, width = photograph.shape[:2]
    share = rng.uniform(0.6, 1)
    high, wide = round(height * share), round(width * share)
    top, left = rng.integers(height - high + 1), rng.integers(width - wide + 1)
    part = photograph[top : top + high, left : left + wide]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return np.ascontiguousarray(cv2.resize(np.ascontiguousarray(part), tuple(SIDE), interpolation=cv2.INTER_AREA))


def seen(scene: Array, rng: Rng) -> Array:
    """What a camera makes of a scene: light, colour of light, blur, noise and JPEG. scene: RGB uint8 (96, 128, 3)."""
    small = scene
    if rng.random() < 0.3:
        small = moved(scene, rng.uniform(1, 5), rng.uniform(0, 180))
    light = rng.uniform(0.55, 1.25) * rng.normal(1, 0.05, 3)
    grain = rng.standard_normal(small.shape, np.float32) * np.float32(rng.uniform(0, 7))
    values = small * light.astype(np.float32) + grain
    quality = int(rng.integers(55, 95))
    return frames.decode(frames.encode_jpeg(np.clip(values, 0, 255).astype(np.uint8), quality))


def moved(picture: Array, length: float, angle: float) -> Array:
    """Blurred along a line of so many pixels."""
    size = 2 * int(np.ceil(length / 2)) + 1
    kernel = np.zeros((size, size), np.float32)
    reach = length / 2 * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    middle = np.array([size // 2, size // 2])
    ends = [np.round(16 * (middle + side * reach)).astype(int).tolist() for side in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_8, 4)
    return np.asarray(cv2.filter2D(picture, -1, kernel / max(1.0, float(kernel.sum()))))


def drawn(photograph: Array, rng: Rng) -> tuple[Array, Array]:
    """A still, RGB uint8 (96, 128, 3), and how much of each cell a red card covers, float32 (12, 16)."""
    scene, cells = view(photograph, rng), np.zeros((ROWS, COLUMNS), np.float32)
    for _ in range(rng.integers(0, 3)):
        scene = cards.confusing(scene, rng) if rng.random() < 0.5 else distractors.something(scene, rng)
    kind = rng.random()
    if kind < SHOWN + OTHER:
        card = _reaching_out(rng) if rng.random() < 0.1 else cards.somewhere(rng, ASPECT)
        colour = cards.red(rng) if kind < SHOWN else cards.other(rng)
        scene = _held(scene, card, colour, rng)
        if kind < SHOWN:
            cells = cards.covered(card, ROWS, COLUMNS)
    return seen(scene, rng), cells


def _reaching_out(rng: Rng) -> cards.Card:
    """A card that an edge of the picture cuts, by half at most."""
    card = cards.somewhere(rng, ASPECT)
    out = rng.uniform(0, 0.4 * card.height)
    moves = ({"x": out}, {"x": ASPECT - out}, {"y": out}, {"y": 1 - out})
    return replace(card, **moves[rng.integers(4)])


def _held(scene: Array, card: cards.Card, colour: Array, rng: Rng) -> Array:
    """With a hand most of the time, which now and then comes from above or from a side."""
    if rng.random() < 0.25:
        side = float(rng.choice([90, 180, 270]))
        scene = cards.held(scene, card, colour, rng, hand=False)
        return cards.fingers(scene, replace(card, turn=card.turn + side), rng)
    return cards.held(scene, card, colour, rng, hand=rng.random() < 0.7)


def batch(photographs: Array, count: int, rng: Rng) -> tuple[Array, Array]:
    """So many stills (n, 96, 128, 3) and their cells (n, 12, 16), more often on photographs with much red."""
    red = np.array([float(scores.redness(one[None, ::4, ::4])[0]) for one in photographs])
    often = 1 + _OFTEN * np.minimum(1, red / _MUCH)
    chosen = rng.choice(len(photographs), count, p=often / often.sum())
    made = [drawn(photographs[index], rng) for index in chosen]
    return np.stack([picture for picture, _ in made]), np.stack([cells for _, cells in made])


def pool(work: Path, photographs: Array, count: int, seed: int) -> tuple[Array, Array]:
    """So many stills and their cells, drawn at the first call and kept in ``work``."""
    file = work / f"stills-{seed}-{count}.npz"
    if not file.exists():
        made = batch(photographs, count, np.random.default_rng(seed))
        fresh = file.with_suffix(".tmp.npz")
        np.savez(fresh, pictures=made[0], cells=made[1])
        fresh.replace(file)
    with np.load(file) as arrays:
        return arrays["pictures"], arrays["cells"]


def some(drawn_before: tuple[Array, Array], count: int, rng: Rng) -> tuple[Array, Array]:
    """Some of a pool's stills, each turned round or not and in a light of its own, with their cells."""
    chosen = rng.integers(len(drawn_before[0]), size=count)
    pictures, cells = (part[chosen] for part in drawn_before)
    turned = rng.random(count) < 0.5
    pictures[turned], cells[turned] = pictures[turned][:, :, ::-1], cells[turned][:, :, ::-1]
    light = (rng.uniform(0.8, 1.2, (count, 1, 1, 1)) * rng.normal(1, 0.03, (count, 1, 1, 3))).astype(np.float32)
    return np.clip(pictures * light, 0, 255).astype(np.uint8), cells
