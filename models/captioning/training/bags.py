"""The words of a picture's captions in no order: the second task of training."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.captioning import tokens

Array = np.ndarray[Any, Any]


def bags_of(captions: Array, vocabulary: int) -> Array:
    """What share each word has in what a picture's captions (P, C, T) tell: (P, vocabulary) float32, rows sum to 1.

    A word counts by how many of the captions have it and how rare it is among the pictures, so that "a" counts
    for little and "frisbee" for much.
    """
    pictures = len(captions)
    counts = np.zeros((pictures, vocabulary), np.float32)
    for column in captions.swapaxes(0, 1):
        had = np.zeros((pictures, vocabulary), bool)
        np.put_along_axis(had, column, True, axis=1)
        counts += had
    counts[:, : tokens.UNKNOWN + 1] = 0
    rarity = np.log(pictures / np.maximum(1, (counts > 0).sum(0)))
    weighted = counts * rarity.astype(np.float32)
    return np.asarray(weighted / np.maximum(weighted.sum(1, keepdims=True), 1e-9))
