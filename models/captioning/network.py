"""The captioning network: a transformer decoder that looks at an encoder's features (Vaswani et al., 2017).

Pre-norm layers; word embeddings shared by input and output (Press and Wolf, 2017). What a picture gives is its
*memory*, M vectors: 49 for the places of a 7 × 7 grid; one for the ImageNet classes, with ``classes``; one for their
mean, with ``pooled``. All captions of a picture, or all hypotheses of a beam, share it: their axis is C in the shapes
below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.captioning import encoder_top
from models.captioning.architecture import GRID, Shape, WeightsError, weight_shapes
from models.toolkit.efficientnet_lite0 import EfficientNetLite0, Features

Array = np.ndarray[Any, Any]
Tensor = Any

_CLASS_SCALE = 0.25
"""ImageNet logits have a standard deviation of about 2; this makes them about as large as other features."""


class Look(NamedTuple):
    """A memory's keys and values for one decoder layer: (B, heads, M, width / heads) each."""

    keys: Tensor
    values: Tensor


class Captioner(tf.Module):
    """The network with its weights as variables.

    weights: float arrays by name, as weight_shapes lists them. Raises WeightsError when one is missing,
    superfluous or of another shape.
    """

    def __init__(self, shape: Shape, weights: Mapping[str, Array]) -> None:
        super().__init__()
        expected = weight_shapes(shape)
        if set(weights) != set(expected):
            raise WeightsError(f"weights missing or superfluous: {sorted(set(weights) ^ set(expected))[:3]}")
        for name, size in expected.items():
            if weights[name].shape != size:
                raise WeightsError(f"{name} has shape {weights[name].shape}, not {size}")
        self.shape = shape
        self.weights = {name: tf.Variable(weights[name].astype(np.float32), name=name) for name in expected}

    def features(self, encoder: EfficientNetLite0, x: Tensor) -> Features:
        """What the encoder's first ``tuned`` blocks gave → its features, ``top`` with the network's own weights."""
        seen = encoder.rest(x, self.shape.tuned)
        return seen._replace(top=encoder_top.top(self.weights, x, self.shape.tuned)) if self.shape.tuned else seen

    def memory(self, top: Tensor, middle: Tensor, logits: Tensor) -> Tensor:
        """Encoder features (B, 7, 7, 1280), (B, 14, 14, 112), (B, 1000) → memory (B, M, width)."""
        if self.shape.middle:
            top = tf.concat([top, tf.nn.space_to_depth(middle, 2)], -1)
        places = tf.reshape(top, (-1, GRID * GRID, top.shape[-1]))
        x = self._dense("top", places) + self.weights["places"]
        if self.shape.classes:
            seen = self._dense("classes", logits * _CLASS_SCALE)
            x = tf.concat([x, seen[:, None]], 1)
        if self.shape.pooled:
            mean = self._dense("pooled", tf.reduce_mean(top, (1, 2)))
            x = tf.concat([x, mean[:, None]], 1)
        for index in range(self.shape.encoders):
            x += self._self_attention(f"encoder.{index}.self", x[:, None])[:, 0]
            x += self._feed_forward(f"encoder.{index}", x)
        return self._norm("memory", x)

    def look(self, memory: Tensor) -> list[Look]:
        """Keys and values of the memory (B, M, width) for each decoder layer."""
        found = []
        for index in range(self.shape.layers):
            both = self._dense(f"decoder.{index}.cross.memory", memory)
            keys, values = tf.split(both, 2, -1)
            found.append(Look(self._heads(keys), self._heads(values)))
        return found

    def look_at(self, top: Tensor, middle: Tensor, logits: Tensor) -> Tensor:
        """Encoder features → keys and values of every layer in one tensor, (2 · layers, B, heads, M, width / heads)."""
        return tf.stack([array for look in self.look(self.memory(top, middle, logits)) for array in look])

    def hidden(self, memory: Tensor, tokens: Tensor) -> Tensor:
        """memory (B, M, width), tokens (B, C, T) from START on → what precedes each next word, (B, C, T, width)."""
        looks = self.look(memory)
        x = self._embed(tokens) + self.weights["positions"][: tf.shape(tokens)[2]]
        for index, look in enumerate(looks):
            x += self._self_attention(f"decoder.{index}.self", x, causal=True)
            x += self._cross_attention(f"decoder.{index}.cross", x, look)
            x += self._feed_forward(f"decoder.{index}", x)
        return self._norm("output", x)

    def logits(self, hidden: Tensor) -> Tensor:
        """hidden (…, width) → unnormalised scores of the next word, (…, vocabulary)."""
        flat = tf.reshape(hidden, (-1, self.shape.width))
        scores = tf.matmul(flat, self.weights["words"], transpose_b=True) + self.weights["words.bias"]
        return tf.reshape(scores, tf.concat([tf.shape(hidden)[:-1], [self.shape.vocabulary]], 0))

    def _embed(self, tokens: Tensor) -> Tensor:
        return tf.gather(self.weights["words"], tokens) * self.shape.width**0.5

    def _self_attention(self, name: str, x: Tensor, *, causal: bool = False) -> Tensor:
        """x (B, C, T, width) → the same shape; each caption attends to itself."""
        queries, keys, values = self._queries_keys_values(name, x)
        mixed = _attend(queries, keys, values, _causal_mask(tf.shape(x)[2]) if causal else None)
        return self._dense(f"{name}.output", self._join(mixed))

    def _queries_keys_values(self, name: str, x: Tensor) -> list[Tensor]:
        """x (B, C, T, width) → three of (B, C, heads, T, width / heads)."""
        parts = tf.split(self._dense(f"{name}.input", self._norm(name, x)), 3, -1)
        return [self._heads(part) for part in parts]

    def _cross_attention(self, name: str, x: Tensor, look: Look) -> Tensor:
        """x (B, C, T, width) → the same shape; all captions of a picture attend to its memory."""
        size = tf.shape(x)
        queries = self._dense(f"{name}.input", self._norm(name, x))
        queries = tf.reshape(queries, (size[0], size[1] * size[2], self.shape.width))
        return tf.reshape(self._dense(f"{name}.output", self._join(_attend(self._heads(queries), *look))), size)

    def _feed_forward(self, name: str, x: Tensor) -> Tensor:
        inner = tf.nn.relu(self._dense(f"{name}.inner", self._norm(f"{name}.inner", x)))
        return self._dense(f"{name}.outer", inner)

    def _dense(self, name: str, x: Tensor) -> Tensor:
        kernel = self.weights[f"{name}.kernel"]
        y = tf.matmul(tf.reshape(x, (-1, kernel.shape[0])), kernel) + self.weights[f"{name}.bias"]
        return tf.reshape(y, tf.concat([tf.shape(x)[:-1], [kernel.shape[1]]], 0))

    def _norm(self, name: str, x: Tensor) -> Tensor:
        """Layer normalisation (Ba et al., 2016) over the last axis."""
        mean, variance = tf.nn.moments(x, -1, keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + 1e-5) * self.weights[f"{name}.norm.gain"] + self.weights[
            f"{name}.norm.bias"
        ]

    def _heads(self, x: Tensor) -> Tensor:
        """(…, T, width) → (…, heads, T, width / heads)"""
        heads = self.shape.heads
        split = tf.reshape(x, tf.concat([tf.shape(x)[:-1], [heads, self.shape.width // heads]], 0))
        return tf.einsum("...thd->...htd", split)

    def _join(self, x: Tensor) -> Tensor:
        """(…, heads, T, width / heads) → (…, T, width)"""
        joined = tf.einsum("...htd->...thd", x)
        return tf.reshape(joined, tf.concat([tf.shape(joined)[:-2], [self.shape.width]], 0))


def _attend(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None) -> Tensor:
    """(…, T, D), (…, S, D), (…, S, D) → the values mixed, (…, T, D)."""
    scores = tf.matmul(queries, keys, transpose_b=True) * queries.shape[-1] ** -0.5
    return tf.matmul(tf.nn.softmax(scores if mask is None else scores + mask), values)


def _causal_mask(length: Tensor) -> Tensor:
    """(T, T): 0 where a word may look, very negative at the words after it."""
    return (1 - tf.linalg.band_part(tf.ones((length, length)), -1, 0)) * -1e9
