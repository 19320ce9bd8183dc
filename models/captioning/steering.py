"""From what the recognisers are sure of to what a caption must and must not say.

The training set never showed a cup, a cat on a sofa or an office; the encoder's ImageNet classes and the COCO
detector know them. What one of them is sure of has to be named; what is often said without being there (dogs, other
people) must not be named when both see nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.captioning.constraints import Wishes
from models.captioning.detector import COCO, Detections
from models.captioning.things import ONE_PERSON, SEVERAL_PEOPLE, Thing, things
from models.captioning.tokens import Vocabulary

Array = np.ndarray[Any, Any]

PERSON = COCO.index("person")
MOST_DEMANDS = 2
"""Each doubles the beams."""
SURE_CLASS = 0.6
SURE_BOX = 0.5
NO_CLASS = 0.03
NO_BOX = 0.2
OTHER_PERSON = 0.25
"""A second person may be there when the detector gives one this score."""
OFTEN_INVENTED = ("dog",)


@dataclass(frozen=True)
class Evidence:
    """One thing that is certainly there: by which recogniser and how sure it is, 0..1.

    is_one: whether there is exactly one, so that it is named once.
    """

    name: str
    source: str
    confidence: float
    words: tuple[str, ...]
    is_one: bool = False


@dataclass(frozen=True)
class Steering:
    """What is certain about a picture: what is there, the surest first, and words for what is not."""

    evidence: tuple[Evidence, ...] = ()
    absent: frozenset[str] = frozenset()

    def wishes(self, vocabulary: Vocabulary) -> Wishes:
        """The same in tokens."""
        certain = self.evidence[:MOST_DEMANDS]
        return Wishes(
            tuple(frozenset(vocabulary.tokens_of(item.words)) for item in certain),
            frozenset(vocabulary.tokens_of(self.absent)),
            frozenset(place for place, item in enumerate(certain) if item.is_one),
        )


def steer(probabilities: Array, detections: Detections) -> Steering:
    """probabilities: of the 1,000 ImageNet classes (1000,)."""
    found = list(_things_there(probabilities, detections))
    people = detections.scores[detections.classes == PERSON]
    absent: set[str] = set()
    if people.max(initial=0) >= SURE_BOX:
        is_alone = (people >= OTHER_PERSON).sum() == 1
        words = ONE_PERSON if is_alone else (*ONE_PERSON, *SEVERAL_PEOPLE)
        name = "one person" if is_alone else "people"
        found.append(Evidence(name, "detector", float(people.max()), words, is_alone))
        absent |= set(SEVERAL_PEOPLE) if is_alone else set()
    found.sort(key=lambda item: -item.confidence)
    absent |= _not_there(probabilities, detections, found)
    named = {word for item in found[:MOST_DEMANDS] for word in item.words}
    return Steering(tuple(found), frozenset(absent - named))


def _things_there(probabilities: Array, detections: Detections) -> Iterable[Evidence]:
    for thing in things():
        mass, score = _mass(thing, probabilities), detections.best(thing.coco)
        if mass >= SURE_CLASS:
            yield Evidence(thing.name, "classes", mass, thing.words)
        elif score >= SURE_BOX and mass >= NO_CLASS * bool(thing.name in OFTEN_INVENTED):
            yield Evidence(thing.name, "detector", score, thing.words)


def _not_there(probabilities: Array, detections: Detections, found: list[Evidence]) -> set[str]:
    """Words for the often invented things of which neither recogniser sees anything.

    Where the classes are sure of something else, the detector alone is not believed: it takes cats for dogs.
    """
    is_other = any(item.source == "classes" and item.name not in OFTEN_INVENTED for item in found)
    return {
        word
        for thing in things()
        if thing.name in OFTEN_INVENTED
        and _mass(thing, probabilities) < NO_CLASS
        and (is_other or detections.best(thing.coco) < NO_BOX)
        for word in thing.words
    }


def _mass(thing: Thing, probabilities: Array) -> float:
    return float(probabilities[list(thing.imagenet)].sum()) if thing.imagenet else 0.0
