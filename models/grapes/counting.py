"""From the berries that are told to how many there are, with an interval: what was measured on pictures with marks.

The network tells fewer berries than people mark: those half hidden, and those behind. By how much differs from picture
to picture, and the interval says so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

MEASURED = Path(__file__).parent / "measured.json"


class Ratio(NamedTuple):
    """Berries that there are to one that is told: where 95 of 100 pictures lie, ``low`` to ``high``, and the middle."""

    low: float
    middle: float
    high: float

    def of(self, told: int) -> dict[str, int]:
        """``told`` berries, and how many there are: ``low``, ``middle`` and ``high``, never fewer than none."""
        low, middle, high = (round(told * part) for part in self)
        return {"told": told, "low": low, "middle": middle, "high": high}


def measured(file: Path = MEASURED) -> Ratio:
    """As measured with the weights that ship. Raises OSError, ValueError and KeyError where the file is none."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Ratio(**told["berries_ratio"])
