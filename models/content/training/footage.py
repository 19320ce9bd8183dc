"""A scripted hour: what a camera would see, one frame a second, with a red card shown sixty times. Seeded.

Every scene is a photograph over which the camera drifts. In events of three to eight seconds a hand brings up a red
card: it comes from below the picture within the first second, and wanders. Between them the hand shows cards of other
colours, and red things that are no cards come and go. It is made, not filmed: no room with a class was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from models.content import cards
from models.content.network import SIDE
from models.content.training import data

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

SECONDS = 3600
EVENTS, OTHERS, CONFUSING = 60, 60, 60
"""How often a red card is shown, a card of another colour, and something red that is none."""
_APART = 6
"""Seconds between two events, at least."""


@dataclass(frozen=True)
class Span:
    """Something that is seen from one second to another, which is not in it. seed: of what it looks like."""

    begin: int
    end: int
    seed: int


@dataclass(frozen=True)
class Script:
    """An hour: scenes that follow one another, and what is held into them."""

    scenes: tuple[Span, ...]
    events: tuple[Span, ...]
    others: tuple[Span, ...]
    confusing: tuple[Span, ...]

    def shown(self) -> Array:
        """Whether a red card is shown in each second, bool (3600,)."""
        found = np.zeros(SECONDS, bool)
        for event in self.events:
            found[event.begin : event.end] = True
        return found


def written(seed: int) -> Script:
    """The hour of this seed."""
    rng = np.random.default_rng((seed, 1))
    scenes, begin = [], 0
    while begin < SECONDS:
        end = min(SECONDS, begin + int(rng.integers(20, 90)))
        scenes.append(Span(begin, end, int(rng.integers(2**31))))
        begin = end
    shows = _spread(rng, EVENTS + OTHERS, 3, 8)
    rng.shuffle(shows)
    events, others = sorted(shows[:EVENTS], key=_begin), sorted(shows[EVENTS:], key=_begin)
    confusing = _spread(rng, CONFUSING, 5, 15)
    return Script(tuple(scenes), tuple(events), tuple(others), tuple(confusing))


def frames(script: Script, photographs: Array) -> Iterator[Array]:
    """RGB uint8 (96, 128, 3), one a second. photographs: uint8 (n, 224, 224, 3)."""
    for scene in script.scenes:
        rng = np.random.default_rng(scene.seed)
        photograph = photographs[_chosen(rng, len(photographs))]
        places = _drift(rng, scene.end - scene.begin)
        for second, place in zip(range(scene.begin, scene.end), places, strict=True):
            yield data.seen(
                _scene(script, second, _window(photograph, place)), np.random.default_rng((scene.seed, second))
            )


def backdrops(script: Script, photographs: int) -> Array:
    """Which of so many photographs is seen in each second, int (3600,)."""
    found = np.zeros(SECONDS, int)
    for scene in script.scenes:
        found[scene.begin : scene.end] = _chosen(np.random.default_rng(scene.seed), photographs)
    return found


def _chosen(rng: Rng, photographs: int) -> int:
    """A scene's photograph: what is drawn first of its seed."""
    return int(rng.integers(photographs))


def _scene(script: Script, second: int, scene: Array) -> Array:
    for span in _at(script.confusing, second):
        scene = cards.confusing(scene, np.random.default_rng(span.seed))
    for span in _at(script.others, second):
        scene = _held(scene, span, second, is_red=False)
    for span in _at(script.events, second):
        scene = _held(scene, span, second, is_red=True)
    return scene


def _held(scene: Array, span: Span, second: int, *, is_red: bool) -> Array:
    rng = np.random.default_rng(span.seed)
    card = cards.somewhere(rng, data.ASPECT)
    colour = cards.red(rng) if is_red else cards.other(rng)
    drift, late = rng.normal(0, 0.02, 2), rng.uniform(0, 1)
    age = second - span.begin
    below = (1 - late) * (1.1 - card.y) if age == 0 else 0.0  # seen in the first second wherever it has come to
    x, y = card.x + age * drift[0], card.y + age * drift[1] + below
    card = replace(card, x=x, y=y, turn=card.turn + age * rng.normal(0, 4))
    return cards.held(scene, card, colour, np.random.default_rng((span.seed, 1)))


def _drift(rng: Rng, count: int) -> Array:
    """Where the camera looks in each second: left, top and share of a photograph, each 0 to 1, float64 (count, 3)."""
    steps = rng.normal(0, 0.04, (count, 3)).cumsum(0) + rng.uniform(0, 1, 3)
    return np.asarray(np.abs((steps % 2) - 1))


def _window(photograph: Array, place: Array) -> Array:
    side = round(photograph.shape[0] * (0.65 + 0.35 * place[2]))
    left, top = np.round(place[:2] * (photograph.shape[0] - side)).astype(int).tolist()
    part = np.ascontiguousarray(photograph[top : top + side, left : left + side])
    return np.asarray(cv2.resize(part, tuple(SIDE), interpolation=cv2.INTER_AREA))


def _spread(rng: Rng, count: int, least: int, most: int) -> list[Span]:
    """So many spans over the hour that do not meet, in order."""
    room = SECONDS // count
    found = []
    for index in range(count):
        length = int(rng.integers(least, most + 1))
        begin = index * room + int(rng.integers(_APART, room - length - _APART + 1))
        found.append(Span(begin, begin + length, int(rng.integers(2**31))))
    return found


def _at(spans: tuple[Span, ...], second: int) -> Iterator[Span]:
    return (span for span in spans if span.begin <= second < span.end)


def _begin(span: Span) -> int:
    return span.begin
