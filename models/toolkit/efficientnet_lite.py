"""EfficientNet-Lite0's architecture, and its weights with batch norms folded in. No TensorFlow here.

EfficientNet (Tan and Le, ICML 2019) without squeeze-and-excitation and with ReLU6 in place of swish ("Lite",
Google, 2020). Batch norms are folded into the convolutions, so that only convolutions and biases are left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

STEM = 32
ASSET = "efficientnet-lite0.pth"
SIDE = 224
"""The side of the square picture that the network was trained on, in pixels."""
CHANNELS = 1280
"""Channels of the features after the head convolution."""
CLASSES = 1000

_EPSILON = 1e-3
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""(blocks, kernel size, stride of the first block, expansion, channels out), after the stem."""


class WeightsError(ValueError):
    """The weights do not fit the architecture."""


class Block(NamedTuple):
    """One inverted residual block (Sandler et al., 2018)."""

    size: int
    stride: int
    expansion: int
    inputs: int
    outputs: int


def blocks() -> list[Block]:
    """The 16 blocks in order."""
    found: list[Block] = []
    inputs = STEM
    for count, size, stride, expansion, outputs in _STAGES:
        for index in range(count):
            found.append(Block(size, stride if index == 0 else 1, expansion, inputs, outputs))
            inputs = outputs
    return found


def kernel_shapes(first: int = 0) -> dict[str, tuple[int, ...]]:
    """The kernels of the convolutions from a block on, by layer, in TensorFlow's order.

    (height, width, in, out), or (height, width, in, 1) of a depthwise one. Layers: ``stem``, when ``first`` is 0; of
    each block ``0.expand`` (where there is one), ``0.depthwise`` and ``0.project``; ``head``.
    """
    shapes: dict[str, tuple[int, ...]] = {} if first else {"stem": (3, 3, 3, STEM)}
    for index, block in enumerate(blocks()[first:], first):
        hidden = block.inputs * block.expansion
        if block.expansion > 1:
            shapes[f"{index}.expand"] = (1, 1, block.inputs, hidden)
        shapes[f"{index}.depthwise"] = (block.size, block.size, hidden, 1)
        shapes[f"{index}.project"] = (1, 1, hidden, block.outputs)
    return shapes | {"head": (1, 1, blocks()[-1].outputs, CHANNELS)}


def layer_shapes(first: int = 0) -> dict[str, tuple[int, ...]]:
    """``LAYER.kernel`` and ``LAYER.bias`` of every convolution from a block on."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name, kernel in kernel_shapes(first).items():
        channels = kernel[2] if name.endswith("depthwise") else kernel[3]
        shapes |= {f"{name}.kernel": kernel, f"{name}.bias": (channels,)}
    return shapes


def folded(weights: Mapping[str, Array]) -> dict[str, Array]:
    """``LAYER.kernel`` and ``LAYER.bias`` of every convolution, float32, and of ``classes``, (1280, 1000) and (1000,).

    weights: a PyTorch ``state_dict`` as :func:`models.toolkit.importers.torch.read` gives it. Raises WeightsError when
    a key is missing, superfluous or of another shape.
    """
    left = dict(weights)
    found: dict[str, Array] = {}
    for name, shape in kernel_shapes().items():
        found |= _folded_layer(left, name, shape)
    found["classes.kernel"] = _take(left, "_fc.weight", (CLASSES, CHANNELS)).T.copy()
    found["classes.bias"] = _take(left, "_fc.bias", (CLASSES,))
    if left:
        raise WeightsError(f"the weights hold {len(left)} arrays too many, such as {min(left)}")
    return found


def _folded_layer(left: dict[str, Array], name: str, shape: tuple[int, ...]) -> dict[str, Array]:
    """A convolution with its batch norm folded in."""
    convolution, norm = _names_in_pytorch(name)
    height, width, inputs, outputs = shape
    is_depthwise = name.endswith("depthwise")
    theirs = (inputs, 1, height, width) if is_depthwise else (outputs, inputs, height, width)
    kernel = _take(left, f"{convolution}.weight", theirs)
    gamma, beta, mean, variance = (
        _take(left, f"{norm}.{part}", theirs[:1]) for part in ("weight", "bias", "running_mean", "running_var")
    )
    _take(left, f"{norm}.num_batches_tracked", ())
    scale = gamma / np.sqrt(variance + _EPSILON)
    order = (2, 3, 0, 1) if is_depthwise else (2, 3, 1, 0)
    ours = np.ascontiguousarray((kernel * scale[:, None, None, None]).transpose(order))
    return {f"{name}.kernel": ours, f"{name}.bias": beta - mean * scale}


def _names_in_pytorch(name: str) -> tuple[str, str]:
    """The weight file's names of a convolution and of its batch norm."""
    if name in ("stem", "head"):
        return f"_conv_{name}", "_bn0" if name == "stem" else "_bn1"
    block, part = name.split(".")
    number = {"expand": 0, "depthwise": 1, "project": 2}[part]
    return f"_blocks.{block}._{part}_conv", f"_blocks.{block}._bn{number}"


def _take(left: dict[str, Array], name: str, shape: tuple[int, ...]) -> Array:
    """Take an array out of those that are left, so that what nobody takes is noticed."""
    if name not in left:
        raise WeightsError(f"the weights lack {name}")
    array = left.pop(name)
    if array.shape != shape:
        raise WeightsError(f"{name} has shape {array.shape}, not {shape}")
    return array.astype(np.float32)
