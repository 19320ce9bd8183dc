"""A small StyleGAN that makes pictures (after Karras et al., CVPR 2019 and CVPR 2020), in TensorFlow.

A latent z is mapped to a style w; the picture grows from 4 × 4 by doublings, and at each resolution two modulated
convolutions look at a style, which need not be the same at all of them. Convolutions are modulated by scaling what
goes in and demodulated by scaling what comes out, which gives the same as scaling each kernel and needs no grouped
convolution. Each resolution adds its colours to those of the one before, enlarged (skip connections of the 2020 paper).

Where the generator is painted, a mask says where the thing is to be: at each resolution it is added to the maps, as
strongly to each as was learnt, between the two convolutions.

Weights are arrays by name, gains included, kernels (height, width, in, out); models/training/stylegan trains and
exports them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Tensor = Any

LATENT = 128
MAPPING = 4
"""Layers from z to w."""
LEAST_CHANNELS = 24
SLOPE = 0.2
GAIN = math.sqrt(2)
"""Of what follows a leaky ReLU, so that magnitudes stay."""
TINY = 1e-8


class GeneratorError(ValueError):
    """The weights are not those of such a generator."""


@dataclass(frozen=True)
class Plan:
    """``side`` of the picture in pixels, a power of two from 8 on; ``width``: channels up to 16 × 16, half as many at
    each doubling from there; ``classes`` that can be asked for, 0 for none; ``painted``: how many masks of the training
    part come with the weights, for pictures that nobody paints a mask for, 0 where the generator takes none.
    """

    side: int
    width: int
    classes: int = 0
    painted: int = 0

    @property
    def sides(self) -> list[int]:
        """From 4 to that of the picture."""
        return [2**power for power in range(2, self.side.bit_length())]

    def channels(self, side: int) -> int:
        """Of the maps that are ``side`` high."""
        return max(LEAST_CHANNELS, min(self.width, self.width * 16 // side))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Of all weights, by name."""
        told: dict[str, tuple[int, ...]] = {"const": (4, 4, self.channels(4)), "mean": (LATENT,)}
        if self.classes:
            told["classes"] = (self.classes, LATENT)
        if self.painted:
            told |= {"masks": (self.painted, self.side, self.side), "masks/classes": (self.painted,)}
        for layer in range(MAPPING):
            wide = 2 * LATENT if self.classes and layer == 0 else LATENT
            told |= {f"mapping/{layer}/weight": (wide, LATENT), f"mapping/{layer}/bias": (LATENT,)}
        for side in self.sides:
            own, before = self.channels(side), self.channels(max(4, side // 2))
            told |= {} if side == 4 else _modulated(f"{side}/first", before, own, 3)
            told |= {f"{side}/painted": (own,)} if self.painted else {}
            told |= _modulated(f"{side}/second", own, own, 3)
            told |= _modulated(f"{side}/colours", own, 3, 1)
        return told


def _modulated(name: str, ins: int, outs: int, kernel: int) -> dict[str, tuple[int, ...]]:
    told: dict[str, tuple[int, ...]] = {
        f"{name}/kernel": (kernel, kernel, ins, outs),
        f"{name}/bias": (outs,),
        f"{name}/style/weight": (LATENT, ins),
        f"{name}/style/bias": (ins,),
    }
    return told if kernel == 1 else {**told, f"{name}/noise": ()}


class Generator:
    """The generator with its weights, arrays by name. Raises GeneratorError where one is missing, too many, of another
    shape, or no number.
    """

    def __init__(self, plan: Plan, weights: Mapping[str, Array]) -> None:
        self.plan = plan
        wanted = plan.shapes()
        if wanted.keys() != weights.keys():
            raise GeneratorError(f"weights missing or too many: {sorted(wanted.keys() ^ weights.keys())[:5]}")
        for name, shape in wanted.items():
            if weights[name].shape != shape:
                raise GeneratorError(f"{name} has the shape {weights[name].shape}, not {shape}")
            if not np.isfinite(weights[name]).all():
                raise GeneratorError(f"{name} has what is no number")
        self._weights = {name: np.asarray(array, np.float32) for name, array in weights.items()}

    def styles(self, latents: Array, classes: Array | None = None) -> Array:
        """z, float32 (n, 128), and the classes asked for, (n,), where there are any → w, float32 (n, 128)."""
        state = _unit(latents)
        if self.plan.classes:
            if classes is None:
                raise ValueError("this generator asks for classes")
            state = np.concatenate([state, _unit(self._weights["classes"][classes])], 1)
        for layer in range(MAPPING):
            state = state @ self._weights[f"mapping/{layer}/weight"] + self._weights[f"mapping/{layer}/bias"]
            state = np.where(state < 0, SLOPE * state, state) * np.float32(GAIN)
        return np.asarray(state, np.float32)

    @property
    def masks(self) -> tuple[Array, Array]:
        """Masks of the training part, float32 (n, side, side) from 0 to 1, and the class of each, (n,)."""
        return self._weights["masks"] / np.float32(255), self._weights["masks/classes"].astype(int)

    def truncated(self, styles: Array, psi: float) -> Array:
        """Styles drawn towards the mean one: 1 leaves them, 0 is the mean itself (the truncation trick)."""
        mean = self._weights["mean"]
        return np.asarray(mean + psi * (styles - mean), np.float32)

    def pictures(self, styles: Array | Sequence[Array], noise: int | None = None, masks: Array | None = None) -> Array:
        """RGB uint8 (n, side, side, 3). ``styles``: w (n, 128), or one for each of ``plan.sides``; ``noise``: the seed
        of what is added, if any; ``masks``: where the thing is to be, (n, side, side) from 0 to 1, for a painted
        generator. Raises ValueError where those are missing.
        """
        return as_bytes(self.stages(styles, noise, masks)[-1])

    def stages(
        self, styles: Array | Sequence[Array], noise: int | None = None, masks: Array | None = None
    ) -> list[Array]:
        """The colours so far at each of ``plan.sides``, float32 (n, s, s, 3), -1 to 1 and somewhat beyond."""
        import tensorflow as tf

        if self.plan.painted and masks is None:
            raise ValueError("this generator asks for masks")
        each = [styles] * len(self.plan.sides) if isinstance(styles, np.ndarray) else list(styles)
        random = None if noise is None else np.random.default_rng(noise)
        state = tf.repeat(self._weights["const"][None], len(each[0]), axis=0)
        colours: Tensor = 0.0
        grown = []
        for side, style in zip(self.plan.sides, each, strict=True):
            if side > 4:
                state = self._convolved(f"{side}/first", _doubled(state), style, random)
                colours = _doubled(colours)
            if masks is not None and self.plan.painted:
                state += _reduced(masks, side)[..., None] * self._weights[f"{side}/painted"]
            state = self._convolved(f"{side}/second", state, style, random)
            colours += self._modulated(f"{side}/colours", state, style)
            grown.append(colours)
        return [one.numpy() for one in grown]

    def _convolved(self, name: str, state: Tensor, style: Array, random: np.random.Generator | None) -> Tensor:
        import tensorflow as tf

        state = self._modulated(name, state, style, demodulates=True)
        if random is not None:
            drawn = random.standard_normal((*state.shape[:3], 1)).astype(np.float32)
            state += self._weights[f"{name}/noise"] * drawn
        return tf.nn.leaky_relu(state + self._weights[f"{name}/bias"], SLOPE) * GAIN

    def _modulated(self, name: str, state: Tensor, style: Array, *, demodulates: bool = False) -> Tensor:
        import tensorflow as tf

        kernel = self._weights[f"{name}/kernel"]
        scale = style @ self._weights[f"{name}/style/weight"] + self._weights[f"{name}/style/bias"]
        found = tf.nn.conv2d(state * scale[:, None, None, :], kernel, 1, "SAME")
        if not demodulates:
            return found + self._weights[f"{name}/bias"]
        power = (scale**2) @ (kernel**2).sum((0, 1))
        return found / np.sqrt(power + TINY)[:, None, None, :]


def _unit(rows: Array) -> Array:
    """Rows of a mean square of one."""
    return np.asarray(rows / np.sqrt((rows**2).mean(1, keepdims=True) + TINY), np.float32)


def _reduced(masks: Array, side: int) -> Array:
    """(n, s, s) from 0 to 1 → (n, side, side) from -1 to 1, means of squares."""
    count, parts = len(masks), masks.shape[1] // side
    means = masks.reshape(count, side, parts, side, parts).mean((2, 4))
    return np.asarray(2 * means - 1, np.float32)


def _doubled(maps: Tensor) -> Tensor:
    import tensorflow as tf

    return tf.image.resize(maps, (2 * maps.shape[1], 2 * maps.shape[2]), "bilinear")


def as_bytes(colours: Array) -> Array:
    return np.clip(np.rint((colours + 1) * 127.5), 0, 255).astype(np.uint8)
