"""What EfficientNet-Lite0, trained on ImageNet and on nothing here, sees in small pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SIDE = 96
NAME = "EfficientNet-Lite0, the mean of its last 1,280 maps, pictures brought to 96 × 96"
_BATCH = 100


def features(pictures: Array) -> Array:
    """pictures RGB uint8 (n, side, side, 3) → float64 (n, 1280)."""
    import tensorflow as tf

    from models.toolkit import efficientnet_lite0

    network = efficientnet_lite0.load()

    seen = tf.function(
        lambda batch: tf.reduce_mean(network(tf.image.resize(batch, (SIDE, SIDE), "bicubic")).top, (1, 2)),
        input_signature=[tf.TensorSpec((None, None, None, 3), tf.uint8)],
        autograph=False,
    )
    parts = [seen(pictures[start : start + _BATCH]).numpy() for start in range(0, len(pictures), _BATCH)]
    return np.concatenate(parts).astype(np.float64)
