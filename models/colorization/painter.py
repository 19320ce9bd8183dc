"""The network as the demo uses it: colours, doubt, and what it thinks of one place, for a batch of grey pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.colorization import bins, weights
from models.colorization.reading import read
from models.colorization.sizes import SIDE, STRIDE
from models.toolkit.tracing import traced

Array = np.ndarray[Any, Any]
Tensor = Any

CELLS = SIDE // STRIDE


@dataclass(frozen=True)
class Task:
    """One grey picture. seen: L uint8 (224, 224); hints float32 (56, 56, 3); cell: row, column of a place asked for."""

    seen: Array
    hints: Array
    temperature: float
    boldness: float
    cell: tuple[int, int]


class Sight(NamedTuple):
    """What the network says: ab float32 (56, 56, 2), unsure float32 (56, 56) in 0..1, the cell's probabilities (bins,).

    ``unsure`` is the entropy of the probabilities, as a share of the largest possible.
    """

    ab: Array
    unsure: Array
    probabilities: Array


class Painter:
    """Raises models.toolkit.weightfiles.WeightsFileError when the weights are not what they should be."""

    def __init__(self, file: Path = weights.FILE) -> None:
        self._network, prior = weights.load(file)
        self._rarity = tf.constant(np.log(bins.rebalancing(prior, 0.5, 1)))
        self._see = traced(
            self._traced,
            tf.TensorSpec((None, SIDE, SIDE), tf.uint8),
            tf.TensorSpec((None, CELLS, CELLS, 3)),
            tf.TensorSpec((None,)),
            tf.TensorSpec((None,)),
            tf.TensorSpec((None, 2), tf.int32),
        )

    def __call__(self, tasks: Sequence[Task]) -> list[Sight]:
        """One answer for each task."""
        answers = self._see(
            np.stack([task.seen for task in tasks]),
            np.stack([task.hints for task in tasks]),
            np.array([task.temperature for task in tasks], np.float32),
            np.array([task.boldness for task in tasks], np.float32),
            np.array([task.cell for task in tasks], np.int32),
        )
        return [Sight(*parts) for parts in zip(*(answer.numpy() for answer in answers), strict=True)]

    def _traced(
        self, seen: Tensor, hints: Tensor, temperature: Tensor, boldness: Tensor, cells: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        lightness = tf.cast(seen, tf.float32) / 2.55
        bolder = boldness[:, None, None, None] * self._rarity
        sight = read(self._network(lightness, hints), lightness, bolder, temperature[:, None, None, None])
        asked = tf.gather_nd(sight.probabilities, cells, batch_dims=1)  # (B, bins)
        return sight.ab, sight.unsure, asked
