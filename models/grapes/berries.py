"""Bunches of grapes as spheres along a stalk, drawn one berry at a time with an exact mask.

Each berry is a shaded sphere: Lambert's diffuse light, ambient light, Blinn's highlight (1977), darkening towards the
inside of the bunch, bloom (the waxy, whitish film) and scars as smooth noise. Coordinates are pixels, x to the right
and y down; z points at the viewer. Colours are RGB, float32 in 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

PATCH = 64
"""Side of the square in which noise for skins is prepared, in pixels."""
_SQUEEZE = 0.82
"""Berries may come this close to each other, in diameters: they press against one another."""


@dataclass(frozen=True)
class Skin:
    """How the berries of a bunch look. ``colour`` and ``bloom_colour`` RGB 0..1; the others shares from 0 to 1."""

    colour: tuple[float, float, float]
    bloom_colour: tuple[float, float, float]
    bloom: float
    scars: float
    gloss: float
    clear: float
    """How much light comes through, as in white grapes: the shaded side stays bright."""


@dataclass(frozen=True)
class Light:
    """``direction`` is a unit vector to the light, ``sharp`` the highlight's exponent; the others say how strong."""

    direction: tuple[float, float, float]
    direct: float
    ambient: float
    sharp: float


@dataclass(frozen=True)
class Bunch:
    """Berries as rows of ``spheres`` (n, 4): x, y, z, radius, in the order in which they are drawn, far ones first."""

    spheres: Array
    skin: Skin
    length: float
    width: float


BLACK, RED, WHITE = "black", "red", "white"


def random_skin(kind: str, rng: Rng) -> Skin:
    """A skin of black, red or white grapes."""
    if kind == BLACK:
        base = np.array([0.10, 0.09, 0.13]) * rng.uniform(0.45, 1.9) + rng.normal(0, 0.015, 3)
        tints = np.array([[0.46, 0.48, 0.58], [0.46, 0.43, 0.44], [0.42, 0.36, 0.34], [0.36, 0.30, 0.38]])
        bloom = tints[rng.integers(len(tints))] * rng.uniform(0.6, 1.2) + rng.normal(0, 0.03, 3)
    elif kind == RED:
        base = np.array([0.42, 0.12, 0.16]) * rng.uniform(0.5, 1.5) + rng.normal(0, 0.05, 3)
        bloom = np.array([0.62, 0.48, 0.56]) * rng.uniform(0.7, 1.1)
    else:
        base = np.array([0.60, 0.66, 0.28]) * rng.uniform(0.6, 1.2) + rng.normal(0, 0.05, 3)
        bloom = np.array([0.78, 0.80, 0.66]) * rng.uniform(0.8, 1.1)
    return Skin(
        _colour(base),
        _colour(bloom),
        bloom=float(rng.beta(1.1, 1.3)),
        scars=float(rng.beta(1, 3)),
        gloss=float(rng.beta(1.6, 2)),
        clear=float(rng.uniform(0.25, 0.6) if kind == WHITE else rng.uniform(0, 0.15)),
    )


def grow(rng: Rng, *, x: float, y: float, length: float, width: float, radius: float, skin: Skin) -> Bunch:
    """A bunch that hangs from (x, y): berries packed into a shouldered cone around a slightly bent stalk.

    length, width: of the bunch. radius: mean of its berries. All in pixels.
    """
    lean = rng.normal(0, 0.16)
    taper, loose = rng.uniform(0.35, 1.0), rng.uniform(0.0, 0.35)
    half = width / 2
    tries = int(min(1500, 22 * max(1.0, length * width * width / (8 * radius**3))))
    along = rng.random(tries) ** 0.9
    reach = half * np.clip(1.1 - taper * along, 0.22, 1.0) * np.clip(along * 7 + 0.45, 0, 1)
    angle, out = rng.uniform(0, 2 * np.pi, tries), np.sqrt(rng.uniform(0.12, 1, tries))
    radii = radius * np.clip(rng.normal(1, 0.1, tries), 0.6, 1.3)
    spheres = np.stack(
        [
            x + lean * along * length + reach * out * np.cos(angle),
            y + along * length,
            0.8 * reach * out * np.sin(angle),
            radii,
        ],
        axis=1,
    ).astype(np.float32)
    kept = _apart(spheres[rng.random(tries) >= loose * 0.5], limit=420)
    return Bunch(kept[np.argsort(kept[:, 2])], skin, length, width)


def _apart(spheres: Array, limit: int) -> Array:
    """The spheres that do not press too far into one that came before them, ``limit`` at most."""
    kept = np.empty((limit, 4), np.float32)
    count = 0
    for sphere in spheres:
        if count == limit:
            break
        offsets = kept[:count, :3] - sphere[:3]
        nearest = _SQUEEZE * (kept[:count, 3] + sphere[3])
        if not np.any(np.einsum("ij,ij->i", offsets, offsets) < nearest * nearest):
            kept[count] = sphere
            count += 1
    return kept[:count].copy()


def draw(bunch: Bunch, picture: Array, ids: Array, first: int, light: Light, noise: Array, rng: Rng) -> None:
    """Draw a bunch over ``picture`` (h, w, 3) float32 0..1, and its berries' numbers, from ``first`` on, over ``ids``.

    noise: (n, PATCH, PATCH) float32 about 0, from which skins are cut.
    """
    depths = bunch.spheres[:, 2]
    deepest, nearest = float(depths.min(initial=0)), float(depths.max(initial=1))
    for index, (x, y, z, radius) in enumerate(bunch.spheres):
        inside = (z - deepest) / max(1.0, nearest - deepest)
        _draw_berry(
            (float(x), float(y), float(radius)),
            float(inside),
            bunch.skin,
            picture,
            ids,
            first + index,
            light,
            noise[rng.integers(len(noise))],
            rng,
        )


def _draw_berry(
    sphere: tuple[float, float, float],
    inside: float,
    skin: Skin,
    picture: Array,
    ids: Array,
    number: int,
    light: Light,
    noise: Array,
    rng: Rng,
) -> None:
    x, y, radius = sphere
    height, width = ids.shape
    x0, x1 = max(0, int(x - radius)), min(width, int(x + radius) + 2)
    y0, y1 = max(0, int(y - radius)), min(height, int(y + radius) + 2)
    if x0 >= x1 or y0 >= y1:
        return
    stretch = rng.uniform(0.93, 1.1)
    across = (np.arange(x0, x1, dtype=np.float32) - x) / radius
    down = (np.arange(y0, y1, dtype=np.float32) - y)[:, None] / (radius * stretch)
    squared = across * across + down * down
    cover = np.clip((1 - np.sqrt(squared)) * radius + 0.5, 0, 1)[..., None]
    normal_z = np.sqrt(np.clip(1 - squared, 0.02, 1))
    shade = _shaded(across, down, normal_z, inside, skin, light, noise, rng)
    region = picture[y0:y1, x0:x1]
    region *= 1 - cover
    region += shade * cover
    ids[y0:y1, x0:x1][cover[..., 0] > 0.5] = number


def _shaded(
    across: Array, down: Array, normal_z: Array, inside: float, skin: Skin, light: Light, noise: Array, rng: Rng
) -> Array:
    """The berry's colours (h, w, 3) float32: base and bloom, lit."""
    lx, ly, lz = light.direction
    facing = across * lx + down * ly + normal_z * lz
    diffuse = np.clip(facing, 0, 1)
    height, width = normal_z.shape
    rough = cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    film = np.clip(skin.bloom * (0.75 + 0.9 * rough) * rng.uniform(0.6, 1.3), 0, 0.95)[..., None]
    base = np.asarray(skin.colour, np.float32) * np.float32(rng.uniform(0.8, 1.25))
    surface = base + (np.asarray(skin.bloom_colour, np.float32) - base) * film
    if skin.scars > rng.random():
        surface = surface + (0.45 * (np.abs(rough) < 0.05) * (np.roll(rough, 3, 0) > 0.1))[..., None].astype(np.float32)
    through = skin.clear * (0.5 + 0.5 * normal_z)
    occlusion = (0.4 + 0.6 * inside) * (0.55 + 0.45 * normal_z)
    lit = (light.ambient + through + light.direct * diffuse) * occlusion
    half = np.array([lx, ly, lz + 1.0])
    half /= np.linalg.norm(half)
    toward = np.clip(across * half[0] + down * half[1] + normal_z * half[2], 0, 1)
    highlight = skin.gloss * light.direct * toward**light.sharp * (0.3 + 0.7 * inside)
    lit_surface: Array = np.clip(surface * lit[..., None] + highlight[..., None], 0, 1).astype(np.float32)
    return lit_surface


def _colour(values: Array) -> tuple[float, float, float]:
    red, green, blue = np.clip(values, 0.01, 1)
    return float(red), float(green), float(blue)
