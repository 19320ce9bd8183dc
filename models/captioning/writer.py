"""The network's functions as traced graphs, for decoding in batches word by word.

A picture may be looked at in two views, itself and its mirror image: the next word's probability is then the
geometric mean of what the views give. What a caption says cannot depend on left and right any more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from models.captioning import decoding
from models.captioning.constraints import Constraints
from models.captioning.features import Sights
from models.captioning.network import GRID, Cache, Captioner

Array = np.ndarray[Any, Any]
Tensor = Any

BEAM = 3
REWARD = 0.0
"""Self-critical training counts a caption's end: lengths come out right without a reward for words."""


class Written(NamedTuple):
    """Captions, and where the network looked when it wrote each word."""

    beams: decoding.Beams
    attention: Array
    """(B, K, T, 7, 7) float32: the share of each place; what is missing to 1 went to the ImageNet classes."""


class Stepper:
    """Decodes N captions of each picture at once: a decoding.Step that keeps the caches and where was looked."""

    def __init__(self, writer: Writer, sights: Sights, width: int, views: int) -> None:
        self._advance, self._views = writer.advance, tf.constant(views)
        self._looks = writer.look(*sights)
        self._caches = tf.zeros((*writer.cache_shape[:1], len(sights.top), width, *writer.cache_shape[1:]))
        self.attention: list[Tensor] = []

    def __call__(self, chosen: Array, parents: Array) -> Array:
        position = tf.constant(len(self.attention))
        words, slots = tf.constant(chosen, tf.int32), tf.constant(parents, tf.int32)
        log_probs, self._caches, attention = self._advance(
            self._looks, self._caches, words, slots, position, self._views
        )
        self.attention.append(attention)
        return np.asarray(log_probs.numpy())


class Writer:
    """A network's captions for many pictures at once.

    is_frozen: whether the weights will not change any more, so that they can be part of the graph, which is faster.
    """

    def __init__(self, network: Captioner, *, is_frozen: bool = False) -> None:
        self.network = network
        shape = network.shape
        depth, kinds = shape.width // shape.heads, 2 * shape.layers
        self.cache_shape = (kinds, shape.heads, 0, depth)
        whole, scalar = tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((), tf.int32)
        self.look = tf.function(
            lambda *sights: _stacked(network.look(network.memory(*(tf.cast(x, tf.float32) for x in sights))))
        )
        specs = (
            tf.TensorSpec((kinds, None, shape.heads, None, depth)),
            tf.TensorSpec((kinds, None, None, shape.heads, None, depth)),
            whole, whole, scalar, scalar,
        )  # fmt: skip
        # A concrete function of a few tensors: what tf.function does at each call would take longer than the step.
        self.advance = tf.function(self._traced_step).get_concrete_function(*specs)
        if is_frozen:
            frozen = convert_variables_to_constants_v2(self.advance)
            self.advance = tf.function(lambda *tensors: frozen(*tensors)).get_concrete_function(*specs)

    def stepper(self, sights: Sights, width: int, views: int = 1) -> Stepper:
        """A step function for decoding ``width`` captions of each picture.

        sights: of all pictures in the first view, then, with two, of all in the second, which are mirrored.
        """
        return Stepper(self, sights, width, views)

    def beams(
        self,
        sights: Sights,
        width: int = BEAM,
        reward: float = REWARD,
        *,
        views: int = 1,
        constraints: Constraints | None = None,
        enough: int | None = None,
    ) -> Written:
        """The best captions of each picture; see decoding.beam_search."""
        step = self.stepper(sights, width * (constraints.states if constraints else 1), views)
        found = decoding.beam_search(
            step, len(sights.top) // views, width,
            length=self.network.shape.positions, reward=reward, constraints=constraints, enough=enough,
        )  # fmt: skip
        return Written(found, attention_of(step, found.slots))

    def _traced_step(
        self, looks: Tensor, caches: Tensor, chosen: Tensor, parents: Tensor, position: Tensor, views: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """chosen, parents (B, N) → log-probabilities (B, N, vocabulary), caches, attention (B, N, M).

        looks and caches are those of the network's ``step``, keys and values of each layer in one tensor.
        """
        chosen, parents = (tf.tile(array, (views, 1)) for array in (chosen, parents))
        ordered = tf.gather(caches, tf.broadcast_to(parents, tf.shape(caches)[:3]), batch_dims=2)
        logits, longer, attention = self.network.step(_unstacked(looks), _unstacked(ordered), chosen, position)
        log_probs = _mean_over(views, tf.nn.log_softmax(logits))
        return tf.nn.log_softmax(log_probs), _stacked(longer), _mean_over(views, _mirrored_back(attention, views))


def _stacked(caches: list[Cache]) -> Tensor:
    return tf.stack([array for cache in caches for array in cache])


def _unstacked(stacked: Tensor) -> list[Cache]:
    arrays = tf.unstack(stacked)
    return [Cache(*arrays[index : index + 2]) for index in range(0, len(arrays), 2)]


def attention_of(step: Stepper, slots: Array) -> Array:
    """(B, K, T) slots of beams → (B, K, T, 7, 7): where was looked for each word.

    The word at ``position`` was chosen from what its parent saw: the slot that the word before it was written to.
    """
    places = GRID * GRID
    found = np.zeros((*slots.shape, GRID, GRID), np.float32)
    pictures = np.arange(len(slots))[:, None]
    for position in range(slots.shape[2]):
        before = slots[:, :, position - 1] if position else np.zeros(slots.shape[:2], np.int32)
        seen = step.attention[position].numpy()[pictures, before, :places]
        found[:, :, position] = seen.reshape(*slots.shape[:2], GRID, GRID)
    return found


def _mean_over(views: Tensor, x: Tensor) -> Tensor:
    """(views · B, …) → (B, …)"""
    return tf.reduce_mean(tf.reshape(x, tf.concat([[views, -1], tf.shape(x)[1:]], 0)), 0)


def _mirrored_back(attention: Tensor, views: Tensor) -> Tensor:
    """(views · B, N, M): the second view's places in the order of the first's."""
    size = tf.shape(attention)
    first = size[0] // views
    places = tf.reshape(attention[first:, :, : GRID * GRID], (-1, size[1], GRID, GRID))
    mirrored = tf.reshape(places[..., ::-1], (-1, size[1], GRID * GRID))
    return tf.concat([attention[:first], tf.concat([mirrored, attention[first:, :, GRID * GRID :]], -1)], 0)
