"""The layers of EfficientNet-Lite0 that can be chosen, from the first to the last."""

from __future__ import annotations

from typing import NamedTuple


class Layer(NamedTuple):
    """``name`` is the parameter's value; ``key`` its maps' name in EfficientNetLite0.activations; ``channels`` how many
    there are; ``stride`` how many pixels of the picture lie between two numbers of a map."""

    name: str
    key: str
    title: str
    channels: int
    stride: int


LAYERS = (
    Layer("filters", "stem", "The first filters, as pictures", 32, 2),
    Layer("stem", "stem", "Early: first convolution", 32, 2),
    Layer("block3", "block3", "Early: block 3", 144, 4),
    Layer("block5", "block5", "Middle: block 5", 240, 8),
    Layer("block8", "block8", "Middle: block 8", 480, 16),
    Layer("block11", "block11", "Middle: block 11", 672, 16),
    Layer("block15", "block15", "Late: block 15", 1152, 32),
    Layer("head", "head", "Late: before the words", 1280, 32),
)
BY_NAME = {layer.name: layer for layer in LAYERS}
