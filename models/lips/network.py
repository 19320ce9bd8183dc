"""A recurrent network that reads sound frame by frame, in NumPy: what a stream needs is a vector between two steps.

Frames of sound with two frames before → a dense layer → a gated recurrent unit (Cho et al., 2014; the reset gate after
the product of matrices, as cuDNN has it) → probabilities of phones, and the weights of a mouth. What it says at a frame
is of the frame LOOK_AHEAD before: it has heard that much of what follows. The same network is trained in TensorFlow
(models.lips.training.network); a test holds both together. Where there is a second opinion (models.lips.context), what
is told of visemes is the geometric mean of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.lips import context
from models.lips.sound import BANDS
from models.lips.visemes import PHONES, WEIGHTS, to_visemes

Array = np.ndarray[Any, Any]
Arrays = dict[str, Array]

LOOK_AHEAD = 4
"""Frames: 80 ms."""
TAPS = 3


@dataclass(frozen=True)
class Shape:
    """Units of the dense and of the recurrent layer."""

    dense: int = 96
    units: int = 128


class Told(NamedTuple):
    """Of a frame: ``visemes`` (14,) probabilities in the order of VISEMES; ``mouth`` (5,) of WEIGHTS, each 0..1."""

    visemes: Array
    mouth: Array


@dataclass(eq=False)
class Memory:
    """What a stream remembers: the recurrent state (units,), and the last frames (context.FRAMES - 1, BANDS)."""

    state: Array
    frames: Array


class LipNet:
    """The network with its weights. Raises KeyError where one is missing; a second opinion may be."""

    def __init__(self, shape: Shape, weights: Mapping[str, Array]) -> None:
        self.shape = shape
        self.weights = {name: np.ascontiguousarray(weights[name], np.float32) for name in names(shape)}
        self.opinion: Arrays = {}
        if set(context.NAMES) <= set(weights):
            self.opinion = {name: np.ascontiguousarray(weights[name], np.float32) for name in context.NAMES}

    def begin(self) -> Memory:
        """The memory of a stream that has heard nothing."""
        return Memory(np.zeros(self.shape.units, np.float32), np.zeros((context.FRAMES - 1, BANDS), np.float32))

    def step(self, memory: Memory, frame: Array) -> Told:
        """Hear one more frame (BANDS,); ``memory`` changes. What is told is of LOOK_AHEAD frames ago."""
        weights, units = self.weights, self.shape.units
        seen = np.concatenate([memory.frames, frame[None]])
        memory.frames = seen[1:]
        dense = np.maximum(seen[-TAPS:].reshape(-1) @ weights["dense/kernel"] + weights["dense/bias"], 0)
        fresh = dense @ weights["input/kernel"] + weights["input/bias"]
        kept = memory.state @ weights["state/kernel"] + weights["state/bias"]
        gates = _sigmoid(fresh[: 2 * units] + kept[: 2 * units])
        update, reset = gates[:units], gates[units:]
        candidate = np.tanh(fresh[2 * units :] + reset * kept[2 * units :])
        memory.state = update * memory.state + (1 - update) * candidate
        logits = memory.state @ weights["phones/kernel"] + weights["phones/bias"]
        exponents = np.exp(logits - logits.max())
        mouth = _sigmoid(memory.state @ weights["mouth/kernel"] + weights["mouth/bias"])
        return Told(self._visemes(exponents / exponents.sum(), seen), mouth)

    def _visemes(self, phones: Array, seen: Array) -> Array:
        visemes = to_visemes(phones)
        if self.opinion:
            both = np.sqrt(visemes * to_visemes(context.told(self.opinion, seen.reshape(-1))))
            visemes = both / both.sum()
        return visemes

    def hear(self, memory: Memory, frame: Array, ahead: int = LOOK_AHEAD) -> Told:
        """Hear one more frame; what is told is of ``ahead`` frames ago, 0 to LOOK_AHEAD.

        What it would have heard beyond is left to a guess: as if this frame went on.
        """
        told = self.step(memory, frame)
        guess = Memory(memory.state, memory.frames)
        for _ in range(LOOK_AHEAD - ahead):
            told = self.step(guess, frame)
        return told

    def whole(self, frames: Array, ahead: int = LOOK_AHEAD) -> Told:
        """All of a recording (n, BANDS): visemes (n, 14) and mouth (n, 5) of each frame itself.

        The last ``ahead`` frames are told as if the last one went on.
        """
        memory, told = self.begin(), []
        for frame in np.concatenate([frames, np.repeat(frames[-1:], ahead, axis=0)]):
            told.append(self.hear(memory, frame, ahead))
        return Told(*(np.stack(column)[ahead:] for column in zip(*told, strict=True)))


def names(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The weights by name, and their shapes."""
    inputs = {"dense": TAPS * BANDS, "input": shape.dense, "state": shape.units}
    inputs |= {"phones": shape.units, "mouth": shape.units}
    outputs = {"dense": shape.dense, "input": 3 * shape.units, "state": 3 * shape.units}
    outputs |= {"phones": len(PHONES), "mouth": len(WEIGHTS)}
    found: dict[str, tuple[int, ...]] = {}
    for layer, size in outputs.items():
        found |= {f"{layer}/kernel": (inputs[layer], size), f"{layer}/bias": (size,)}
    return found


def _sigmoid(x: Array) -> Array:
    value: Array = 0.5 * (np.tanh(0.5 * x) + 1)
    return value
