"""Encoder, detector and decoder together: from pictures to what is said of them. Only workers import this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models import assets, efficientnet_lite0
from models.captioning import decoding, detector, weights
from models.captioning.constraints import Wishes, constraints_of
from models.captioning.description import Caption, Description
from models.captioning.detector import Detector
from models.captioning.features import Sights
from models.captioning.steering import Steering, steer
from models.captioning.tokens import END
from models.captioning.writer import REWARD, Writer, attention_of

Array = np.ndarray[Any, Any]
Frame = np.ndarray


class Glance(NamedTuple):
    """A frame made ready: squashed to the encoder's and, where steering is wanted, to the detector's square."""

    picture: Frame
    """RGB uint8 (224, 224, 3)."""
    large: Frame | None
    """RGB uint8 (384, 384, 3)."""


class Describer:
    """Describes a batch of pictures. Raises models.assets.AssetError on construction."""

    def __init__(self) -> None:
        encoder = efficientnet_lite0.load()
        self._encode = tf.function(
            lambda pictures: encoder(tf.concat([pictures, pictures[:, :, ::-1]], 0)),
            input_signature=[tf.TensorSpec((None, efficientnet_lite0.SIDE, efficientnet_lite0.SIDE, 3), tf.uint8)],
        )
        network, self.vocabulary = weights.load()
        self._writer = Writer(network, is_frozen=True)
        self._detector = Detector(*(assets.path(name) for name in detector.ASSETS))
        self._rng = np.random.default_rng()

    def __call__(
        self, glances: Sequence[Glance], *, width: int = 3, shown: int = 1, temperature: float = 0.0
    ) -> list[Description]:
        """Each picture's captions, the best first.

        width: of the beam. shown: how many of its captions are wanted; the search stops once these are sure.
        temperature: above 0 captions are drawn at random instead, the wilder the higher.
        """
        seen = self._encode(np.stack([glance.picture for glance in glances]))
        sights = Sights(seen.top, seen.middle, seen.logits)
        steering = self._steering(glances, seen.logits.numpy()[: len(glances)])
        if temperature > 0:
            beams, attention = self._dream(sights, len(glances), width, temperature)
        else:
            beams, attention = self._search(sights, [one.wishes(self.vocabulary) for one in steering], width, shown)
        return [
            Description(self._captions(beams, attention, row), one, glance.large is not None)
            for row, (one, glance) in enumerate(zip(steering, glances, strict=True))
        ]

    def _steering(self, glances: Sequence[Glance], logits: Array) -> list[Steering]:
        steering = [Steering()] * len(glances)
        rows = [row for row, glance in enumerate(glances) if glance.large is not None]
        if rows:
            found = self._detector(np.stack([glances[row].large for row in rows]))  # type: ignore[misc]
            probabilities = tf.nn.softmax(logits).numpy()
            for row, detections in zip(rows, found, strict=True):
                steering[row] = steer(probabilities[row], detections)
        return steering

    def _search(self, sights: Sights, wishes: Sequence[Wishes], width: int, shown: int) -> tuple[decoding.Beams, Array]:
        constraints = constraints_of(wishes, len(self.vocabulary))
        return self._writer.beams(sights, width, REWARD, views=2, constraints=constraints, enough=min(shown, width))

    def _dream(self, sights: Sights, pictures: int, width: int, temperature: float) -> tuple[decoding.Beams, Array]:
        step = self._writer.stepper(sights, width, views=2)
        length = self._writer.network.shape.positions
        beams = decoding.sample(step, pictures, width, self._rng, length=length, temperature=temperature)
        return beams, attention_of(step, beams.slots)

    def _captions(self, beams: decoding.Beams, attention: Array, picture: int) -> tuple[Caption, ...]:
        """Those that have ended; the best alone, if none has."""
        is_whole = (beams.tokens[picture] == END).any(1) & (beams.log_probs[picture] > decoding.DEAD)
        rows = np.nonzero(is_whole)[0] if is_whole.any() else [0]
        found = []
        for row in rows:
            words = tuple(self.vocabulary.decode(beams.tokens[picture, row]))
            looked = attention[picture, row, : len(words)]
            numbers = float(beams.log_probs[picture, row]), float(beams.scores[picture, row])
            found.append(Caption(words, *numbers, looked))
        return tuple(found)
