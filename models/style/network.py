"""The 26-style network in TensorFlow: one network, many paintings (Dumoulin, Shlens and Kudlur, ICLR 2017).

The convolutions are shared by all styles; a style is nothing but the scale γ and shift β of each instance norm
("conditional instance normalisation"), 990 numbers. Mixing two styles is mixing these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from models.style import layers
from models.style.layers import Array, Tensor
from models.toolkit.spread import Spread
from models.toolkit.tracing import traced

STYLES = 26

_CONTRACT = ((9, 3, 32), (3, 32, 32), (3, 32, 32))
_EXPAND = ((3, 32, 8), (3, 8, 4), (9, 4, 3))
"""(kernel size, channels in, channels out)"""
_BLOCKS = 6


def _architecture() -> dict[str, tuple[int, int, int]]:
    """Every convolution by name, in order: kernel size, channels in, channels out."""
    named = {f"contract.{i}": conv for i, conv in enumerate(_CONTRACT)}
    named |= {f"res.{block}.{i}": (3, 32, 32) for block in range(_BLOCKS) for i in range(2)}
    return named | {f"expand.{i}": conv for i, conv in enumerate(_EXPAND)}


class StyleNetwork:
    """The network with its weights.

    weights: what :func:`models.toolkit.importers.onnx.read_weights` reads from multistyle26.onnx. Raises
    layers.WeightsError when a key is missing, superfluous or of another shape.
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        left = dict(weights)
        self._kernels: dict[str, Array] = {}
        gammas, betas = [], []
        for name, (size, inputs, outputs) in _architecture().items():
            self._kernels[name] = layers.kernel(left, f"{name}.w", size, inputs, outputs)
            gammas.append(layers.take(left, f"{name}.norm.gamma", (STYLES, outputs)))
            betas.append(layers.take(left, f"{name}.norm.beta", (STYLES, outputs)))
        if left:
            raise layers.WeightsError(f"the weights hold {len(left)} arrays too many, such as {min(left)}")
        self._norms = np.concatenate([*gammas, *betas], axis=1)  # (26, 2 · sum of channels)
        for name in ("expand.0", "expand.1"):
            self._kernels[name] = layers.upsampling_kernel(self._kernels[name])
        self._kernels["expand.2"] = layers.blocked_kernel(self._kernels["expand.2"])
        self.traces = 0
        style = tf.TensorSpec((STYLES,))
        self._floats = traced(self.painting, tf.TensorSpec((1, None, None, 3)), style)
        self.bytes = Spread(traced(self._forward_bytes, tf.TensorSpec((1, None, None, 3), tf.uint8), style))

    def stylize(self, image: Array, style: Array) -> Array:
        """image (H, W, 3) float32 RGB in 0..1, style (26,) mixing weights → the painting, like image."""
        return np.asarray(self._floats(layers.checked(image)[None], style.astype(np.float32)).numpy()[0])

    def paint(self, frame: Array, style: Array) -> Array:
        """frame (H, W, 3) uint8 RGB, style (26,) mixing weights → the painting, uint8 RGB of that size."""
        return np.asarray(self.bytes(layers.checked(frame)[None], style.astype(np.float32))[0])

    def _forward_bytes(self, frames: Tensor, style: Tensor) -> Tensor:
        phases = self._phases(tf.cast(frames, tf.float32) * (1 / 255), style)
        return tf.nn.depth_to_space(layers.to_bytes(phases), 2)

    def painting(self, images: Tensor, style: Tensor) -> Tensor:
        """images (1, H, W, 3) in 0..1, style (26,) → the painting, like images. Can be traced."""
        return tf.nn.depth_to_space(self._phases(images, style), 2)

    def _phases(self, x: Tensor, style: Tensor) -> Tensor:
        """x (1, H, W, 3) in 0..1, style (26,) → the painting's blocks of 2×2 pixels, (1, H/2, W/2, 12)."""
        self.traces += 1
        norms = self._mixed_norms(style)
        weights = self._kernels
        for name, stride in (("contract.0", 1), ("contract.1", 2), ("contract.2", 2)):
            x = layers.convolve(x, weights[name], stride)
            x = tf.nn.relu(layers.instance_norm(x, *norms[name]))
        for block in range(_BLOCKS):  # x: (1, H/4, W/4, 32)
            first, second = f"res.{block}.0", f"res.{block}.1"
            y = layers.convolve(x, weights[first])
            y = tf.nn.relu(layers.instance_norm(y, *norms[first]))
            y = layers.convolve(y, weights[second])
            x = x + layers.instance_norm(y, *norms[second])
        for name in ("expand.0", "expand.1"):
            x = layers.convolve_up(x, weights[name])
            x = tf.nn.relu(layers.instance_norm_phases(x, *norms[name]))
            x = tf.nn.depth_to_space(x, 2)
        x = layers.convolve_blocks(x, weights["expand.2"])  # (1, H/2, W/2, 12)
        return tf.sigmoid(layers.instance_norm_phases(x, *norms["expand.2"]))

    def _mixed_norms(self, style: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
        """γ and β of every convolution, (C,) each, mixed by the style weights (26,)."""
        widths = [outputs for _, _, outputs in _architecture().values()]
        parts = tf.split(tf.linalg.matvec(self._norms, style, transpose_a=True), widths * 2)
        return {name: (parts[i], parts[len(widths) + i]) for i, name in enumerate(_architecture())}


def one_style(index: int) -> Array:
    """Mixing weights (26,) of a single style."""
    weights: Array = np.zeros(STYLES, np.float32)
    weights[index] = 1
    return weights


def blend_styles(first: int, second: int, share: float) -> Array:
    """Mixing weights (26,): ``share`` (0..1) of the second style, the rest of the first."""
    return np.asarray((1 - share) * one_style(first) + share * one_style(second), np.float32)
