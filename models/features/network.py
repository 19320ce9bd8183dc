"""EfficientNet-Lite0, looked into: the feature maps of one layer and the words for the whole picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from models.features.layers import LAYERS
from models.toolkit import efficientnet_lite0
from models.toolkit.importers import torch
from models.toolkit.tracing import traced
from models.toolkit.unsaid import IMAGENET

Array = np.ndarray[Any, Any]

KEYS = tuple(dict.fromkeys(layer.key for layer in LAYERS))
"""The layers of which there are maps."""


class Word(NamedTuple):
    """One of ImageNet's classes, how probable the network holds it, 0..1, and its names in other languages."""

    word: str
    probability: float
    names: Mapping[str, str]


class Looking:
    """The network with its words. ``words`` is a JSON list of 1,000 names in ImageNet's order of classes.

    Raises: ValueError when the words are not a thousand names; WeightsError and TorchFileError for wrong weights.
    """

    def __init__(self, weights: Path, words: Path) -> None:
        self._words = read_words(words)
        self._names = read_names()
        network = efficientnet_lite0.EfficientNetLite0(torch.read(weights))
        self.filters = network.filters()
        """(3, 3, 3, 32): height, width, RGB, filter."""
        one = tf.TensorSpec((1, None, None, 3), tf.uint8)

        def maps_and_words(key: str) -> Any:
            def run(pictures: Any) -> tuple[Any, Any]:
                maps, logits = network.activations(pictures)
                return maps[key], tf.nn.softmax(logits)

            return traced(run, one)

        self._runs = {key: maps_and_words(key) for key in KEYS}  # traced each when it is first called

    def __call__(self, picture: Array, key: str) -> tuple[Array, Array]:
        """One picture (H, W, 3) RGB uint8, sides multiples of 32 → its maps (h, w, channels), 0..6, and the
        probabilities of the words (1000,)."""
        maps, probabilities = self._runs[key](tf.constant(picture[None]))
        return maps[0].numpy(), probabilities[0].numpy()

    def best(self, probabilities: Array, number: int = 5) -> list[Word]:
        """The most probable words, best first; none with which people have been insulted (models.toolkit.unsaid).

        Nothing here can tell whether a person is in the picture, so those are never said.
        """
        order = [int(index) for index in np.argsort(probabilities)[::-1] if index not in IMAGENET][:number]
        return [Word(self._words[index], float(probabilities[index]), self._names[index]) for index in order]


def read_names(folder: Path = Path(__file__).parent) -> list[dict[str, str]]:
    """Each class's names in other languages, from ``words.<language>.tsv``: number, English, name."""
    found: list[dict[str, str]] = [{} for _ in range(efficientnet_lite0.CLASSES)]
    for file in sorted(folder.glob("words.*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            number, _, name = line.split("\t")
            found[int(number)][file.name.split(".")[1]] = name
    return found


def read_words(file: Path) -> list[str]:
    """The 1,000 names. Raises ValueError when the file holds something else."""
    words = json.loads(file.read_text(encoding="utf-8"))
    if (
        not isinstance(words, list)
        or len(words) != efficientnet_lite0.CLASSES
        or not all(isinstance(w, str) for w in words)
    ):
        raise ValueError(f"{file.name} does not hold {efficientnet_lite0.CLASSES} names")
    return words
