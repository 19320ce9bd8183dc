"""Numbers that name pictures, and what can be done with their styles on the way to a picture. Pure.

The directions are the principal axes of the styles (Härkönen et al., GANSpace, NeurIPS 2020): along the first of them
most changes at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.toolkit.stylegan import LATENT, Generator

Array = np.ndarray[Any, Any]

COUNT = 10_000
"""Pictures that have a number, from 0 on; after the last comes the first."""
DIRECTIONS = 6
ALL = "all"
"""In place of a class: each number has one, in turn."""
_SEED = 2019
_SAMPLED = 4_096
"""Styles that the directions are found in."""
_COARSE, _MIDDLE = 8, 16
"""The largest side of a coarse and of a middle stage."""


@dataclass(frozen=True)
class Look:
    """What holds for every picture that is shown: ``kind`` is a class's place in the list, or -1 for each in turn;
    ``psi`` from 0, the mean style, to 1 and somewhat beyond; ``pushes`` are steps along the directions, in standard
    deviations.
    """

    kind: int
    psi: float
    pushes: tuple[float, ...]

    @property
    def key(self) -> str:
        """The same for what gives the same pictures."""
        return f"{self.kind} {self.psi:g} {self.pushes}"


class Latents:
    """Styles by number. ``generator`` maps them; its weights stay its own."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self.directions = _principal(generator)
        """float32 (6, 128): a standard deviation each, the one along which most changes first."""

    def classes(self, numbers: Sequence[int], kind: int) -> Array | None:
        """The class of each number, or None where the generator knows none."""
        count = self._generator.plan.classes
        if not count:
            return None
        return np.asarray([number % count if kind < 0 else kind for number in numbers])

    def styles(self, numbers: Sequence[int], look: Look) -> Array:
        """w of each number as it is looked at, float32 (n, 128)."""
        found = self._generator.styles(latents(numbers), self.classes(numbers, look.kind))
        return self.looked(found, look)

    def masks(self, numbers: Sequence[int], look: Look) -> Array | None:
        """The mask that each number takes of those that come with the weights, float32 (n, side, side) from 0 to 1: one
        of its class; None where the generator is not painted.
        """
        if not self._generator.plan.painted:
            return None
        kept, classes = self._generator.masks
        asked = self.classes(numbers, look.kind)
        assert asked is not None
        rows = [
            np.random.default_rng((_SEED, number, 1)).choice(np.flatnonzero(classes == one))
            for number, one in zip(numbers, asked, strict=True)
        ]
        return np.asarray(kept[rows], np.float32)

    def pictures(self, numbers: Sequence[int], look: Look) -> Array:
        """Each number's picture, RGB uint8 (n, side, side, 3)."""
        return self._generator.pictures(self.styles(numbers, look), masks=self.masks(numbers, look))

    def looked(self, styles: Array, look: Look) -> Array:
        """Styles after truncation and steps along the directions."""
        pushed = np.asarray(look.pushes, np.float32) @ self.directions[: len(look.pushes)]
        return np.asarray(self._generator.truncated(styles, look.psi) + pushed, np.float32)


def latents(numbers: Sequence[int]) -> Array:
    """z of each number, float32 (n, 128): always the same."""
    drawn = [np.random.default_rng((_SEED, number)).standard_normal(LATENT) for number in numbers]
    return np.asarray(drawn, np.float32).reshape(-1, LATENT)


def between(one: Array, other: Array, share: float) -> Array:
    """A style on the way from one to another, slow at both ends; share from 0 to 1."""
    eased = (1 - np.cos(np.pi * share)) / 2
    return np.asarray(one + np.float32(eased) * (other - one), np.float32)


def moved(masks: Array | None, share: float) -> Array | None:
    """Two masks, or none, and one on the way between them: (3, side, side) from 0 to 1. It fades, since a shape that
    moves would have to be told which part becomes which.
    """
    return None if masks is None else np.stack([masks[0], between(masks[0], masks[1], share), masks[1]])


def mixed(one: Array, other: Array, shares: tuple[float, float, float], sides: Sequence[int]) -> list[Array]:
    """A style for each of ``sides``: ``shares`` of the other in the coarse, middle and fine stages, 0 to 1."""
    return [np.asarray(one + np.float32(shares[part(side)]) * (other - one), np.float32) for side in sides]


def part(side: int) -> int:
    """0 for a coarse stage, 1 for a middle and 2 for a fine one (Karras et al., 2019: 4 to 8, 16 to 32, from 64 on, at
    1024; here of small pictures).
    """
    return 0 if side <= _COARSE else 1 if side <= _MIDDLE else 2


def _principal(generator: Generator) -> Array:
    """Of styles less the mean of their class, so that no direction leads from class to class."""
    drawn = np.random.default_rng(_SEED).standard_normal((_SAMPLED, LATENT)).astype(np.float32)
    count = generator.plan.classes
    classes = np.arange(_SAMPLED) % count if count else None
    styles = generator.styles(drawn, classes).astype(np.float64)
    for one in range(max(count, 1)):
        own = slice(None) if classes is None else classes == one
        styles[own] -= styles[own].mean(0)
    _, spread, axes = np.linalg.svd(styles, full_matrices=False)
    axes, spread = axes[:DIRECTIONS], spread[:DIRECTIONS] / np.sqrt(_SAMPLED)
    signs = np.sign(axes[np.arange(DIRECTIONS), np.abs(axes).argmax(1)])  # else it may be either
    return np.asarray(axes * (signs * spread)[:, None], np.float32)
