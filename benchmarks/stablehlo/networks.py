"""Which networks are exported, and what they are shown. Needs TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.assets import assets
from models.captioning import weights as captioning
from models.colorization import weights as colorization
from models.edges.network import Hed
from models.grapes import weights as grapes
from models.lesions import weights as lesions
from models.style.network import STYLES, StyleNetwork
from models.toolkit import efficientnet_lite0
from models.toolkit.importers import h5, onnx, tfjs
from models.toolkit.poses import network as poses

Array = np.ndarray[Any, Any]
Tensor = Any
Size = tuple[int, int]


class Network(NamedTuple):
    """``function`` takes what ``inputs(batch, size)`` makes, and gives one tensor or several; can be compiled by XLA.

    ``size``: height and width that the site uses. ``small``: the least that it takes. ``batches``: whether it takes
    several pictures at once.
    """

    function: Callable[..., Any]
    inputs: Callable[[int, Size], list[Array]]
    size: Size
    small: Size
    batches: bool = True


def _pictures(batch: int, size: Size, kind: Any = np.uint8) -> Array:
    """Pictures as a network gets them, RGB 0..255: (batch, height, width, 3)."""
    return np.random.default_rng(0).integers(0, 256, (batch, *size, 3)).astype(kind)


def _rgb(batch: int, size: Size) -> list[Array]:
    return [_pictures(batch, size)]


def pose() -> Network:
    """MoveNet MultiPose, from the picture to its heads' maps."""
    graph = tfjs.read(*(assets.path(f"movenet-multipose.{kind}") for kind in ("json", "bin")))
    spec = {poses.GRAPH_INPUT: tf.TensorSpec((None, None, None, 3), tf.int32)}
    return Network(
        tfjs.function(graph, spec, poses.HEADS),
        lambda batch, size: [_pictures(batch, size, np.int32)],
        (192, 256),
        (64, 64),
    )


def style() -> Network:
    """The 26 styles; its norms are those of one picture, so it takes one."""
    network = StyleNetwork(onnx.read_weights(assets.path("multistyle26.onnx")))

    def inputs(batch: int, size: Size) -> list[Array]:
        chosen = np.eye(STYLES, dtype=np.float32)[1]
        return [_pictures(batch, size, np.float32) / np.float32(255), chosen]

    return Network(network.painting, inputs, (240, 320), (64, 64), batches=False)


def colours() -> Network:
    """Colorization, from lightness and hints to the bins' scores."""
    network, _ = colorization.load()

    def inputs(batch: int, size: Size) -> list[Array]:
        lightness = np.random.default_rng(0).uniform(0, 100, (batch, *size)).astype(np.float32)
        return [lightness, np.zeros((batch, size[0] // 4, size[1] // 4, 3), np.float32)]

    return Network(lambda lightness, hints: network(lightness, hints), inputs, (224, 224), (64, 64))


def caption() -> Network:
    """Captioning, from the picture and its mirror image to what the decoder looks at."""
    encoder = efficientnet_lite0.load()
    network, _ = captioning.load()

    def look(pictures: Tensor) -> Tensor:
        both = tf.concat([pictures, pictures[:, :, ::-1]], 0)
        seen = network.features(encoder, encoder.trunk(both, network.shape.tuned))
        return network.look_at(seen.top, seen.middle, seen.logits)

    side = efficientnet_lite0.SIDE
    return Network(look, _rgb, (side, side), (side, side))


def features() -> Network:
    """EfficientNet-Lite0, from the picture to the words' scores."""
    network = efficientnet_lite0.load()
    return Network(lambda pictures: network.activations(pictures)[1], _rgb, (224, 224), (64, 64))


def edges() -> Network:
    """HED, from the picture to its five scales."""
    hed = Hed(h5.read(assets.path("hed.h5")))
    return Network(hed.sides, lambda batch, size: [_pictures(batch, size, np.float32)], (160, 208), (64, 64))


def skin() -> Network:
    """Lesions, from the picture to the classes' scores."""
    network = lesions.load().network
    size = network.shape.height, network.shape.width
    return Network(lambda pictures: network(pictures).logits, _rgb, size, size)


def bunches() -> Network:
    """Grapes, from the picture to both maps."""
    network = grapes.load()
    return Network(lambda pictures: network(pictures), _rgb, (240, 320), (64, 64))


NETWORKS: dict[str, Callable[[], Network]] = {
    "pose": pose,
    "style": style,
    "colorization": colours,
    "captioning": caption,
    "features": features,
    "edges": edges,
    "lesions": skin,
    "grapes": bunches,
}
"""By demo. Actions, the filter, lips and radio have networks of at most a few thousand products a step, in NumPy."""


def answers(found: Any) -> Sequence[Array]:
    """What a function of TensorFlow gave, as arrays."""
    return [np.asarray(one) for one in tf.nest.flatten(found)]
