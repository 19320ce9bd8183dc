"""Leaves, canes, posts, wires and what lies behind a bunch, drawn. RGB float32 in 0..1, coordinates in pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

_SUBPIXEL = 4
"""Bits of a pixel's fraction in OpenCV's drawing."""
_AUTUMN = 0.15
"""Share of the leaves that are yellow or brown."""


def smooth_noise(shape: tuple[int, int], grain: float, rng: Rng) -> Array:
    """Noise (h, w) float32 of mean 0 and deviation 1, in spots of about ``grain`` pixels."""
    height, width = shape
    small = rng.normal(size=(max(2, round(height / grain) + 1), max(2, round(width / grain) + 1))).astype(np.float32)
    noise: Array = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    deviation: Array = (noise - noise.mean()) / (noise.std() + 1e-6)
    return deviation


def backdrop(shape: tuple[int, int], rng: Rng) -> Array:
    """Something out of focus: colours in soft clouds, more often dark as the inside of a vine than bright."""
    palette = np.array(
        [
            [0.10, 0.12, 0.06],
            [0.25, 0.33, 0.14],
            [0.40, 0.48, 0.22],
            [0.30, 0.22, 0.14],
            [0.55, 0.47, 0.36],
            [0.03, 0.03, 0.03],
            [0.75, 0.82, 0.90],
            [0.20, 0.25, 0.30],
        ],
        np.float32,
    )
    colours = palette[rng.choice(len(palette), 3, p=(0.2, 0.18, 0.12, 0.14, 0.1, 0.16, 0.06, 0.04))]
    colours = np.clip(colours * rng.uniform(0.6, 1.3, (3, 1)), 0, 1).astype(np.float32)
    picture = np.broadcast_to(colours[0], (*shape, 3)).copy()
    for colour in colours[1:]:
        share = 1 / (1 + np.exp(-2 * smooth_noise(shape, rng.uniform(12, 120), rng)))[..., None]
        picture += (colour - picture) * share
    picture *= 1 + 0.12 * smooth_noise(shape, rng.uniform(2, 9), rng)[..., None]
    clipped: Array = np.clip(picture, 0, 1).astype(np.float32)
    return clipped


def leaf(picture: Array, covered: Array, rng: Rng, *, x: float, y: float, size: float) -> None:
    """Draw a lobed leaf with veins over ``picture``, and mark in ``covered`` (h, w) bool where it lies."""
    turn = rng.uniform(0, 2 * np.pi)
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    lobes = 1 - 0.32 * np.abs(np.sin(2.5 * angles)) ** rng.uniform(0.6, 1.4)
    teeth = 1 + 0.05 * rng.normal(size=72) + 0.04 * np.sin(24 * angles)
    reach = size * lobes * teeth
    tilt = rng.uniform(0.45, 1)
    points = np.stack([x + reach * np.cos(angles + turn), y + tilt * reach * np.sin(angles + turn)], 1)
    height, width = covered.shape
    x0, x1 = max(0, int(x - size - 2)), min(width, int(x + size + 3))
    y0, y1 = max(0, int(y - size - 2)), min(height, int(y + size + 3))
    if x0 >= x1 or y0 >= y1:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    outline = np.round((points - (x0, y0)) * 2**_SUBPIXEL).astype(np.int32)
    cv2.fillPoly(mask, [outline], 255, cv2.LINE_AA, _SUBPIXEL)
    colour = np.array([0.28, 0.42, 0.16]) * rng.uniform(0.35, 1.7) + rng.normal(0, 0.04, 3)
    if rng.random() < _AUTUMN:
        colour = np.array([0.62, 0.45, 0.18]) * rng.uniform(0.5, 1.3)
    surface = np.clip(colour, 0.01, 1) * (1 + 0.16 * smooth_noise(mask.shape, max(4.0, size / 5), rng)[..., None])
    _veins(surface, (x - x0, y - y0), size, tilt, turn, rng)
    share = (mask / np.float32(255))[..., None]
    region = picture[y0:y1, x0:x1]
    region += (surface.astype(np.float32) - region) * share
    np.clip(region, 0, 1, out=region)
    covered[y0:y1, x0:x1] |= mask > 127


def _veins(surface: Array, centre: tuple[float, float], size: float, tilt: float, turn: float, rng: Rng) -> None:
    x, y = centre
    tone = rng.uniform(1.1, 1.5)
    width = max(1, round(size / 40))
    lines = np.zeros(surface.shape[:2], np.uint8)
    for angle in turn + np.arange(5) * 2 * np.pi / 5 + np.pi / 5:
        end = (round(x + 0.9 * size * np.cos(angle)), round(y + 0.9 * tilt * size * np.sin(angle)))
        cv2.line(lines, (round(x), round(y)), end, 255, width, cv2.LINE_AA)
    surface *= 1 + (tone - 1) * (lines / 255.0)[..., None]


def cane(picture: Array, covered: Array, rng: Rng, *, thickness: float) -> None:
    """Draw a cane, a post or a wire right across the picture: a band that is round in its shading."""
    height, width = covered.shape
    start = np.array([rng.uniform(-0.1, 1.1) * width, rng.choice([-5.0, height * rng.random()])])
    end = np.array([rng.uniform(-0.1, 1.1) * width, rng.choice([height + 5.0, height * rng.random()])])
    length = float(np.hypot(*(end - start)))
    if length < 20:
        return
    along = (end - start) / length
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = rng.normal(0, 0.06) * length
    part = np.clip(((columns - start[0]) * along[0] + (rows - start[1]) * along[1]) / length, 0, 1)
    off = (columns - start[0]) * -along[1] + (rows - start[1]) * along[0] - bend * np.sin(np.pi * part)
    radius = thickness / 2
    share = np.clip(radius - np.abs(off) + 0.5, 0, 1)[..., None]
    kinds = np.array([[0.50, 0.26, 0.13], [0.36, 0.24, 0.16], [0.45, 0.52, 0.24], [0.50, 0.47, 0.42]])
    colour = kinds[rng.integers(len(kinds))] * rng.uniform(0.5, 1.4)
    round_shade = np.sqrt(np.clip(1 - (off / radius) ** 2, 0.05, 1))[..., None]
    grain = 1 + 0.1 * smooth_noise(covered.shape, max(2.0, radius), rng)[..., None]
    picture += (np.clip(colour * round_shade * grain, 0, 1) - picture) * share
    covered |= share[..., 0] > 0.5
