"""IDF1: how well numbers stay with what they belong to.

Ristani et al., "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking" (ECCV workshops, 2016).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.grapes.tracking import overlap

Array = np.ndarray[Any, Any]
Boxes = Mapping[int, Array]
"""Boxes by number."""

MATCH = 0.5


class Identities(NamedTuple):
    """``matched`` sightings under the best one-to-one assignment of numbers; ``told`` and ``true`` sightings in all."""

    matched: int
    told: int
    true: int

    @property
    def f1(self) -> float:
        """IDF1, 0 to 1."""
        return 2 * self.matched / (self.told + self.true) if self.told + self.true else 1.0


def compare(told: Sequence[Boxes], true: Sequence[Boxes]) -> Identities:
    """Count over the frames of a clip: boxes by number as told, and as they are."""
    _, _, together = _together(told, true)
    matched = sum(together[pair] for pair in best_pairs(together))
    return Identities(int(matched), sum(map(len, told)), sum(map(len, true)))


def by_bunch(told: Sequence[Boxes], true: Sequence[Boxes]) -> dict[int, Identities]:
    """The same in parts that add up to it, by true number; under 0 the sightings told of none.

    What is told under a number that the best assignment leaves out is of the bunch that it lies on most often.
    """
    rows, columns, together = _together(told, true)
    pairs = {column: row for row, column in best_pairs(together) if together[row, column]}
    parts = {row: np.array([0, 0, sum(row in frame for frame in true)]) for row in rows} | {0: np.zeros(3, int)}
    for column, number in enumerate(columns):
        most = int(together[:, column].argmax()) if len(rows) else 0
        is_on = len(rows) > 0 and together[most, column] > 0
        owner = rows[pairs.get(column, most)] if is_on else 0
        matched = int(together[pairs[column], column]) if column in pairs else 0
        parts[owner] = parts[owner] + (matched, sum(number in frame for frame in told), 0)
    return {row: Identities(*part.tolist()) for row, part in parts.items()}


def _together(told: Sequence[Boxes], true: Sequence[Boxes]) -> tuple[list[int], list[int], Array]:
    """The true numbers, those told, and (n, m) in how many frames the boxes of two of them overlap enough."""
    rows = sorted({number for frame in true for number in frame})
    columns = sorted({number for frame in told for number in frame})
    together = np.zeros((len(rows), len(columns)))
    for frame, truth in zip(told, true, strict=True):
        for row, number in enumerate(rows):
            for column, other in enumerate(columns):
                if number in truth and other in frame and overlap(truth[number], frame[other]) >= MATCH:
                    together[row, column] += 1
    return rows, columns, together


def best_pairs(gain: Array) -> list[tuple[int, int]]:
    """The pairs of rows and columns, each used once at most, whose sum of ``gain`` (n, m), not negative, is largest.

    The Hungarian method with potentials (Kuhn, 1955; Munkres, 1957), O(n²m).
    """
    if gain.shape[0] > gain.shape[1]:
        return sorted((row, column) for column, row in best_pairs(gain.T))
    rows, columns = gain.shape
    cost = -np.asarray(gain, float)
    by_row, by_column = np.zeros(rows), np.zeros(columns)
    partner = np.full(columns, -1)
    for row in range(rows):
        _augment(row, cost, by_row, by_column, partner)
    return sorted((int(row), column) for column, row in enumerate(partner) if row >= 0)


def _augment(row: int, cost: Array, by_row: Array, by_column: Array, partner: Array) -> None:
    """Give one more row a column, along the cheapest alternating path."""
    columns = len(partner)
    shortest, before = np.full(columns, np.inf), np.full(columns, -1)
    done = np.zeros(columns, bool)
    reached = [row]
    column, length = -1, 0.0
    while True:
        slack = np.where(done, np.inf, length + cost[row] - by_row[row] - by_column)
        closer = slack < shortest
        shortest[closer], before[closer] = slack[closer], column
        column = int(np.argmin(np.where(done, np.inf, shortest)))
        length = float(shortest[column])
        done[column] = True
        if partner[column] < 0:
            break
        row = int(partner[column])
        reached.append(row)
    _adjust(reached, done, shortest, length, by_row, by_column, partner)
    while column >= 0:
        partner[column] = reached[0] if before[column] < 0 else partner[before[column]]
        column = int(before[column])


def _adjust(
    reached: Sequence[int], done: Array, shortest: Array, length: float, by_row: Array, by_column: Array, partner: Array
) -> None:
    """Keep the potentials feasible after a path of ``length`` was found."""
    by_row[reached[0]] += length
    for column in np.nonzero(done)[0]:
        short = length - shortest[column]
        by_column[column] -= short
        if partner[column] >= 0:
            by_row[partner[column]] += short
