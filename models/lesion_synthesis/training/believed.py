"""Whether the classifier of the lesions demo believes what is made: asked of made pictures, and of real ones that were
made as small.

``value`` is the share of made melanomas that it takes for melanoma, ``baseline`` that of the mean melanoma with noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.lesions import weights as lesions
from models.lesions.classes import CLASSES, HEIGHT, MELANOMA
from models.lesions.reader import Reader, as_lesions
from models.toolkit.stylegan import Generator
from models.training import figures, measuring
from models.training.stylegan.pictures import KINDS, Pictures
from models.training.synthesis import measure

Array = np.ndarray[Any, Any]

EACH = 200
"""Made pictures of each kind."""


def report(generator: Generator, learnt: Pictures, held_out: Pictures, work: Path | None) -> dict[str, Any]:
    """The card's figure, and recall by kind of made pictures and of real ones."""
    assert held_out.classes is not None
    kinds = np.repeat(np.arange(len(KINDS)), EACH)
    judge = Judge()
    name = f"judged-{generator.plan.side}-{len(held_out.rgb)}"
    answers = {
        "made": judge(measure.made(generator, len(kinds), kinds)),
        "real": measure.kept(work, name, lambda: judge(held_out.rgb)).astype(int),
        "baseline": measure.kept(work, f"{name}-baseline", lambda: judge(_mean_melanomas(learnt))).astype(int),
    }
    taken = int((answers["made"][kinds == MELANOMA] == MELANOMA).sum())
    return {
        "value": 100 * taken / EACH,
        "interval": [round(100 * end, 2) for end in figures.share_interval(taken, EACH)],
        "baseline": 100 * float((answers["baseline"] == MELANOMA).mean()),
        "n": EACH,
        "recognised": _recalls(answers["made"], kinds),
        "recognised_real": _recalls(answers["real"], held_out.classes),
        "made_melanoma_when_asked_for": _melanoma_when_asked_for(answers["made"], kinds),
        "classifier": measuring.sha256(lesions.FILE),
    }


class Judge:
    """The lesions demo's network, in one view."""

    def __init__(self) -> None:
        self._trained = lesions.load()
        self._reader = Reader(self._trained.network, views=1)

    def __call__(self, pictures: Array) -> Array:
        """Square RGB uint8 (n, side, side, 3) → the class that each is taken for, (n,)."""
        large = [cv2.resize(one, (HEIGHT, HEIGHT), interpolation=cv2.INTER_CUBIC) for one in pictures]
        return self._trained.calibration.answers(self._reader(np.stack([as_lesions(one) for one in large])).logits)


def _mean_melanomas(learnt: Pictures) -> Array:
    assert learnt.classes is not None
    rows = learnt.classes == MELANOMA
    return measure.trivial(Pictures(learnt.rgb[rows], None), EACH)


def _recalls(answers: Array, kinds: Array) -> Mapping[str, float]:
    return {name: round(float((answers[kinds == one] == one).mean()), 3) for one, name in enumerate(CLASSES)}


def _melanoma_when_asked_for(answers: Array, kinds: Array) -> Mapping[str, float]:
    """The share of each kind's made pictures that is taken for melanoma."""
    return {name: round(float((answers[kinds == one] == MELANOMA).mean()), 3) for one, name in enumerate(CLASSES)}
