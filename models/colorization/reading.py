"""From the network's logits to colours and doubt, in TensorFlow: the same for the demo and for what measures it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.colorization import bins
from models.colorization.decoding import HELD_BACK, NEAR_WHITE, UNSURE
from models.colorization.sizes import STRIDE

Tensor = Any


class Read(NamedTuple):
    """ab float32 (B, h, w, 2); unsure float32 (B, h, w): the entropy of the probabilities, as a share of the largest
    possible; probabilities float32 (B, h, w, bins), as the network has them.
    """

    ab: Tensor
    unsure: Tensor
    probabilities: Tensor


def read(logits: Tensor, lightness: Tensor, bolder: Tensor, temperature: Tensor) -> Read:
    """The annealed mean (Zhang, Isola and Efros, ECCV 2016), held back near white.

    logits (B, h, w, bins); lightness: L, 0..100, (B, 4h, 4w); bolder: what is added to the logits for a rare colour's
    sake, and temperature, both of a shape that fits the logits'.
    """
    plain = tf.nn.softmax(logits)
    # the entropy of softmax(z) is logsumexp(z) − Σ p·z: no logarithm for each bin
    entropy = tf.reduce_logsumexp(logits, -1) - tf.reduce_sum(plain * logits, -1)
    unsure = entropy / np.log(len(bins.centres()))
    ab = tf.tensordot(tf.nn.softmax((logits + bolder) / temperature), bins.centres(), 1)
    return Read(ab * _kept(lightness, unsure)[..., None], unsure, plain)


def _kept(lightness: Tensor, unsure: Tensor) -> Tensor:
    """The share of a colour that is kept: all of it up to a middle grey, less the nearer to white, where true colours
    are pale and means of many are not. What the network is sure of, as of a visitor's hint, is kept."""
    each = tf.nn.avg_pool2d(lightness[..., None], STRIDE, STRIDE, "VALID")[..., 0]
    return 1 - (1 - HELD_BACK) * _ramp(each, NEAR_WHITE) * _ramp(unsure, UNSURE)


def _ramp(values: Tensor, ends: tuple[float, float]) -> Tensor:
    """0 up to the first end, 1 from the second on."""
    return tf.clip_by_value((values - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)
