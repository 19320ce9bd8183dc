"""Colour for a grey camera picture or an old photograph."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.assets import assets
from models.colorization.decoding import BOLDNESS, SATURATION, TEMPERATURE
from models.colorization.sizes import SIDE
from models.contract.demo import Demo, Poll, Remembered, Size
from models.contract.parameters import Number, Points, Switch
from models.contract.pictures import STILL
from models.toolkit import frames, resizing

if TYPE_CHECKING:
    import numpy as np

    from models.colorization.painter import Painter, Sight, Task
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

_LEAST_SHARE = 0.001
"""Bins less probable than this are left out of what is told of a place."""


@dataclass(frozen=True)
class Prediction:
    """``ab``: the colours as they are shown, float32 (56, 56, 2); ``seen``: the lightness that the network saw."""

    sight: Sight
    seen: Frame
    ab: np.ndarray[Any, Any]


class ColorizationDemo(Demo):
    """The network sees lightness alone; what colour the camera saw is thrown away before."""

    name = "colorization"
    title = "Colour for grey pictures"
    summary = "A network sees your picture in shades of grey, and guesses its colours from what it takes things for."
    params = (
        Number(
            name="saturation",
            label="Saturation",
            help="How strong the colours are: 0 is grey, 1 is the network's own mean, which is pale.",
            default=SATURATION,
            minimum=0.0,
            maximum=2.0,
            step=0.05,
        ),
        Number(
            name="temperature",
            label="Temperature",
            help="How colours are drawn from the probabilities: high is a careful average, low the most probable one.",
            default=TEMPERATURE,
            minimum=0.1,
            maximum=1.5,
            step=0.05,
        ),
        Switch(
            name="unsure",
            label="Where it is unsure",
            help="Lays over the picture where many colours are about as probable as each other.",
            default=False,
        ),
        Points(
            name="hints",
            label="Colour hints",
            help="Choose a colour and click a place in the picture: the network follows.",
            most=24,
            coloured=True,
        ),
        Points(
            name="probe",
            label="Asked place",
            help="The place whose colour probabilities are told.",
            advanced=True,
        ),
        Number(
            name="boldness",
            label="Boldness",
            help="How much rare colours are preferred to common ones: 0 is as often as they are.",
            default=BOLDNESS,
            minimum=0.0,
            maximum=1.0,
            step=0.05,
            advanced=True,
        ),
        Switch(
            name="edges",
            label="Follow edges",
            help="Colours end where lightness has an edge. Switched off, they run over it.",
            default=True,
            advanced=True,
        ),
        Switch(
            name="steady",
            label="Steady",
            help="Keep the colours of what does not move. Switched off, they flicker.",
            default=True,
            advanced=True,
        ),
    )
    assets = ("astronaut.png",)
    polls = (
        Poll(
            "fake",
            "Which one is fake?",
            {"fooled": "Took the true one for the fake", "found": "Found the fake"},
        ),
    )
    place = 30
    max_batch = 1  # on a processor four at once take as long for each as one alone: see card.md
    gpu_batch = 8
    has_memory = True

    _painter: Painter
    _example: Path

    def load(self, device: Device) -> None:
        from models.colorization.painter import Painter

        self._example = assets.path("astronaut.png")
        self._painter = Painter()

    def prepare(self, frame: Frame, params: Mapping[str, Any]) -> Task:
        import cv2

        from models.colorization import fullsize, hints
        from models.colorization.painter import CELLS, Task

        # the training pictures were made square too, so that nothing of the scene is cut off
        method = cv2.INTER_AREA if min(frame.shape[:2]) > SIDE else cv2.INTER_LINEAR
        seen = fullsize.lightness(cv2.resize(frame, (SIDE, SIDE), interpolation=method))
        cell = hints.cell_of(params["probe"][0], CELLS) if params["probe"] else (0, 0)
        return Task(seen, hints.to_cells(params["hints"], CELLS), params["temperature"], params["boldness"], cell)

    def predict(self, batch: Sequence[Task]) -> list[Prediction]:
        return [Prediction(sight, task.seen, sight.ab) for task, sight in zip(batch, self._painter(batch), strict=True)]

    def remember(
        self, frame: Frame, prediction: Prediction, params: Mapping[str, Any], memory: bytes, now: float
    ) -> Remembered:
        """With ``steady`` on, keep the colours of what is still."""
        from models.colorization import steadiness

        if not params["steady"]:
            return Remembered(prediction, b"")
        ab, memory = steadiness.steady(prediction.sight.ab, prediction.seen, _digest(params), memory, now)
        return Remembered(replace(prediction, ab=ab), memory)

    def render(self, frame: Frame, prediction: Prediction, params: Mapping[str, Any]) -> Frame:
        from models.colorization import doubt, fullsize

        ab = prediction.ab * params["saturation"]
        seen = prediction.seen if params["edges"] else None
        coloured: Frame = fullsize.colour(fullsize.lightness(frame), ab, follow_edges=params["edges"], seen=seen)
        return doubt.overlay(coloured, prediction.sight.unsure) if params["unsure"] else coloured

    def data(self, prediction: Prediction, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as used, the mean doubt, and of the asked place each probable bin."""
        sight = prediction.sight
        told: dict[str, Any] = {**params, "hints": list(params["hints"]), "probe": list(params["probe"])}
        told |= {"doubt": round(float(sight.unsure.mean()), 4), "place": None}
        if params["probe"]:
            told["place"] = {**params["probe"][0], **_place(prediction)}
        return told

    def example(self) -> Frame:
        """An astronaut before a flag and a space shuttle, 640 × 480."""
        whole = frames.decode(self._example.read_bytes(), STILL)
        height, width = whole.shape[0] * 3 // 4, whole.shape[1]
        return resizing.fit_within(whole[:height, :width], Size(640, 480))


def _place(prediction: Prediction) -> dict[str, Any]:
    """``bins``: [a, b, probability] of each probable bin, the most probable first; ``mean``, ``mode`` in ab."""
    from models.colorization import bins

    probabilities = prediction.sight.probabilities
    order = probabilities.argsort()[::-1]
    order = order[probabilities[order] >= _LEAST_SHARE]
    centres = bins.centres()
    listed = [[*(float(axis) for axis in centres[bin]), round(float(probabilities[bin]), 4)] for bin in order]
    mean = probabilities @ centres
    return {"bins": listed, "mean": [round(float(axis), 1) for axis in mean], "mode": listed[0][:2]}


def _digest(params: Mapping[str, Any]) -> bytes:
    """Of what changes the colours that are remembered; saturation comes after."""
    used = json.dumps([params["temperature"], params["boldness"], params["hints"]]).encode()
    return hashlib.blake2b(used, digest_size=8).digest()
