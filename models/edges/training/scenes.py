"""Pictures with known edges: drawn things before one another, each with a texture, a light and a noise of its own.

No photograph comes with all its edges known. Here they are known to the pixel: a scene is flat shapes one upon another
(the dead leaves model; Lee, Mumford and Huang, "Occlusion models for natural images", 2001), and an edge is where one
ends and another begins. Grain, stripes and shading within a shape are no edges, as people would leave them out.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

WIDTH, HEIGHT = 320, 240
LEAVES = 24


def scene(seed: int) -> tuple[Array, Array]:
    """A picture, RGB uint8 (240, 320, 3), and where its edges are, bool (240, 320), one pixel wide."""
    rng = np.random.default_rng(seed)
    owner = np.zeros((HEIGHT, WIDTH), np.int32)
    picture = _texture(rng)
    for number in range(1, LEAVES + 1):
        shape = _shape(rng)
        owner[shape] = number
        picture[shape] = _texture(rng)[shape]
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    down, across = down / HEIGHT, across / WIDTH
    light = 1 + rng.uniform(-0.25, 0.25) * (across - 0.5) + rng.uniform(-0.25, 0.25) * (down - 0.5)
    seen = cv2.GaussianBlur(picture * light[..., None], (0, 0), rng.uniform(0.5, 0.9))
    noisy = seen + rng.normal(0, rng.uniform(1, 5), seen.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), edges_of(owner)


def edges_of(owner: Array) -> Array:
    """Where the owner of a pixel is not that of the one to the right or below: bool, as large."""
    edges = np.zeros(owner.shape, bool)
    edges[:, :-1] |= owner[:, :-1] != owner[:, 1:]
    edges[:-1] |= owner[:-1] != owner[1:]
    return edges


def _shape(rng: Rng) -> Array:
    """An ellipse or a polygon, somewhere: bool (240, 320)."""
    canvas = np.zeros((HEIGHT, WIDTH), np.uint8)
    centre = rng.uniform((0, 0), (WIDTH, HEIGHT))
    size = np.exp(rng.uniform(np.log(16), np.log(80)))
    if rng.random() < 0.4:
        axes = (round(size), round(size * rng.uniform(0.4, 1)))
        cv2.ellipse(canvas, tuple(int(c) for c in centre), axes, rng.uniform(0, 360), 0, 360, 1, -1)
    else:
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(4, 8)))
        corners = centre + size * rng.uniform(0.6, 1, (len(angles), 1)) * np.stack([np.cos(angles), np.sin(angles)], 1)
        cv2.fillPoly(canvas, [corners.round().astype(np.int32)], 1)
    return canvas.astype(bool)


def _texture(rng: Rng) -> Array:
    """A surface, float32 RGB (240, 320, 3): a colour with grain, stripes or blotches of some contrast."""
    colour = rng.uniform(30, 225, 3)
    kind, strength = rng.choice(["plain", "grain", "stripes", "blotches"]), rng.uniform(8, 40)
    field = np.zeros((HEIGHT, WIDTH))
    if kind in ("grain", "blotches"):
        spread = rng.uniform(0.6, 1.2) if kind == "grain" else rng.uniform(3, 8)
        field = cv2.GaussianBlur(rng.normal(0, 1, (HEIGHT, WIDTH)), (0, 0), spread)
        field /= field.std()
    elif kind == "stripes":
        down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
        turn = rng.uniform(0, np.pi)
        field = np.sin((across * np.cos(turn) + down * np.sin(turn)) * 2 * np.pi / rng.uniform(4, 12))
    tint = 0.5 + 0.5 * rng.uniform(0.4, 1, 3)
    return np.asarray(colour + strength * field[..., None] * tint, np.float32)
