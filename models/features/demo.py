"""The features demo: what is inside an image network while it looks through the camera."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Png, Sample, Size
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
MAPS = Jpeg(60)
LAYERED = ("maps", "filters")
LARGE_UP_TO = 4
"""The strides of layers whose maps have many rows and columns."""


class Views(NamedTuple):
    """``seen``: the picture that the words come from, ``wide`` the one that the maps come from; ``key`` the maps' name
    in the network."""

    seen: Frame
    wide: Frame
    key: str


@dataclass(frozen=True)
class Inside:
    """``maps``: float32 (h, w, channels), 0..6; ``strengths`` as in models.features.order."""

    maps: np.ndarray
    words: Sequence[Word]
    strengths: np.ndarray


class FeaturesDemo(Demo):
    """Feature maps of a chosen layer of EfficientNet-Lite0, strongest first, and its five words."""

    name = "features"
    title = "Inside a network"
    invite = "Look inside a network"
    summary = "The filters and feature maps of a network that names things, live, layer by layer, and its five words."
    assets = ("efficientnet-lite0.pth", "imagenet-words.json", "chelsea.png")
    place = 60
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="layer",
            label="Layer",
            help="Choose a layer. Later layers have more maps, each with fewer numbers.",
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

    def size(self, params: Params) -> Size:
        return Size(256, 192) if params["detail"] == "fast" else Size(512, 384)

    def encoding(self, layer: str, params: Params) -> Jpeg | Png:
        """Small maps as they are; of large ones a PNG would be larger than the camera's own picture."""
        if layer == "maps":
            return MAPS if BY_NAME[params["layer"]].stride <= LARGE_UP_TO else Png()
        return super().encoding(layer, params)

    def load(self, device: Device) -> None:
        from models.features.network import Looking

        self._network = Looking(*(assets.path(name) for name in self.assets[:2]))

    def settle(self) -> Iterator[None]:
        """Run the network once on each layer: the first time takes a while."""
        from models.features.network import KEYS

        for key in KEYS:
            self._network(np.zeros((192, 256, 3), np.uint8), key)
            yield

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Views:
        seen = wide = resizing.resize_to_area(sample.value, SEEN, MULTIPLE)
        if params["detail"] != "fast":
            wide = resizing.resize_to_area(sample.value, DETAILS["fine"], MULTIPLE)
        return Views(seen, wide, BY_NAME[params["layer"]].key)

    def predict(self, batch: Sequence[Views]) -> list[Inside]:
        return [self._look(*item) for item in batch]

    def _look(self, seen: Frame, wide: Frame, key: str) -> Inside:
        maps, probabilities = self._network(seen, key)
        words = self._network.best(probabilities)
        if wide is not seen:  # larger pictures spoil the words: things are not as large as they were in training
            maps, _ = self._network(wide, key)
        return Inside(maps, words, order.strengths(maps))

    def answer(self, sample: Sample, prediction: Inside, params: Params, memory: Memory) -> Answer:
        """Smooth the strengths, and keep the order still for a while, unless the scene is cut.

        Layers: ``maps``, grey, those that are shown one below the other, 255 for 6; ``filters``, RGB (3 n, 3), for the
        layer of that name, where the maps come with one filter alone. Data: ``{layer, rows, columns, channels, shown:
        [{channel, strength}], strongest, words: [{word, names, probability}], scene}``. ``channel`` counts from 1, in
        the order of the tiles; ``strength`` is the standard deviation of the map, ``strongest`` the largest of all.
        ``names`` are the word's in other languages; ``scene`` counts the cuts of scene.
        """
        from models.toolkit import cuts

        is_cut, seen = cuts.follow(sample.value, memory.get("seen", {}), sample.at)
        scene = int(memory.get("scene", 0)) + is_cut
        kept, memory = order.follow(prediction.strengths, params["layer"], {} if is_cut else memory, sample.at)
        rows, columns, channels = prediction.maps.shape
        shown = _shown(kept.order, params)
        data = {
            "layer": params["layer"],
            "rows": rows,
            "columns": columns,
            "channels": channels,
            "shown": [
                {"channel": channel + 1, "strength": round(float(kept.strengths[channel]), 2)} for channel in shown
            ],
            "strongest": round(float(kept.strengths.max()), 2),
            "words": [
                {"word": word, "names": dict(names), "probability": round(found, 4)}
                for word, found, names in prediction.words
            ],
            "scene": scene,
        }
        memory = {**memory, "seen": seen, "scene": scene}
        return Answer(data, self._layers(prediction.maps, shown, params), memory)

    def _layers(self, maps: np.ndarray, shown: Sequence[int], params: Params) -> dict[str, Frame]:
        from models.features import drawing

        layers = {}
        if params["layer"] != "filters" or params["channel"]:
            layers["maps"] = np.concatenate(
                drawing.levels(maps, shown, 1 if params["channel"] else _side(params, maps.shape[2]))
            )
        if params["layer"] == "filters":
            filters = self._network.filters
            layers["filters"] = np.concatenate([drawing.picture_of(filters[..., channel]) for channel in shown])
        return layers

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The grid of maps or filters, or one alone."""
        from models.features import drawing

        shown, frame = answer.data["shown"], sample.value
        maps, filters = (np.split(answer.layers[name], len(shown)) if name in answer.layers else [] for name in LAYERED)
        side = _side(params, answer.data["channels"])
        if filters and maps:
            return drawing.filter_beside_map(frame, filters[0], maps[0])
        if filters:
            most = max(answer.data["strongest"], 1e-6)
            return drawing.filters_grid(frame, filters, [one["strength"] / most for one in shown], side)
        if params["channel"]:
            return drawing.alone(frame, maps[0], over=params["over"])
        return drawing.grid(frame, maps, side, over=params["over"])

    def example(self) -> Frame:
        """A cat, 4 : 3."""
        whole = frames.decode(assets.path("chelsea.png").read_bytes(), STILL)
        width = min(whole.shape[1], whole.shape[0] * 4 // 3)
        return np.ascontiguousarray(whole[:, :width])


def _shown(ordered: np.ndarray, params: Params) -> list[int]:
    """The channels that are shown, from 0."""
    channels = len(ordered)
    if params["channel"]:
        return [min(params["channel"], channels) - 1]
    return [int(channel) for channel in ordered[: _side(params, channels) ** 2]]


def _side(params: Params, channels: int) -> int:
    """Tiles in a row: as many as were asked for, and no more than there are maps for."""
    wanted = math.isqrt(int(params["count"]))
    return min(wanted, math.isqrt(channels - 1) + 1)
