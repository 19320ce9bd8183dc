"""What the decoder looks at, and which of ImageNet's classes a picture shows. Only workers import this.

By LiteRT on a processor, picture by picture: encoder and detector take half the time there that TensorFlow takes. By
TensorFlow on a GPU, a whole batch at once. Both give the same numbers but for rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from models.assets import assets
from models.captioning import encoder_top, network, weights
from models.captioning.network import Captioner
from models.toolkit import efficientnet_lite0
from models.toolkit.converted import converted
from models.toolkit.lite import LiteNetwork, convert
from models.toolkit.tracing import traced

if TYPE_CHECKING:
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]
Looks = tuple[Array, Callable[[], Array]]
"""Keys and values of every layer, (2 · layers, views · B, heads, M, width / heads), all pictures before all mirror
images; and what gives logits (B, 1000) of ImageNet's classes."""

Traceable = Callable[[Any], Any]

VIEWS = 2
"""The picture and its mirror image."""
SIDE = efficientnet_lite0.SIDE


def looker(captioner: Captioner, device: Device) -> Callable[[Array], Looks]:
    """RGB uint8 (B, 224, 224, 3) → what is seen; the classes are computed only when they are asked for.

    Raises models.assets.assets.AssetError.
    """
    encoder = efficientnet_lite0.load()
    tuned = captioner.shape.tuned

    def look(pictures: Any) -> tuple[Any, Any]:
        """What the decoder looks at, and what the encoder's first blocks saw in the pictures."""
        x = encoder.trunk(tf.concat([pictures, pictures[:, :, ::-1]], 0), tuned)
        seen = captioner.features(encoder, x)
        return captioner.look_at(seen.top, seen.middle, seen.logits), x[: tf.shape(pictures)[0]]

    def classes(seen_first: Any) -> Any:
        return encoder.rest(seen_first, tuned).logits

    return _together(look, classes) if device.kind == "gpu" else _one_by_one(look, classes, device)


def _together(look: Traceable, classes: Traceable) -> Callable[[Array], Looks]:
    """By TensorFlow."""
    looking, naming = _graphs(look, classes, None)

    def looks(pictures: Array) -> Looks:
        found, seen_first = looking(tf.constant(pictures))
        return found.numpy(), lambda: np.asarray(naming(seen_first).numpy())

    return looks


def _one_by_one(look: Traceable, classes: Traceable, device: Device) -> Callable[[Array], Looks]:
    """By LiteRT."""

    def one(picture: Any) -> tuple[Any, Any]:
        both, seen_first = look(picture)
        return tf.transpose(both, (1, 0, 2, 3, 4))[None], seen_first

    def made(which: int) -> bytes:
        return convert(_graphs(one, classes, 1)[which])

    code = (__file__, network.__file__, encoder_top.__file__, efficientnet_lite0.__file__)
    sources = [assets.path(efficientnet_lite0.ASSET), weights.FILE, *map(Path, code)]
    looking, naming = (
        LiteNetwork(
            converted(f"captioning-{name}.tflite", sources, tf.__version__, partial(made, which)),
            device.threads,
            device.cores,
        )
        for which, name in enumerate(("look", "classes"))
    )

    def looks(pictures: Array) -> Looks:
        found, seen_first = looking(pictures)  # (B, views, 2 · layers, heads, M, width / heads)
        ordered = found.transpose(2, 1, 0, 3, 4, 5)
        return ordered.reshape(len(ordered), -1, *ordered.shape[3:]), lambda: naming(seen_first)[0]

    return looks


def _graphs(look: Traceable, classes: Traceable, batch: int | None) -> tuple[Any, Any]:
    """Both as concrete functions, for so many pictures or, for None, any number of them."""
    looking = traced(look, tf.TensorSpec((batch, SIDE, SIDE, 3), tf.uint8)).get_concrete_function()
    seen_first = looking.structured_outputs[1].shape
    naming = traced(classes, tf.TensorSpec((batch, *seen_first[1:]), tf.float32)).get_concrete_function()
    return looking, naming
