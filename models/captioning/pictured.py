"""Photographs whose one thing is sure, since most of the people who described them named it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from models.captioning import tokens
from models.captioning.things import Thing, things

NAMED = 3
"""Of the five people: so many must name it."""


def truth(captions: Sequence[str], known: Sequence[Thing]) -> Thing | None:
    """The one thing that a picture shows for sure; None where there is none, or more than one."""
    said = [set(tokens.words_of(caption)) for caption in captions]
    named = [(thing, sum(bool(words & set(thing.words)) for words in said)) for thing in known]
    present = [(thing, count) for thing, count in named if count]
    return present[0][0] if len(present) == 1 and present[0][1] >= NAMED else None


def labelled(captions: Mapping[str, Sequence[str]], fewest: int) -> dict[str, Thing]:
    """The pictures that count, each with its thing, in the order of their names: of things for which ImageNet has words
    and of which there are ``fewest`` pictures or more."""
    known = [thing for thing in things() if thing.imagenet]
    found = {name: shown for name in sorted(captions) if (shown := truth(captions[name], known))}
    counts = Counter(thing.name for thing in found.values())
    return {name: thing for name, thing in found.items() if counts[thing.name] >= fewest}
