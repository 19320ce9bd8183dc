"""Whether a lesion is where its mask says: masks of held-out pictures are given to the generator, and what differs from
the skin in the picture that it makes (models.lesion_synthesis.outline) is compared with the mask.

``shuffled`` is the overlap of the same pictures with each other's masks, since most lesions lie in the middle; ``real``
that of the real pictures with their own, which is as much as such a threshold finds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.lesion_synthesis.outline import found, overlap
from models.toolkit.stylegan import Generator
from models.toolkit.synthesis.latents import Latents, Look
from models.training import figures
from models.training.stylegan.pictures import Pictures

Array = np.ndarray[Any, Any]

COUNT = 200
_BATCH = 50
_HALF = 128


def report(generator: Generator, held_out: Pictures, count: int = COUNT) -> dict[str, Any]:
    """Mean overlaps, 0..1, of so many held-out masks drawn by chance, with 95 % intervals."""
    assert held_out.masks is not None
    rows = np.random.default_rng(0).permutation(len(held_out.rgb))[:count]
    masks = held_out.masks[rows] >= _HALF
    pictures = made(generator, held_out, rows)
    each = {
        "made": overlaps(pictures, masks),
        "shuffled": overlaps(pictures, np.roll(masks, 1, 0)),
        "real": overlaps(held_out.rgb[rows], masks),
    }
    told: dict[str, Any] = {}
    for name, values in each.items():
        told[name] = round(float(values.mean()), 3)
        told[f"{name}_interval"] = _interval(values)
    return {"painted": told | {"n": len(rows)}}


def made(generator: Generator, held_out: Pictures, rows: Array) -> Array:
    """A picture with the mask and of the kind of each row, at ψ 1: RGB uint8 (n, side, side, 3)."""
    assert held_out.masks is not None
    assert held_out.classes is not None
    latents, parts = Latents(generator), []
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        looks = [Look(int(kind), 1.0, ()) for kind in held_out.classes[some]]
        styles = [latents.styles([start + at], look) for at, look in enumerate(looks)]
        masks = held_out.masks[some].astype(np.float32) / 255
        parts.append(generator.pictures(np.concatenate(styles), masks=masks))
    return np.concatenate(parts)


def overlaps(pictures: Array, masks: Array) -> Array:
    """Of each picture what is found in it with its mask, float (n,)."""
    return np.array([overlap(found(picture), mask) for picture, mask in zip(pictures, masks, strict=True)])


def _interval(values: Array) -> list[float]:
    """Of their mean, 95 %."""
    return [round(end, 3) for end in figures.interval(len(values), lambda drawn: float(values[drawn].mean()))]
