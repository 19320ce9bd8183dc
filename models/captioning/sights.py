"""What the encoder sees in many pictures, as arrays: between the encoder and what writes captions."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

KINDS: dict[str, tuple[int, ...]] = {"top": (7, 7, 1280), "middle": (14, 14, 112), "logits": (1000,)}
"""The shape of each kind of feature of one picture."""


class Sights(NamedTuple):
    """What the encoder saw in N pictures: float16 (N, 7, 7, 1280), (N, 14, 14, 112), (N, 1000)."""

    top: Array
    middle: Array
    logits: Array

    def rows(self, indices: Any) -> Sights:
        """Those of some pictures, in memory."""
        return Sights(*(np.ascontiguousarray(array[indices]) for array in self))
