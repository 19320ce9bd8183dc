"""Encoder, detector and decoder together: from pictures to what is said of them. Only workers import this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.captioning import decoding, people, weights
from models.captioning.constraints import Wishes, constraints_of
from models.captioning.description import Caption, Description, merged
from models.captioning.detector import Detector
from models.captioning.looking import VIEWS, looker
from models.captioning.search import DEAD
from models.captioning.steering import Steering, class_probabilities, steer
from models.captioning.tokens import END
from models.captioning.writer import Writer, Written, written

if TYPE_CHECKING:
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]
Frame = np.ndarray


class Glance(NamedTuple):
    """A frame made ready: squashed to the encoder's and, where steering is wanted, to the detector's square."""

    picture: Frame
    """RGB uint8 (224, 224, 3)."""
    large: Frame | None
    """RGB uint8 (384, 384, 3)."""


class Describer:
    """Describes a batch of pictures. Raises models.assets.assets.AssetError on construction."""

    def __init__(self, device: Device) -> None:
        network, self.vocabulary = weights.load()
        self._writer = Writer(network, self.vocabulary.tokens_of(people.SIBLINGS))
        self._look = looker(network, device)
        self._detector = Detector(device)
        self._rng = np.random.default_rng()

    def __call__(
        self, glances: Sequence[Glance], *, width: int = 3, shown: int = 1, temperature: float = 0.0
    ) -> list[Description]:
        """Each picture's captions, the best first.

        width: of the beam. shown: how many of its captions are wanted; the search stops once these are sure.
        temperature: above 0 captions are drawn at random instead, the wilder the higher.
        """
        large = {row: glance.large for row, glance in enumerate(glances) if glance.large is not None}
        rows = list(large)
        looks, classes = self._look(np.stack([glance.picture for glance in glances]))
        steering = [Steering()] * len(glances)
        if rows:
            sure = class_probabilities(classes())
            for row, detections in zip(rows, self._detector(np.stack(list(large.values()))), strict=True):
                steering[row] = steer(sure[row], detections)
        wishes = [one.wishes(self.vocabulary) for one in steering]
        if temperature > 0:
            found = self._dream(looks, wishes, width, temperature)
        else:
            enough = min(shown, width)
            found = self._writer.beams(looks, width, views=VIEWS, constraints=constraints_of(wishes), enough=enough)
        return [
            Description(self._captions(found, row), one, glance.large is not None)
            for row, (one, glance) in enumerate(zip(steering, glances, strict=True))
        ]

    def _dream(self, looks: Array, wishes: Sequence[Wishes], width: int, temperature: float) -> Written:
        """Dreams demand nothing, but what must not be said is not dreamt either."""
        step = self._writer.stepper(looks, views=VIEWS)
        length = self._writer.network.shape.positions
        forbidden = [one.forbidden for one in wishes]
        beams = decoding.sample(
            step, len(wishes), width, self._rng, length=length, temperature=temperature, forbidden=forbidden
        )
        return written(step, beams)

    def _captions(self, found: Written, picture: int) -> tuple[Caption, ...]:
        """Those that have ended; the best alone, if none has. Man or woman is said where it is sure; see people."""
        beams = found.beams
        is_whole = (beams.tokens[picture] == END).any(1) & (beams.log_probs[picture] > DEAD)
        rows = np.nonzero(is_whole)[0] if is_whole.any() else [0]
        captions = []
        for row in rows:
            words = self.vocabulary.decode(beams.tokens[picture, row])
            said = people.neutral(words, found.watched[picture, row, : len(words)])
            looked = found.attention[picture, row, [one.place for one in said]]
            numbers = float(beams.log_probs[picture, row]), float(beams.scores[picture, row])
            captions.append(Caption(tuple(one.text for one in said), *numbers, looked))
        return merged(captions)
