"""The features demo: what is inside an image network while it looks through the camera."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from models.assets import assets
from models.contract.demo import Demo, Remembered
from models.contract.parameters import Choice, Number, Option, Parameter, Switch
from models.contract.pictures import STILL
from models.features import order
from models.features.layers import BY_NAME, LAYERS
from models.toolkit import frames, resizing

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.features.network import Looking, Word
    from models.toolkit.devices import Device

SEEN = 256 * 192
"""Pixels of the picture that the words come from: about as many as the network was trained on."""
DETAILS = {"fast": SEEN, "fine": 4 * SEEN}
MULTIPLE = 32


@dataclass(frozen=True)
class Inside:
    """``maps``: float32 (h, w, channels), 0..6; ``strengths`` and ``order`` as in models.features.order."""

    maps: np.ndarray
    words: Sequence[Word]
    strengths: np.ndarray
    order: np.ndarray


class FeaturesDemo(Demo):
    """Feature maps of a chosen layer of EfficientNet-Lite0, strongest first, and its five words."""

    name = "features"
    title = "Inside a network"
    summary = "The filters and feature maps of a network that names things, live, layer by layer, and its five words."
    assets = ("efficientnet-lite0.pth", "imagenet-words.json", "chelsea.png")
    has_memory = True
    place = 60
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="layer",
            label="Layer",
            help="Where to look. Later layers have more maps, each with fewer numbers.",
            default="block11",
            options=tuple(Option(layer.name, f"{layer.title} ({layer.channels})") for layer in LAYERS),
        ),
        Choice(
            name="count",
            label="How many maps",
            help="The strongest of the layer: those that vary most over the picture.",
            default="16",
            options=(Option("4", "4"), Option("9", "9"), Option("16", "16"), Option("36", "36"), Option("64", "64")),
        ),
        Number(
            name="channel",
            label="One map alone",
            help="Its number, from 1; 0 shows the strongest. With filters: the filter beside its map.",
            default=0,
            minimum=0,
            maximum=1280,
            step=1,
        ),
        Switch(name="over", label="Over the picture", help="The maps as light on the camera's picture.", default=True),
        Choice(
            name="detail",
            label="Detail",
            help="Fine gives maps with twice as many rows and columns, and takes five times as long.",
            default="fast",
            options=(Option("fast", "Fast: 256 × 192"), Option("fine", "Fine: 512 × 384")),
            advanced=True,
        ),
    )

    _network: Looking

    def load(self, device: Device) -> None:
        """Read the weights and the words, and run the network once on each layer."""
        from models.features.network import Looking

        self._network = Looking(*(assets.path(name) for name in self.assets[:2]))
        for key in {layer.key for layer in LAYERS}:
            self._network(np.zeros((192, 256, 3), np.uint8), key)

    def prepare(self, frame: Frame, params: Mapping[str, Any]) -> tuple[Frame, Frame, Mapping[str, Any]]:
        """The picture that the words come from, the one that the maps come from, and the parameters."""
        seen = resizing.resize_to_area(frame, SEEN, MULTIPLE)
        fine = params["detail"] != "fast"
        return seen, resizing.resize_to_area(frame, DETAILS["fine"], MULTIPLE) if fine else seen, params

    def predict(self, batch: Sequence[tuple[Frame, Frame, Mapping[str, Any]]]) -> list[Inside]:
        return [self._look(*item) for item in batch]

    def _look(self, seen: Frame, wide: Frame, params: Mapping[str, Any]) -> Inside:
        key = BY_NAME[params["layer"]].key
        maps, probabilities = self._network(seen, key)
        words = self._network.best(probabilities)
        if wide is not seen:  # larger pictures spoil the words: things are not as large as they were in training
            maps, _ = self._network(wide, key)
        found = order.strengths(maps)
        return Inside(maps, words, found, order.strongest(found))

    def remember(
        self, frame: Frame, prediction: Inside, params: Mapping[str, Any], memory: bytes, now: float
    ) -> Remembered:
        """Smooth the strengths and keep the order still for a while."""
        kept, blob = order.follow(prediction.strengths, params["layer"], memory, now)
        return Remembered(replace(prediction, strengths=kept.strengths, order=kept.order), blob)

    def render(self, frame: Frame, prediction: Inside, params: Mapping[str, Any]) -> Frame:
        """The grid of maps or filters, or one alone."""
        from models.features import drawing

        shown, maps = self._shown(prediction, params), prediction.maps
        if params["layer"] == "filters":
            if params["channel"]:
                return drawing.filter_beside_map(frame, self._network.filters[..., shown[0]], maps[:, :, shown[0]])
            return drawing.filters_grid(frame, self._network.filters, shown, prediction.strengths, _side(params, 32))
        if params["channel"]:
            return drawing.alone(frame, maps[:, :, shown[0]], over=params["over"])
        return drawing.grid(frame, maps, shown, _side(params, maps.shape[2]), over=params["over"])

    def _shown(self, prediction: Inside, params: Mapping[str, Any]) -> list[int]:
        """The channels that are shown, from 0."""
        channels = len(prediction.order)
        if params["channel"]:
            return [min(params["channel"], channels) - 1]
        return [int(channel) for channel in prediction.order[: _side(params, channels) ** 2]]

    def data(self, prediction: Inside, params: Mapping[str, Any]) -> dict[str, Any]:
        """``{layer, rows, columns, channels, shown: [{channel, strength}], words: [{word, probability}]}``.

        ``channel`` counts from 1, in the order of the tiles; ``strength`` is the standard deviation of the map.
        """
        rows, columns, channels = prediction.maps.shape
        return {
            "layer": params["layer"],
            "rows": rows,
            "columns": columns,
            "channels": channels,
            "shown": [
                {"channel": channel + 1, "strength": round(float(prediction.strengths[channel]), 2)}
                for channel in self._shown(prediction, params)
            ],
            "words": [{"word": word, "probability": round(found, 4)} for word, found in prediction.words],
        }

    def example(self) -> Frame:
        """A cat, 4 : 3."""
        whole = frames.decode(assets.path("chelsea.png").read_bytes(), STILL)
        width = min(whole.shape[1], whole.shape[0] * 4 // 3)
        return np.ascontiguousarray(whole[:, :width])


def _side(params: Mapping[str, Any], channels: int) -> int:
    """Tiles in a row: as many as were asked for, and no more than there are maps for."""
    wanted = math.isqrt(int(params["count"]))
    return min(wanted, math.isqrt(channels - 1) + 1)
