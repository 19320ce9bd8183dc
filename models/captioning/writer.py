"""A network that writes: what it takes to search a picture's best captions, for many pictures at once.

A picture may be looked at in two views, itself and its mirror image: the next word's probability is then the
geometric mean of what the views give. What a caption says cannot depend on left and right any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.captioning import decoding
from models.captioning.constraints import Constraints
from models.captioning.decoder import Decoder, Stepper
from models.captioning.decoding import BEAM, REWARD
from models.captioning.network import Captioner
from models.captioning.sights import Sights
from models.toolkit.tracing import traced

Array = np.ndarray[Any, Any]
Tensor = Any


class Written(NamedTuple):
    """Captions, where the network looked when it wrote each word, and what else it could have written there."""

    beams: decoding.Beams
    attention: Array
    """(B, K, T, 7, 7) float32: the share of each place; what is missing to 1 went to no place."""
    watched: Array
    """(B, K, T, W) float32: the watched words' log-probabilities."""


class Writer:
    """Writes captions for many pictures at once, with the weights that the network has when it is made.

    watched: tokens of which it is to be known how probable they were at each word.
    """

    def __init__(self, network: Captioner, watched: Sequence[int] = ()) -> None:
        self.network, self._watched = network, tuple(watched)
        self._traced_look = traced(network.look_at)
        self._decoder = Decoder(network.shape, {name: it.numpy() for name, it in network.weights.items()})

    def look(self, sights: Sights) -> Array:
        """Keys and values of what the encoder saw, as ``stepper`` takes them."""
        looks: Array = self._traced_look(*(tf.cast(kind, tf.float32) for kind in sights)).numpy()
        return looks

    def stepper(self, looks: Array, views: int = 1) -> Stepper:
        """A step function for decoding captions; see decoder.Stepper."""
        return Stepper(self._decoder, looks, views, self._watched)

    def beams(
        self,
        looks: Array,
        width: int = BEAM,
        reward: float = REWARD,
        *,
        views: int = 1,
        constraints: Constraints | None = None,
        enough: int | None = None,
    ) -> Written:
        """The best captions of each picture; see decoding.beam_search."""
        step = self.stepper(looks, views)
        found = decoding.beam_search(
            step,
            looks.shape[1] // views,
            width,
            length=self.network.shape.positions,
            reward=reward,
            constraints=constraints,
            enough=enough,
        )
        return written(step, found)


def written(step: Stepper, beams: decoding.Beams) -> Written:
    """What was kept at each step, in the order of the captions' words."""
    return Written(beams, _in_order(step.attention, beams.sources), _in_order(step.watched, beams.sources))


def _in_order(kept: Sequence[Array], sources: Array) -> Array:
    """What each step kept for its rows, (B, n, …) each → (B, K, T, …), by the (B, K, T) sources of beams."""
    found = np.zeros((*sources.shape, *kept[0].shape[2:]), np.float32)
    pictures = np.arange(len(sources))[:, None]
    for position, seen in enumerate(kept):
        found[:, :, position] = seen[pictures, sources[:, :, position]]
    return found
