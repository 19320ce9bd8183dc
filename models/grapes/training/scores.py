"""How well grapes are found: pixels, berries and bunches against the truth. Plain counts that can be added up.

A berry or bunch is found when intersection over union with one of the truth is 0.5 or more: models.grapes.telling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from models.grapes.instances import Grapes, bunches_of
from models.grapes.telling import matched

Array = np.ndarray[Any, Any]


@dataclass
class Counts:
    """Pixels of berries in both, in either; berries and bunches matched, told, true."""

    both: int = 0
    either: int = 0
    berries_matched: int = 0
    berries_told: int = 0
    berries_true: int = 0
    bunches_matched: int = 0
    bunches_told: int = 0
    bunches_true: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def foreground_iou(self) -> float:
        """Pixels in both over pixels in either; 1 where there is nothing."""
        return self.both / self.either if self.either else 1.0

    @property
    def berry_f1(self) -> float:
        """Of the berries, at an IoU of 0.5."""
        return _f1(self.berries_matched, self.berries_told, self.berries_true)

    @property
    def bunch_f1(self) -> float:
        """Of the bunches, at an IoU of 0.5."""
        return _f1(self.bunches_matched, self.bunches_told, self.bunches_true)

    def __str__(self) -> str:
        return (
            f"foreground IoU {self.foreground_iou:.3f}, berry F1 {self.berry_f1:.3f} "
            f"({self.berries_told} told, {self.berries_true} true), bunch F1 {self.bunch_f1:.3f}"
        )


def compare(found: Grapes, berries: Array, bunches: Array | None = None) -> Counts:
    """Count; ``found`` and the truth have one size. bunches: as marked; left out, from the berries as in ``found``."""
    told, true = found.berries > 0, berries > 0
    marked = bunches_of(berries) if bunches is None else bunches
    return Counts(
        int((told & true).sum()),
        int((told | true).sum()),
        matched(found.berries, berries),
        _number(found.berries),
        _number(berries),
        matched(found.bunches, marked),
        _number(found.bunches),
        _number(marked),
    )


def interval(
    each: Sequence[Counts], groups: Sequence[object], name: str, seed: int = 0, draws: int = 1000
) -> tuple[float, float]:
    """The 95 % interval of a score by bootstrap over ``groups`` (Efron, 1979), which stay together."""
    rng = np.random.default_rng(seed)
    sums: dict[object, Counts] = {}
    for one, group in zip(each, groups, strict=True):
        sums[group] = sums.get(group, Counts()) + one
    parts = list(sums.values())
    drawn = (sum((parts[i] for i in rng.integers(0, len(parts), len(parts))), Counts()) for _ in range(draws))
    values = [getattr(total, name) for total in drawn]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _number(numbers: Array) -> int:
    return int(np.unique(numbers[numbers > 0]).size)


def _f1(matched_: int, told: int, true: int) -> float:
    return 2 * matched_ / (told + true) if told + true else 1.0
