"""Encoder, detector and decoder together: from pictures to what is said of them. Only workers import this."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.assets import assets
from models.captioning import decoding, detector, people, weights
from models.captioning.constraints import Wishes, constraints_of
from models.captioning.description import Caption, Description, merged
from models.captioning.detector import Detections, Detector
from models.captioning.search import DEAD
from models.captioning.steering import Steering, class_probabilities, steer
from models.captioning.tokens import END
from models.captioning.writer import Writer, Written, written
from models.toolkit import efficientnet_lite0
from models.toolkit.tracing import traced

Array = np.ndarray[Any, Any]
Frame = np.ndarray


class Glance(NamedTuple):
    """A frame made ready: squashed to the encoder's and, where steering is wanted, to the detector's square."""

    picture: Frame
    """RGB uint8 (224, 224, 3)."""
    large: Frame | None
    """RGB uint8 (384, 384, 3)."""


class Describer:
    """Describes a batch of pictures. Raises models.assets.assets.AssetError on construction.

    lanes: how many calls there may be at the same time. Each has its detector beside its encoder, which on two cores
    halves the time that both take.
    """

    def __init__(self, lanes: int = 1) -> None:
        encoder = efficientnet_lite0.load()
        network, self.vocabulary = weights.load()
        self._writer = Writer(network, self.vocabulary.tokens_of(people.SIBLINGS))
        self._detector = Detector(*(assets.path(name) for name in detector.ASSETS))
        self._beside = ThreadPoolExecutor(lanes, "detector")
        self._rng = np.random.default_rng()

        def look(pictures: Any) -> tuple[Any, Any]:
            """(B, 224, 224, 3) → what the decoder looks at, of all pictures and all mirror images; see ``classes``."""
            x = encoder.trunk(tf.concat([pictures, pictures[:, :, ::-1]], 0), network.shape.tuned)
            seen = network.features(encoder, x)
            return network.look_at(seen.top, seen.middle, seen.logits), x[: tf.shape(pictures)[0]]

        def classes(x: Any) -> Any:
            """What the encoder's first blocks saw in the pictures → logits (B, 1000) of ImageNet's classes."""
            return encoder.rest(x, network.shape.tuned).logits

        square = (efficientnet_lite0.SIDE, efficientnet_lite0.SIDE, 3)
        self._look = traced(look, tf.TensorSpec((None, *square), tf.uint8)).get_concrete_function()
        seen_first = self._look.structured_outputs[1].shape
        self._classes = traced(classes, tf.TensorSpec(seen_first, tf.float32))

    def __call__(
        self, glances: Sequence[Glance], *, width: int = 3, shown: int = 1, temperature: float = 0.0
    ) -> list[Description]:
        """Each picture's captions, the best first.

        width: of the beam. shown: how many of its captions are wanted; the search stops once these are sure.
        temperature: above 0 captions are drawn at random instead, the wilder the higher.
        """
        large = {row: glance.large for row, glance in enumerate(glances) if glance.large is not None}
        rows = list(large)
        finding = self._beside.submit(self._find, list(large.values()))
        looks, x = self._look(tf.constant(np.stack([glance.picture for glance in glances])))
        looks = looks.numpy()
        steering = [Steering()] * len(glances)
        if rows:
            sure = class_probabilities(self._classes(x).numpy())
            for row, detections in zip(rows, finding.result(), strict=True):
                steering[row] = steer(sure[row], detections)
        wishes = [one.wishes(self.vocabulary) for one in steering]
        if temperature > 0:
            found = self._dream(looks, wishes, width, temperature)
        else:
            enough = min(shown, width)
            found = self._writer.beams(looks, width, views=2, constraints=constraints_of(wishes), enough=enough)
        return [
            Description(self._captions(found, row), one, glance.large is not None)
            for row, (one, glance) in enumerate(zip(steering, glances, strict=True))
        ]

    def _find(self, pictures: Sequence[Frame]) -> list[Detections]:
        return self._detector(np.stack(pictures)) if pictures else []

    def _dream(self, looks: Array, wishes: Sequence[Wishes], width: int, temperature: float) -> Written:
        """Dreams demand nothing, but what must not be said is not dreamt either."""
        step = self._writer.stepper(looks, views=2)
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
