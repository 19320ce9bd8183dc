"""Three rules that decide, second by second, from what was said of stills: pure, the same as page/rules.js.

One frame: this still alone. Three of five: at least three of the last five stills. Hidden: a hidden Markov model of two
states, "shown" and "not shown" (Rabiner, 1989), whose belief the forward algorithm carries from second to second. Both
languages are held to tests/models/content/cases.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

RULES = ("one", "three", "hidden")
WINDOW, ENOUGH = 5, 3
BELIEVED = 0.5
"""From which belief on the hidden model blocks."""
MOST_STEPS = 60
"""Seconds without a still after which nothing is known any more than at the start."""


@dataclass(frozen=True)
class Numbers:
    """What the rules go by; all are probabilities.

    threshold: from which probability on a still counts as one with a card. enter: that it begins to be shown within a
    second; leave: that it ends. hit: that a still with a card counts as one; false: that one without does.
    """

    threshold: float
    enter: float
    leave: float
    hit: float
    false: float

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Numbers:
        """From a demo's parameters, where they have the same names."""
        return cls(**{name: float(params[name]) for name in ("threshold", "enter", "leave", "hit", "false")})


class Look(NamedTuple):
    """What was said of one still, and how many seconds after the one before."""

    gap: float
    probability: float


class Verdict(NamedTuple):
    """Whether each rule blocks at a still, and how sure the hidden model is that a card is shown."""

    one: bool
    three: bool
    hidden: bool
    belief: float


def verdicts(looks: Iterable[Look], numbers: Numbers) -> list[Verdict]:
    """What the rules say at each still, in order."""
    found: list[Verdict] = []
    counted: list[bool] = []
    belief = rest(numbers)
    for index, look in enumerate(looks):
        belief = forward(belief, look, numbers, first=index == 0)
        counted = [*counted, look.probability >= numbers.threshold][-WINDOW:]
        found.append(Verdict(counted[-1], sum(counted) >= ENOUGH, belief >= BELIEVED, belief))
    return found


def forward(belief: float, look: Look, numbers: Numbers, *, first: bool = False) -> float:
    """One step of the forward algorithm: time goes by, then a still is seen."""
    for _ in range(0 if first else steps(look.gap)):
        belief = belief * (1 - numbers.leave) + (1 - belief) * numbers.enter
    seen = look.probability >= numbers.threshold
    with_card = belief * (numbers.hit if seen else 1 - numbers.hit)
    without = (1 - belief) * (numbers.false if seen else 1 - numbers.false)
    whole = with_card + without
    return with_card / whole if whole > 0 else belief


def rest(numbers: Numbers) -> float:
    """The belief when nothing was seen: the share of time in which a card is shown."""
    whole = numbers.enter + numbers.leave
    return numbers.enter / whole if whole > 0 else 0.5


def steps(gap: float) -> int:
    """Whole seconds of a gap, 1 to 60; halves count up."""
    return max(1, min(MOST_STEPS, int(gap + 0.5)))


def blocked(found: Sequence[Verdict], rule: str) -> bool:
    """What a rule says at the newest still; nothing was seen, nothing is blocked."""
    return bool(found) and bool(getattr(found[-1], rule))
