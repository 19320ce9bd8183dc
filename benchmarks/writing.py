"""A character-level recurrent network in plain NumPy, to measure the playground's writer against.

    python -m benchmarks.writing TEXT-FILE [--steps 2000]

The recipe of min-char-rnn (A. Karpathy, 2015): 100 units, 25 letters a step, gradients clipped to ±5, Adagrad at 0.1,
in double precision. Prints one line of JSON: the steps a second of each tenth of the run, and the smoothed loss at its
end. Give it one thread: ``OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNITS, LENGTH, RATE, CLIP = 100, 25, 0.1, 5.0
TENTHS = 10
Array = NDArray[np.float64]


class Network:
    """h' = tanh(Wx[letter] + Wh h + b), p = softmax(Wy h' + c); each with Adagrad's sum of squares."""

    def __init__(self, letters: int, seed: int = 1) -> None:
        draw = np.random.default_rng(seed).standard_normal
        self.weights: dict[str, Array] = {
            "x": 0.01 * draw((UNITS, letters)),
            "h": 0.01 * draw((UNITS, UNITS)),
            "y": 0.01 * draw((letters, UNITS)),
            "b": np.zeros((UNITS, 1)),
            "c": np.zeros((letters, 1)),
        }
        self.squares = {name: np.zeros_like(array) for name, array in self.weights.items()}
        self.letters = letters

    def loss(self, inputs: list[int], targets: list[int], h: Array) -> tuple[float, dict[str, Array], Array]:
        """The summed loss over a step, its gradients by name, and the last state (UNITS, 1)."""
        w = self.weights
        one_hot, states, given = [], [h], []
        loss = 0.0
        for letter, target in zip(inputs, targets, strict=True):
            x = np.zeros((self.letters, 1))
            x[letter] = 1
            one_hot.append(x)
            states.append(np.tanh(w["x"] @ x + w["h"] @ states[-1] + w["b"]))
            logits = w["y"] @ states[-1] + w["c"]
            p = np.exp(logits - logits.max())
            given.append(p / p.sum())
            loss -= float(np.log(given[-1][target, 0]))
        gradients = {name: np.zeros_like(array) for name, array in w.items()}
        later = np.zeros_like(h)
        for t in reversed(range(len(inputs))):
            slope = given[t].copy()
            slope[targets[t]] -= 1
            gradients["y"] += slope @ states[t + 1].T
            gradients["c"] += slope
            raw = (1 - states[t + 1] ** 2) * (w["y"].T @ slope + later)
            gradients["b"] += raw
            gradients["x"] += raw @ one_hot[t].T
            gradients["h"] += raw @ states[t].T
            later = w["h"].T @ raw
        return loss, gradients, states[-1]

    def learn(self, gradients: dict[str, Array]) -> None:
        for name, gradient in gradients.items():
            np.clip(gradient, -CLIP, CLIP, out=gradient)
            self.squares[name] += gradient * gradient
            self.weights[name] -= RATE * gradient / np.sqrt(self.squares[name] + 1e-8)


def train(text: str, steps: int) -> dict[str, Any]:
    """So many steps over a text: {"rates": steps a second of each tenth, "loss": smoothed at the end}."""
    letters = sorted(set(text))
    codes = [letters.index(letter) for letter in text]
    network = Network(len(letters))
    smooth, at, h = LENGTH * float(np.log(len(letters))), 0, np.zeros((UNITS, 1))
    rates, start = [], time.perf_counter()
    for step in range(1, steps + 1):
        if at + LENGTH + 1 >= len(codes):
            at, h = 0, np.zeros((UNITS, 1))
        loss, gradients, h = network.loss(codes[at : at + LENGTH], codes[at + 1 : at + LENGTH + 1], h)
        network.learn(gradients)
        smooth = 0.999 * smooth + 0.001 * loss
        at += LENGTH
        if step % (steps // TENTHS) == 0:
            rates.append(steps // TENTHS / (time.perf_counter() - start))
            start = time.perf_counter()
    return {"rates": rates, "loss": smooth}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--steps", type=int, default=2000)
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(train(options.text.read_text("utf-8"), options.steps)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
