"""Colour for a grey camera picture or an old photograph."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.assets import assets
from models.colorization.decoding import BOLDNESS, SATURATION, TEMPERATURE
from models.colorization.sizes import SIDE
from models.contract.demo import Answer, Demo, Memory, Params, Poll, Sample, Size
from models.contract.parameters import Number, Points, Switch
from models.contract.pictures import STILL
from models.toolkit import frames, resizing

if TYPE_CHECKING:
    from models.colorization.painter import Painter, Sight, Task
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

_LEAST_SHARE = 0.001
"""Bins less probable than this are left out of what is told of a place."""


class Prediction(NamedTuple):
    """``seen``: the lightness that the network saw, uint8 (224, 224)."""

    sight: Sight
    seen: Frame


class ColorizationDemo(Demo):
    """The network sees lightness alone; what colour the camera saw is thrown away before."""

    name = "colorization"
    title = "Colour for grey pictures"
    invite = "Colour an old photograph"
    summary = "A network sees your picture in shades of grey, and guesses its colours from what it thinks it sees."
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

    _painter: Painter
    _example: Path

    def size(self, params: Params) -> Size:
        """The network's height; it sees the picture made square."""
        return Size(304, 228)

    def load(self, device: Device) -> None:
        from models.colorization.painter import Painter

        self._example = assets.path("astronaut.png")
        self._painter = Painter()

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Task:
        import cv2

        from models.colorization import fullsize, hints
        from models.colorization.painter import CELLS, Task

        frame = sample.value
        # the training pictures were made square too, so that nothing of the scene is cut off
        method = cv2.INTER_AREA if min(frame.shape[:2]) > SIDE else cv2.INTER_LINEAR
        seen = fullsize.lightness(cv2.resize(frame, (SIDE, SIDE), interpolation=method))
        cell = hints.cell_of(params["probe"][0], CELLS) if params["probe"] else (0, 0)
        return Task(seen, hints.to_cells(params["hints"], CELLS), params["temperature"], params["boldness"], cell)

    def predict(self, batch: Sequence[Task]) -> list[Prediction]:
        return [Prediction(sight, task.seen) for task, sight in zip(batch, self._painter(batch), strict=True)]

    def answer(self, sample: Sample, prediction: Prediction, params: Params, memory: Memory) -> Answer:
        """The colours, with ``steady`` on those of what is still kept.

        Layers: ``ab`` (56, 56, 3), before ``saturation``; and, where it is asked for, ``unsure`` (56, 56), 255 for the
        largest possible entropy. Both lie over the whole frame, whatever its shape. Data: the parameters as used, the
        mean doubt, and of the asked place each probable bin.
        """
        from models.colorization import layers as encoded
        from models.colorization import steadiness

        sight, kept = prediction.sight, Answer({}).memory
        ab = sight.ab
        if params["steady"]:
            ab, kept = steadiness.steady(ab, prediction.seen, _digest(params), memory, sample.at)
        layers = {"ab": encoded.colours(ab)} | ({"unsure": encoded.shares(sight.unsure)} if params["unsure"] else {})
        return Answer(_told(sight, params), layers, kept)

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame's own lightness in the colours of the layers."""
        from models.colorization import doubt, fullsize
        from models.colorization import layers as encoded

        ab = encoded.ab_of(answer.layers["ab"]) * params["saturation"]
        coloured: Frame = fullsize.colour(fullsize.lightness(sample.value), ab, follow_edges=params["edges"])
        return doubt.overlay(coloured, encoded.shares_of(answer.layers["unsure"])) if params["unsure"] else coloured

    def example(self) -> Frame:
        """An astronaut before a flag and a space shuttle, 640 × 480."""
        whole = frames.decode(self._example.read_bytes(), STILL)
        height, width = whole.shape[0] * 3 // 4, whole.shape[1]
        return resizing.fit_within(whole[:height, :width], Size(640, 480))


def _told(sight: Sight, params: Params) -> dict[str, Any]:
    told: dict[str, Any] = {**params, "hints": list(params["hints"]), "probe": list(params["probe"])}
    told |= {"doubt": round(float(sight.unsure.mean()), 4), "place": None}
    if params["probe"]:
        told["place"] = {**params["probe"][0], **_place(sight)}
    return told


def _place(sight: Sight) -> dict[str, Any]:
    """``bins``: [a, b, probability] of each probable bin, the most probable first; ``mean``, ``mode`` in ab."""
    from models.colorization import bins

    probabilities = sight.probabilities
    order = probabilities.argsort()[::-1]
    order = order[probabilities[order] >= _LEAST_SHARE]
    centres = bins.centres()
    listed = [[*(float(axis) for axis in centres[bin]), round(float(probabilities[bin]), 4)] for bin in order]
    mean = probabilities @ centres
    return {"bins": listed, "mean": [round(float(axis), 1) for axis in mean], "mode": listed[0][:2]}


def _digest(params: Params) -> bytes:
    """Of what changes the colours that are remembered; saturation comes after."""
    used = json.dumps([params["temperature"], params["boldness"], params["hints"]]).encode()
    return hashlib.blake2b(used, digest_size=8).digest()
