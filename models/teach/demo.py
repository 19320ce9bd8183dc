"""The teaching demo: what an image network makes of each picture, for a page that learns from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Png, Sample, Size
from models.contract.parameters import Parameter, Switch
from models.contract.pictures import STILL
from models.toolkit import described, frames
from models.toolkit.described import MOST, packed

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.toolkit.devices import Device
    from models.toolkit.looking import Looking

MAPS = "maps"


class Seen(NamedTuple):
    """``maps``: float32 (rows, columns, 1280), 0..6, the last convolution's; ``features``: float32 (1280,), their mean
    over the places."""

    maps: np.ndarray
    features: np.ndarray


class TeachDemo(Demo):
    """The features of EfficientNet-Lite0 for a picture. What they are called is learnt in the page, not here."""

    name = "teach"
    title = "Teach it yourself"
    invite = "Teach it something new"
    summary = "Name up to six things, show some pictures of each, and your browser learns to tell them apart at once."
    assets = (described.ASSET, "chelsea.png")
    place = 14
    params: ClassVar[tuple[Parameter, ...]] = (
        Switch(
            name="where",
            label="Where it looked",
            help="Light on the places that speak for the answer. Costs about 15 kB more a picture.",
            default=True,
        ),
    )

    _network: Looking

    def size(self, params: Params) -> Size:
        return Size(256, 192)

    def encoding(self, layer: str, params: Params) -> Jpeg | Png:
        """The maps are numbers to reckon with: nothing of them may be lost."""
        return Png() if layer == MAPS else super().encoding(layer, params)

    def load(self, device: Device) -> None:
        from models.toolkit.looking import Looking

        self._network = Looking(assets.path(self.assets[0]))

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Frame:
        return described.made_ready(sample.value)

    def predict(self, batch: Sequence[Frame]) -> list[Seen]:
        return [Seen(*self._network(picture)) for picture in batch]

    def answer(self, sample: Sample, prediction: Seen, params: Params, memory: Memory) -> Answer:
        """The data are ``{rows, columns, features}``: ``features`` the 1,280 means as base64 of unsigned 16-bit
        numbers, little-endian, 65,535 for 6.

        The layer ``maps``, if asked for: uint8 (1280, rows · columns), a line for each feature, its places row after
        row, 255 for 6.
        """
        rows, columns, channels = prediction.maps.shape
        layers = {MAPS: np.ascontiguousarray(levels(prediction.maps).reshape(rows * columns, channels).T)}
        data = {"rows": rows, "columns": columns, "features": packed(prediction.features)}
        return Answer(data, layers if params["where"] else {})

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame, bright where the features are strong; as it is without maps."""
        from models.teach import drawing

        if MAPS not in answer.layers:
            return np.asarray(sample.value)
        rows, columns = answer.data["rows"], answer.data["columns"]
        return drawing.lit(sample.value, answer.layers[MAPS].mean(0).reshape(rows, columns))

    def example(self) -> Frame:
        """A cat, 4 : 3."""
        whole = frames.decode(assets.path("chelsea.png").read_bytes(), STILL)
        width = min(whole.shape[1], whole.shape[0] * 4 // 3)
        return np.ascontiguousarray(whole[:, :width])


def levels(maps: np.ndarray) -> np.ndarray:
    """Numbers 0..6 as uint8, 255 for 6."""
    return np.asarray(np.rint(np.clip(maps, 0, MOST) * (255 / MOST)), np.uint8)
