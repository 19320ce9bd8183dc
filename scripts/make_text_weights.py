"""Trains the playground's writer on its built-in text: ``python -m scripts.make_text_weights [--resume FILE.npz]``.

Writes static/js/playground/text/ready.json, which the page opens as it opens a file of a visitor's (text/keep.js), its
numbers in half precision. The same network as text/writer.js has, from the same seed, in NumPy with what can be done
for all letters of a step at once; tests hold the page's first steps to ``first``, the smoothed losses of these. Tells
the curve on the way. One thread is enough: ``OMP_NUM_THREADS=1``.
"""

from __future__ import annotations

import argparse
import base64
import json
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent.parent / "static" / "js" / "playground" / "text"
UNITS, LENGTH, RATE, SEED = 100, 25, 0.1, 1
"""The page's settings, as it comes."""
CLIP, SMOOTH, DEVIATION = 5.0, 0.999, 0.01
KEPT, SAMPLE, FIRST = (0, 1000, 10_000, 46_000, 204_000), 240, 5
HELD, LEAD = 0.1, 100
NAMES = {"x": "fromLetter", "h": "fromState", "b": "bias", "y": "toLetter", "c": "letterBias"}
"""What the page calls each array. There ``x`` lies letter by letter."""
Array = NDArray[np.float64]


def random_from(seed: int) -> Callable[[], float]:
    """Numbers from 0 to below 1 (mulberry32, T. Ettinger, 2017), the same as maths/layers.js gives."""
    state = seed & 0xFFFFFFFF

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (mixed ^ (mixed >> 14)) / 4294967296

    return draw


def normals(draw: Callable[[], float], *shape: int) -> Array:
    """Numbers of deviation 0.01 (Box and Muller, 1958)."""
    count = math.prod(shape)
    numbers = [math.sqrt(-2 * math.log(1 - draw())) * math.cos(2 * math.pi * draw()) for _ in range(count)]
    return DEVIATION * np.array(numbers).reshape(shape)


def built_in() -> tuple[str, str]:
    """The text, and the part of it that is not held out."""
    found = re.search(r"`(.*)`", (FOLDER / "questions.js").read_text("utf-8"), re.DOTALL)
    assert found
    text = found[1].strip()
    about = math.floor(len(text) * (1 - HELD))
    line = text.index("\n", about) + 1
    return text, text[: line if line < len(text) - 40 else about]


def views(flat: Array, shapes: dict[str, tuple[int, ...]]) -> dict[str, Array]:
    """Parts of one array by name."""
    found, at = {}, 0
    for name, shape in shapes.items():
        found[name] = flat[at : at + math.prod(shape)].reshape(shape)
        at += math.prod(shape)
    return found


class Network:
    """h' = tanh(x[letter] + h·h₋₁ + b), p = softmax(y·h' + c)."""

    def __init__(self, letters: int) -> None:
        draw = random_from(SEED)
        x, h = normals(draw, letters, UNITS), normals(draw, UNITS, UNITS)
        y = normals(draw, letters, UNITS)
        shapes = {"x": x.shape, "h": h.shape, "b": (UNITS,), "y": y.shape, "c": (letters,)}
        # All arrays of a kind lie in one, so that an update is a handful of calls.
        self.flat = [np.zeros(sum(math.prod(shape) for shape in shapes.values())) for _ in range(4)]
        self.weights, self.squares, self._gradient = (views(flat, shapes) for flat in self.flat[:3])
        for name, start in (("x", x), ("h", h), ("y", y)):
            self.weights[name][:] = start

    def read(self, codes: NDArray[np.int64], h: Array) -> tuple[Array, Array]:
        """The states before and after each letter (n + 1, UNITS), and each next one's probabilities (n, letters)."""
        w = self.weights
        given = w["x"][codes] + w["b"]
        states = np.empty((len(codes) + 1, UNITS))
        states[0] = h
        from_state, row = w["h"], states[0]
        for after, told in zip(states[1:], given, strict=True):
            np.dot(from_state, row, out=after)
            after += told
            row = np.tanh(after, out=after)
        logits = states[1:] @ w["y"].T + w["c"]
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        return states, p / p.sum(axis=1, keepdims=True)

    def learn(self, codes: NDArray[np.int64], h: Array) -> tuple[float, Array]:
        """One step over n + 1 letters: its loss in nats, and the last state."""
        inputs, targets = codes[:-1], codes[1:]
        states, p = self.read(inputs, h)
        steps = np.arange(len(inputs))
        loss = -float(np.log(p[steps, targets]).sum())
        p[steps, targets] -= 1
        slopes = p @ self.weights["y"]
        bend = 1 - states[1:] ** 2
        back, later = self.weights["h"].T.copy(), np.zeros(UNITS)
        for slope, bent in zip(slopes[::-1], bend[::-1], strict=True):
            slope += later
            slope *= bent
            np.dot(back, slope, out=later)
        gradient = self._gradient
        gradient["x"].fill(0)
        np.add.at(gradient["x"], inputs, slopes)
        np.dot(slopes.T, states[:-1], out=gradient["h"])
        np.dot(p.T, states[1:], out=gradient["y"])
        slopes.sum(0, out=gradient["b"])
        p.sum(0, out=gradient["c"])
        self._update()
        return loss, states[-1]

    def _update(self) -> None:
        """One step of Adagrad (Duchi et al., 2011)."""
        weights, squares, gradient, step = self.flat
        np.clip(gradient, -CLIP, CLIP, out=gradient)
        np.multiply(gradient, gradient, out=step)
        squares += step
        np.add(squares, 1e-8, out=step)
        np.sqrt(step, out=step)
        np.divide(gradient, step, out=step)
        step *= RATE
        weights -= step

    def loss_on(self, codes: NDArray[np.int64], lead: NDArray[np.int64]) -> float:
        """The mean loss a letter over a text, after another was read."""
        _, p = self.read(codes[:-1], self.read(lead, np.zeros(UNITS))[0][-1])
        return -float(np.log(p[np.arange(len(codes) - 1), codes[1:]]).mean())

    def write(self, lead: NDArray[np.int64], count: int) -> list[int]:
        """So many letters after some, drawn as the page draws them."""
        draw, written = random_from(SEED), [int(lead[-1])]
        h = self.read(lead[:-1], np.zeros(UNITS))[0][-1]
        while len(written) <= count:
            states, p = self.read(np.array(written[-1:]), h)
            h = states[-1]
            share = draw()
            written.append(min(int(np.searchsorted(np.cumsum(p[0]), share, side="right")), p.shape[1] - 1))
        return written[1:]


class Run:
    """A network on its way through the text, with its curve and the samples that are kept."""

    def __init__(self) -> None:
        self.text, training = built_in()
        self.letters = sorted(set(self.text))
        codes = np.array([self.letters.index(letter) for letter in self.text])
        self.own, self.held = codes[: len(training)], codes[len(training) :]
        self.lead = codes[: training.index("\n", LEAD) + 1]
        self.network = Network(len(self.letters))
        self.step, self.at, self.smooth, self.h = 0, 0, LENGTH * math.log(len(self.letters)), np.zeros(UNITS)
        self.points: list[list[float]] = []
        self.samples: list[list[Any]] = []
        self.first: list[float] = []
        self.look()

    def look(self) -> None:
        """A point of the curve or a sample, where one is due."""
        if self.step % (100 if self.step < 1000 else 500) == 0:
            loss = LENGTH * self.network.loss_on(self.held, self.lead)
            self.points.append([self.step, round(self.smooth, 3), round(loss, 3)])
        if self.step in KEPT:
            written = self.network.write(self.lead, SAMPLE)
            self.samples.append([self.step, round(self.smooth, 3), "".join(self.letters[code] for code in written)])

    def advance(self) -> None:
        if self.at + LENGTH + 1 >= len(self.own):
            self.at, self.h = 0, np.zeros(UNITS)
        loss, self.h = self.network.learn(self.own[self.at : self.at + LENGTH + 1], self.h)
        self.at += LENGTH
        self.step += 1
        self.smooth = SMOOTH * self.smooth + (1 - SMOOTH) * loss
        if self.step <= FIRST:
            self.first.append(self.smooth)
        self.look()

    def save(self, file: Path) -> None:
        """Everything, to the last bit, so that it goes on as if it had never stopped."""
        kept = {name: getattr(self, name) for name in ("step", "at", "smooth", "points", "samples", "first")}
        fresh = file.with_name(f"{file.stem}.new.npz")
        weights, squares = self.network.flat[:2]
        np.savez(fresh, kept=json.dumps(kept), text=self.text, weights=weights, squares=squares, h=self.h)
        fresh.replace(file)

    def resume(self, file: Path) -> None:
        with np.load(file) as found:
            if str(found["text"]) != self.text:
                raise SystemExit(f"{file} is of another text")
            self.__dict__.update(json.loads(str(found["kept"])))
            self.network.flat[0][:], self.network.flat[1][:] = found["weights"], found["squares"]
            self.h = found["h"]

    def packed(self) -> dict[str, Any]:
        """As keep.js describes a run."""
        network = self.network
        return {
            "format": "hype-or-reality/writer",
            "version": 1,
            "settings": {"cell": "rnn", "units": UNITS, "length": LENGTH, "rate": RATE, "seed": SEED},
            "text": self.text,
            "kind": "float16",
            "steps": self.step,
            "at": self.at,
            "smoothLoss": self.smooth,
            "points": self.points,
            "first": self.first,
            "samples": self.samples,
            "weights": {NAMES[name]: packed(array) for name, array in network.weights.items()},
            "roots": {NAMES[name]: packed(np.sqrt(array)) for name, array in network.squares.items()},
        }


def packed(array: Array) -> str:
    """Numbers of half precision, row by row, little-endian, in base64."""
    return base64.b64encode(array.astype("<f2").tobytes()).decode()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=KEPT[-1])
    parser.add_argument("--to", type=Path, default=FOLDER / "ready.json")
    parser.add_argument("--resume", type=Path, help="a .npz to go on from where there is one, kept up to date")
    options = parser.parse_args(arguments)
    run = Run()
    if options.resume and options.resume.is_file():
        run.resume(options.resume)
    while run.step < options.steps:
        run.advance()
        if run.step % 2000 == 0:
            sys.stdout.write(f"{run.step}: {run.smooth:.2f}, held out {run.points[-1][2]:.1f}\n")
            sys.stdout.flush()
            if options.resume:
                run.save(options.resume)
    options.to.write_text(json.dumps(run.packed(), ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
