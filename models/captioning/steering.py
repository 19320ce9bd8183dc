"""From what the recognisers are sure of to what a caption must and must not say.

The training set never showed a cup, a cat on a sofa or an office; the encoder's ImageNet classes and the COCO
detector know them. What one of them is sure of has to be named; what is often said without being there (dogs, other
people) must not be named when both see nothing of it.

What has been used to insult people is not named where a person may be (models.toolkit.unsaid): not where the detector
sees the faintest trace of one, not where nobody asked it, and not where another thing than that word's is certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.captioning.constraints import Wishes
from models.captioning.detector import COCO, Detections
from models.captioning.things import ONE_PERSON, SEVERAL_PEOPLE, Thing, names_of, things
from models.captioning.tokens import Vocabulary
from models.toolkit.unsaid import CAPTION_WORDS, PRIMATES

Array = np.ndarray[Any, Any]

PERSON = COCO.index("person")
ONE = "one person"
PEOPLE = "people"
MOST_DEMANDS = 2
"""Each doubles the beams."""
SURE_CLASS = 0.7
"""On the dev pictures 240 of 248 things with this much of the classes' probability were in a reference."""
SURE_BOX = 0.6
SURE_PERSON = 0.5
NO_CLASS = 0.03
NO_BOX = 0.2
NO_PERSON = 0.12
"""Under this no person is believed where the classes are sure of something else: right in 7 of 9 dev pictures."""
OTHER_PERSON = 0.2
"""A second person may be there when the detector gives one this score: right in 142 of 147 dev pictures."""
OFTEN_INVENTED = ("dog",)


@dataclass(frozen=True)
class Evidence:
    """One thing that is certainly there: by which recogniser and how sure it is, 0..1.

    is_one: whether there is exactly one, so that it is named once. names: by language, English apart.
    """

    name: str
    source: str
    confidence: float
    words: tuple[str, ...]
    is_one: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Steering:
    """What is certain about a picture: what is there, the surest first, and words for what is not.

    unsaid: words that are not to be said of it, though they might be true; all of them, as long as nothing is known.
    """

    evidence: tuple[Evidence, ...] = ()
    absent: frozenset[str] = frozenset()
    unsaid: frozenset[str] = CAPTION_WORDS

    @property
    def forbidden(self) -> frozenset[str]:
        """Every word that a caption must not have."""
        return self.absent | self.unsaid

    def wishes(self, vocabulary: Vocabulary) -> Wishes:
        """The same in tokens."""
        certain = self.evidence[:MOST_DEMANDS]
        return Wishes(
            tuple(frozenset(vocabulary.tokens_of(item.words)) for item in certain),
            frozenset(vocabulary.tokens_of(self.forbidden)),
            frozenset(place for place, item in enumerate(certain) if item.is_one),
        )


def class_probabilities(logits: Array) -> Array:
    """The softmax of the encoder's logits (…, 1000)."""
    shares = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(shares / shares.sum(-1, keepdims=True))


def steer(probabilities: Array, detections: Detections) -> Steering:
    """probabilities: of the 1,000 ImageNet classes (1000,)."""
    found = _things_there(probabilities, detections)
    unsaid = _unsaid(found, detections)
    found = [item for item in found if item.name not in unsaid]
    people = detections.scores[detections.classes == PERSON]
    absent = _not_there(probabilities, detections, found)
    if people.max(initial=0) >= SURE_PERSON:
        is_alone = (people >= OTHER_PERSON).sum() == 1
        words = ONE_PERSON if is_alone else (*ONE_PERSON, *SEVERAL_PEOPLE)
        name = ONE if is_alone else PEOPLE
        found.append(Evidence(name, "detector", float(people.max()), words, is_alone, names_of(name)))
        absent |= set(SEVERAL_PEOPLE) if is_alone else set()
    found.sort(key=lambda item: -item.confidence)
    named = {word for item in found[:MOST_DEMANDS] for word in item.words}
    return Steering(tuple(found), frozenset(absent - named), unsaid)


def _unsaid(found: list[Evidence], detections: Detections) -> frozenset[str]:
    """The words that are not said: all but those of what is certainly there, where no trace of a person is seen."""
    is_empty = detections.best([PERSON]) == 0  # below the detector's own floor
    certain = {word for item in found for word in item.words} if is_empty else set()
    return (CAPTION_WORDS - certain) | PRIMATES


def _things_there(probabilities: Array, detections: Detections) -> list[Evidence]:
    """What the classes are sure of; only where that is nothing, what the detector is sure of: it errs more often."""
    masses = [(thing, _mass(thing, probabilities)) for thing in things()]
    found = [_evidence(thing, "classes", mass) for thing, mass in masses if mass >= SURE_CLASS]
    boxes = [(thing, detections.best(thing.coco)) for thing, mass in masses if _is_possible(thing, mass)]
    return found or [_evidence(thing, "detector", box) for thing, box in boxes if box >= SURE_BOX]


def _evidence(thing: Thing, source: str, confidence: float) -> Evidence:
    return Evidence(thing.name, source, confidence, thing.words, names=thing.names)


def _is_possible(thing: Thing, mass: float) -> bool:
    """Whether the detector may be believed: often invented things need the classes to see some of them too."""
    return thing.name not in OFTEN_INVENTED or mass >= NO_CLASS


def _not_there(probabilities: Array, detections: Detections, found: list[Evidence]) -> set[str]:
    """Words for the often invented things, people among them, of which neither recogniser sees anything.

    Where the classes are sure of something else, the detector alone is not believed: it takes cats for dogs.
    """
    is_other = any(item.source == "classes" and item.name not in OFTEN_INVENTED for item in found)
    words = {
        word
        for thing in things()
        if thing.name in OFTEN_INVENTED
        and _mass(thing, probabilities) < NO_CLASS
        and (is_other or detections.best(thing.coco) < NO_BOX)
        for word in thing.words
    }
    if is_other and detections.best([PERSON]) < NO_PERSON:
        words |= {*ONE_PERSON, *SEVERAL_PEOPLE}
    return words


def _mass(thing: Thing, probabilities: Array) -> float:
    return float(probabilities[list(thing.imagenet)].sum()) if thing.imagenet else 0.0
