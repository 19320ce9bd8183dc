"""One look of the optimisation: the judge, the pictures, and a step on if it was lower there."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import Memory, Params, Picture
from models.contract.pictures import STILL
from models.gatys import keeping
from models.gatys.built_in import DRAWN, FLOWER, PHOTOGRAPHS
from models.gatys.keeping import Progress
from models.toolkit import descent, frames, resizing, vgg16
from models.toolkit.descent import Descent
from models.toolkit.perceptual import LAYERS, Perceptual, Target, Weights

Array = np.ndarray[Any, Any]
Source = str | Picture
"""A built-in picture by its name, or a visitor's own."""

STYLE_SIDE = 256
"""Pixels of a picture that serves as the style."""
KEPT = 8
"""How many photographs and how many visitors' styles are kept ready, 2.4 MB each."""
PATIENCE = 4
"""Looks along a direction that remembered curvature gave, after which it is forgotten."""


@dataclass(frozen=True)
class Turn:
    """What one look needs. ``progress`` is None where a painting begins."""

    content: Source
    style: Source
    size: int
    weights: Weights
    progress: Progress | None

    @property
    def key(self) -> str:
        """What it is a painting of: another one begins anew."""
        return _key(self.content, self.style, self.size)


class Looked(NamedTuple):
    """What came of a look: how far it is now; the ``picture`` as it is, and the ``style`` where it begins, RGB uint8;
    the milliseconds that the look took."""

    turn: Turn
    progress: Progress
    picture: Array
    style: Array | None
    milliseconds: float


def turn(params: Params, memory: Memory) -> Turn:
    """What is to be looked at next."""
    content: Source = params["photograph"] or params["content"]
    style: Source = params["painting"] or params["style"]
    size, weights = int(params["size"]), weights_of(params)
    return Turn(content, style, size, weights, keeping.recalled(_key(content, style, size), _row(weights), memory))


def weights_of(params: Params) -> Weights:
    """What counts how much. Smoothness is relative to style, so that the balance with content stays as it is set."""
    style = 10.0 ** params["balance"]
    layers = tuple(float(params[f"layer{number}"]) for number in range(1, LAYERS + 1))
    return Weights(1.0, style, style * params["smooth"], layers)


class Easel:
    """The judge and the built-in pictures; calls of ``look`` may overlap.

    Raises: models.assets.assets.AssetError, models.toolkit.frames.FrameError.
    """

    def __init__(self, folder: Path) -> None:
        """folder: the demo's, where the pictures that were drawn lie."""
        self._judge = Perceptual(vgg16.trunk())
        styles = {name: folder / "styles" / f"{name}.jpg" for name in DRAWN} | {"flower": assets.path(FLOWER)}
        contents = {name: assets.path(file) for name, (file, _) in PHOTOGRAPHS.items()}
        self._pictures = {name: frames.decode(file.read_bytes(), STILL) for name, file in (contents | styles).items()}
        self._contents = Newest(KEPT)
        self._styles = Newest(KEPT + len(styles))
        self._built_in = tuple(styles)

    def settle(self) -> Iterator[None]:
        """Look at the built-in styles before somebody asks for them; in steps."""
        for name in self._built_in:
            self._grams(name)
            yield

    def look(self, turn: Turn) -> Looked:
        """Look once: at the photograph where a painting begins, else ahead; and go there if it is lower."""
        began = time.perf_counter()
        target = self._target(turn)
        before = turn.progress or Progress(Descent(self._begun(turn)), _row(turn.weights))
        state = _turned(before.state)
        ahead = descent.ahead(state)
        found = self._judge.look(ahead.there.reshape(turn.size, turn.size, 3), target, turn.weights)
        state = descent.told(state, ahead, found.loss, found.slope.reshape(-1), keeping.pairs(turn.size))
        flat = (found.parts.content, *found.parts.style, found.parts.smooth)
        losses = flat if state.halved == 0 else before.losses
        seconds = time.perf_counter() - began
        progress = replace(
            before,
            state=state,
            losses=losses,
            start=before.start or losses,
            looks=before.looks + 1,
            computed=before.computed + seconds,
        )
        style = None if turn.progress else resizing.middle(self._rgb(turn.style), turn.size)
        return Looked(turn, progress, _shown(state.x, turn.size), style, 1000 * seconds)

    def _begun(self, turn: Turn) -> Array:
        """Where a painting begins: the photograph, flat."""
        return resizing.middle(self._rgb(turn.content), turn.size).reshape(-1).astype(np.float32)

    def _rgb(self, source: Source) -> Array:
        return self._pictures[source] if isinstance(source, str) else source.rgb

    def _target(self, turn: Turn) -> Target:
        """What is aimed at, each part computed at its first use."""

        def content() -> Any:
            return self._judge.content(resizing.middle(self._rgb(turn.content), turn.size))

        return Target(self._contents.get(f"{_name(turn.content)} at {turn.size}", content), self._grams(turn.style))

    def _grams(self, style: Source) -> Any:
        def grams() -> Any:
            return self._judge.grams(resizing.middle(self._rgb(style), STYLE_SIDE))

        return self._styles.get(_name(style), grams)


class Newest:
    """What was made, by key: those used last, so many. Several threads may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """What was made for the key, or is made now."""
        with self._lock:
            made = self._made.get(key)
        if made is None:
            made = make()
        with self._lock:
            self._made[key] = made
            self._made.move_to_end(key)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made


def told(looked: Looked) -> dict[str, Any]:
    """The data of an answer, but for the time passed (GatysDemo.answer)."""
    progress, weights = looked.progress, looked.turn.weights
    content, *layers, smooth = progress.losses or ()
    first, *painted, _ = progress.start or ()
    return {
        "step": progress.state.steps,
        "look": progress.looks,
        "loss": _short(progress.state.loss),
        "content": _short(content),
        "style": _short(_style(layers, weights)),
        "smooth": _short(smooth),
        "layers": [_short(layer) for layer in layers],
        "start": {"content": _short(first), "style": _short(_style(painted, weights))},
        "weights": {
            "content": weights.content,
            "style": _short(weights.style),
            "smooth": _short(weights.smooth),
            "layers": list(weights.layers),
        },
        "computed": round(progress.computed, 2),
        "milliseconds": round(looked.milliseconds, 1),
        "size": looked.turn.size,
    }


def _style(layers: list[float], weights: Weights) -> float:
    """The style's loss: that of its layers, by their shares."""
    shares = sum(weights.layers)
    return sum(share * layer for share, layer in zip(weights.layers, layers, strict=True)) / max(shares, 1e-6)


def _turned(state: Descent) -> Descent:
    """Without curvature where that leads nowhere, and as far as ever where nothing else does."""
    if state.pairs and state.halved >= PATIENCE:
        return replace(state, pairs=(), halved=0)
    return replace(state, halved=0) if state.stuck else state


def _shown(x: Array, size: int) -> Array:
    return np.clip(np.rint(x), 0, 255).astype(np.uint8).reshape(size, size, 3)


def _short(value: float) -> float:
    """Five digits that count."""
    return float(f"{value:.5g}")


def _row(weights: Weights) -> tuple[float, ...]:
    return (weights.content, weights.style, weights.smooth, *weights.layers)


def _key(content: Source, style: Source, size: int) -> str:
    return f"{_name(content)} as {_name(style)} at {size}"


def _name(source: Source) -> str:
    return source if isinstance(source, str) else f"own {source.key}"
