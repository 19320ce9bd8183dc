"""The captioning network's decoder word by word, in NumPy.

The next word of a few unfinished captions is a dozen products of small matrices: in NumPy they take less time than
TensorFlow needs to start them. They compute what ``Captioner.hidden`` and ``logits`` do for all words at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.captioning.architecture import GRID, Shape

Array = np.ndarray[Any, Any]

_EPSILON = np.float32(1e-5)


class Dense(NamedTuple):
    """A layer: kernel (inputs, outputs) and bias (outputs,)."""

    kernel: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        y = x.reshape(-1, x.shape[-1]) @ self.kernel
        y += self.bias
        return np.asarray(y.reshape(*x.shape[:-1], -1))


class Layer(NamedTuple):
    """A decoder layer, made ready for ``_normalised``."""

    self_input: Dense
    self_output: Dense
    cross_input: Dense
    cross_output: Dense
    inner: Dense
    outer: Dense


class Decoder:
    """A decoder's weights, made ready. weights: float arrays by name, as network.weight_shapes lists them.

    Everything that is added up to what the norms get has its mean taken off here, which they would take off at every
    word; what follows a norm has the norm's gain and bias in it.
    """

    def __init__(self, shape: Shape, weights: Mapping[str, Array]) -> None:
        weights = {name: np.asarray(array, np.float32) for name, array in weights.items()}
        self.shape = shape
        self.layers = [_layer(f"decoder.{index}", weights) for index in range(shape.layers)]
        self.words = _centred(weights["words"]) * np.float32(shape.width**0.5)
        self.positions = _centred(weights["positions"])
        self.scores = _after_norm("output", Dense(weights["words"].T, weights["words.bias"]), weights)


class Stepper:
    """Writes captions of B pictures at once: a decoding.Step that keeps the caches, and where was looked.

    looks (2 · layers, views · B, heads, M, depth) float32: each layer's keys and values of every picture's memory, of
    all in the first view, then, with two, of all in the second, which are mirrored. The next word's probability is
    the geometric mean of what the views give. watched: tokens whose log-probabilities are kept at each step.
    """

    def __init__(self, decoder: Decoder, looks: Array, views: int, watched: Sequence[int] = ()) -> None:
        self._decoder, self._looks, self._views, self._watched = decoder, looks, views, list(watched)
        empty = np.zeros((looks.shape[1], 1, decoder.shape.heads, 0, looks.shape[4]), np.float32)
        self._caches = [empty] * len(looks)
        self._rows = np.arange(looks.shape[1])[:, None]
        self.attention: list[Array] = []
        """Of each step (B, n, 7, 7) float32: the share of each place; what is missing to 1 went to no place."""
        self.watched: list[Array] = []
        """Of each step (B, n, W) float32: the watched tokens' log-probabilities, whatever is forbidden."""

    def __call__(self, tokens: Array, parents: Array) -> Array:
        decoder, position = self._decoder, len(self.attention)
        tokens, parents = (np.tile(array, (self._views, 1)) for array in (tokens, parents if position else 0 * parents))
        x = decoder.words[tokens] + decoder.positions[position]  # (views · B, n, width)
        looked = np.empty(0)
        for index, layer in enumerate(decoder.layers):
            x += layer.self_output(self._remembered(index, layer.self_input(_normalised(x)), parents))
            mixed, looked = self._looked(index, layer.cross_input(_normalised(x)))
            x += layer.cross_output(mixed)
            x += layer.outer(np.maximum(layer.inner(_normalised(x)), 0))
        self.attention.append(self._mean(self._mirrored_back(looked)))
        log_probs = _log_softmax(decoder.scores(self._mean(_normalised(x))))
        self.watched.append(log_probs[..., self._watched])
        return log_probs

    def _remembered(self, index: int, inputs: Array, parents: Array) -> Array:
        """Self-attention: the newest words' queries, keys and values (views · B, n, 3 · width) → (…, width)."""
        pictures, count, _ = inputs.shape
        split = inputs.reshape(pictures, count, 3, self._decoder.shape.heads, 1, -1)
        queries, *newest = np.moveaxis(split, 2, 0)  # (views · B, n, heads, 1, depth) each
        for place, array in enumerate(newest, 2 * index):
            before = self._caches[place][self._rows, parents]
            self._caches[place] = np.concatenate([before, array], 3)
        mixed, _ = _attend(queries, *self._caches[2 * index : 2 * index + 2])
        return mixed.reshape(pictures, count, -1)

    def _looked(self, index: int, queries: Array) -> tuple[Array, Array]:
        """Cross-attention: queries (views · B, n, width) → the same shape, and the heads' mean attention (…, M)."""
        pictures, count, _ = queries.shape
        split = queries.reshape(pictures, count, self._decoder.shape.heads, -1).swapaxes(1, 2)
        mixed, attention = _attend(split, *self._looks[2 * index : 2 * index + 2])
        return mixed.swapaxes(1, 2).reshape(pictures, count, -1), attention.sum(1) / np.float32(attention.shape[1])

    def _mirrored_back(self, attention: Array) -> Array:
        """(views · B, n, M) → (views · B, n, 7, 7): the second view's places where the first view has them."""
        places = attention[..., : GRID * GRID].reshape(*attention.shape[:2], GRID, GRID)
        first = len(places) // self._views
        return np.concatenate([places[:first], places[first:, ..., ::-1]])

    def _mean(self, x: Array) -> Array:
        """(views · B, …) → (B, …), the views' mean."""
        return np.asarray(x.reshape(self._views, -1, *x.shape[1:]).sum(0) / np.float32(self._views))


def _layer(name: str, weights: Mapping[str, Array]) -> Layer:
    def dense(part: str) -> Dense:
        return Dense(weights[f"{name}.{part}.kernel"], weights[f"{name}.{part}.bias"])

    def after_norm(norm: str, part: str) -> Dense:
        return _after_norm(f"{name}.{norm}", dense(part), weights)

    def centred(part: str) -> Dense:
        return Dense(*map(_centred, dense(part)))

    return Layer(
        after_norm("self", "self.input"),
        centred("self.output"),
        after_norm("cross", "cross.input"),
        centred("cross.output"),
        after_norm("inner", "inner"),
        centred("outer"),
    )


def _after_norm(name: str, layer: Dense, weights: Mapping[str, Array]) -> Dense:
    """A layer that takes what ``_normalised`` gives: with the gain and bias of the norm before it."""
    gain, bias = weights[f"{name}.norm.gain"], weights[f"{name}.norm.bias"]
    return Dense(np.ascontiguousarray(gain[:, None] * layer.kernel), bias @ layer.kernel + layer.bias)


def _centred(array: Array) -> Array:
    return np.asarray(array - array.mean(-1, keepdims=True))


def _normalised(x: Array) -> Array:
    """Layer normalisation (Ba et al., 2016) of what has mean 0 over the last axis, without gain and bias."""
    variance = np.vecdot(x, x) / np.float32(x.shape[-1])
    return np.asarray(x / np.sqrt(variance + _EPSILON)[..., None])


def _attend(queries: Array, keys: Array, values: Array) -> tuple[Array, Array]:
    """(…, T, D), (…, S, D), (…, S, D) → the values mixed (…, T, D) and the weights (…, T, S)."""
    scores = queries @ keys.swapaxes(-1, -2) * np.float32(queries.shape[-1] ** -0.5)
    scores -= scores.max(-1, keepdims=True)
    weights = np.exp(scores, out=scores)
    weights /= weights.sum(-1, keepdims=True)
    return weights @ values, weights


def _log_softmax(scores: Array) -> Array:
    scores -= scores.max(-1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(-1, keepdims=True))
    return scores
