"""What is said of one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.captioning.steering import Steering

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Caption:
    """One sentence: its words, its log-probability, the score that it is ranked by, and where each word looked.

    attention: (words, 7, 7) float32, the share of each place of the picture, or None when it is not of this picture.
    """

    words: tuple[str, ...]
    log_prob: float
    score: float
    attention: Array | None = None

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def probability(self) -> float:
        """Of the whole sentence, among all that could be said: small even for a good one."""
        return math.exp(self.log_prob)


@dataclass(frozen=True)
class Description:
    """A picture's captions, the best first, and what steered them.

    is_steered: whether the recognisers were asked.
    """

    captions: tuple[Caption, ...]
    steering: Steering
    is_steered: bool


def merged(captions: Sequence[Caption]) -> tuple[Caption, ...]:
    """Captions that read alike as one, with the probabilities of all of them; the best first."""
    found: dict[str, Caption] = {}
    for caption in captions:
        known = found.get(caption.text)
        if known is None:
            found[caption.text] = caption
            continue
        more = float(np.logaddexp(known.log_prob, caption.log_prob)) - known.log_prob
        found[caption.text] = replace(known, log_prob=known.log_prob + more, score=known.score + more)
    return tuple(sorted(found.values(), key=lambda caption: -caption.score))
