"""The edges demo: what a network learned to call an edge, beside what two old kernels call one."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import PICTURE, Answer, Demo, Jpeg, Memory, Params, Png, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter, Switch
from models.contract.pictures import STILL
from models.toolkit import frames, resizing

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.edges.network import EdgeNetwork
    from models.toolkit.devices import Device

DETAILS = {"160x120": 160 * 120, "208x160": 208 * 160, "320x240": 320 * 240, "480x360": 480 * 360}
MAPS = Jpeg(60)
SCALES = ("1", "2", "3", "4", "5", "fused")
WAYS = ("hed", "sobel", "laplacian")
TITLES = {"hed": "HED", "sobel": "Sobel", "laplacian": "Laplacian"}


class Input(NamedTuple):
    """``picture``: the frame at the size that is computed, RGB uint8, sides multiples of 16; ``ways``: those that are
    asked for; ``scale``: of HED, from 0; ``smooth``: pixels of blur before the kernels."""

    picture: Frame
    ways: tuple[str, ...]
    scale: int
    smooth: float


class Edges(NamedTuple):
    """``maps``: float32 (height, width), 0..1, by way; ``milliseconds``: what each took, the median of late."""

    maps: Mapping[str, np.ndarray]
    milliseconds: Mapping[str, float]


class EdgesDemo(Demo):
    """HED beside Sobel and the Laplacian, each with its cost."""

    name = "edges"
    title = "Edges, learned and by hand"
    invite = "See your outline drawn"
    summary = "A network that learned from people what an edge is, beside two kernels of nine numbers, on one frame."
    assets = ("hed.h5", "coffee.png")
    spreads = True
    page_makes = ("sobel", "laplacian")
    place = 61
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="view",
            label="Show",
            help="All side by side, or one alone.",
            default="all",
            options=(
                Option("all", "All, beside the camera"),
                Option("hed", "HED, learned"),
                Option("sobel", "Sobel"),
                Option("laplacian", "Laplacian"),
            ),
        ),
        Choice(
            name="scale",
            label="Scale of HED",
            help="The network answers after each of its blocks, from fine texture to whole things. Fused weighs all.",
            default="fused",
            options=(
                Option("1", "1, finest"),
                Option("2", "2"),
                Option("3", "3"),
                Option("4", "4"),
                Option("5", "5, coarsest"),
                Option("fused", "Fused"),
            ),
        ),
        Choice(
            name="detail",
            label="Detail",
            help="How large a picture all three look at. Twice as wide and high, and HED takes four times as long.",
            default="208x160",
            options=(
                Option("160x120", "Fast: 160 × 120"),
                Option("208x160", "Live: 208 × 160"),
                Option("320x240", "320 × 240"),
                Option("480x360", "Fine: 480 × 360"),
            ),
        ),
        Number(
            name="smooth",
            label="Blur before the kernels",
            help="A Gaussian of so many pixels before Sobel and the Laplacian. HED gets the picture as it is.",
            default=1.0,
            minimum=0.0,
            maximum=3.0,
            step=0.5,
        ),
        Number(
            name="threshold",
            label="Only edges above",
            help="0 shows every shade; above it an edge is there or not.",
            default=0.0,
            minimum=0.0,
            maximum=0.95,
            step=0.05,
        ),
        Switch(name="ink", label="As a drawing", help="Dark lines on light ground.", default=False),
        Switch(
            name="names",
            label="Names and times in the picture",
            help="Which is which, and how many milliseconds it took.",
            default=True,
            advanced=True,
        ),
    )

    _network: EdgeNetwork

    def size(self, params: Params) -> Size:
        width, height = params["detail"].split("x")
        return Size(int(width), int(height))

    def encoding(self, layer: str, params: Params) -> Jpeg | Png:
        """As JPEG, with fewer bytes than the camera's picture has: grain is most of what the kernels find."""
        return MAPS if layer != PICTURE else self.answer_jpeg

    def load(self, device: Device) -> None:
        """Read the weights, convert them once, and run everything once."""
        from models.edges.network import EdgeNetwork

        self._took: dict[tuple[str, tuple[int, ...]], deque[float]] = {}
        self._network = EdgeNetwork(assets.path(self.assets[0]), device)
        self._network(np.zeros((160, 208, 3), np.uint8))

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Input:
        picture = resizing.resize_to_area(sample.value, DETAILS[params["detail"]], 16)
        ways = WAYS if params["view"] == "all" else (params["view"],)
        return Input(picture, ways, SCALES.index(params["scale"]), params["smooth"])

    def predict(self, batch: Sequence[Input]) -> list[Edges]:
        return [self._edges(*item) for item in batch]

    def _edges(self, picture: Frame, asked: tuple[str, ...], scale: int, sigma: float) -> Edges:
        from models.edges import classic

        grey = classic.grey(picture)
        ways: dict[str, Callable[[], np.ndarray]] = {
            "hed": lambda: self._network(picture)[:, :, scale],
            "sobel": lambda: classic.sobel(grey, sigma),
            "laplacian": lambda: classic.laplacian(grey, sigma),
        }
        maps, milliseconds = {}, {}
        for name in asked:
            begin = time.perf_counter()
            maps[name] = ways[name]()
            milliseconds[name] = self._usual((name, picture.shape), 1000 * (time.perf_counter() - begin))
        return Edges(maps, milliseconds)

    def _usual(self, what: tuple[str, tuple[int, ...]], took: float) -> float:
        """The median of the last fifteen: a number that can be read while frames fly by."""
        if len(self._took) > 64:  # shapes are few, unless somebody makes them up
            self._took.clear()
        times = self._took.setdefault(what, deque(maxlen=15))
        times.append(took)
        return median(list(times))  # a copy: another lane may be adding to it

    def answer(self, sample: Sample, prediction: Edges, params: Params, memory: Memory) -> Answer:
        """A layer for each way, grey, 255 for 1. Data: ``{width, height, scale, ways: [{name, share, milliseconds,
        multiply_adds, parameters}]}``.

        ``share``: how much of the picture is edge, 0..1 (the mean, or what lies above the threshold).
        """
        height, width = next(iter(prediction.maps.values())).shape
        ways = [
            {
                "name": name,
                "share": round(_share(edges, params["threshold"]), 3),
                "milliseconds": round(prediction.milliseconds[name], 3),
                **_cost(name, height, width, params["smooth"]),
            }
            for name, edges in prediction.maps.items()
        ]
        layers = {name: np.rint(edges * 255).astype(np.uint8) for name, edges in prediction.maps.items()}
        return Answer({"width": width, "height": height, "scale": params["scale"], "ways": ways}, layers)

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The camera and the three in a square of four, or one alone, as large as it goes."""
        from models.edges import drawing

        captions = {
            way["name"]: f"{TITLES[way['name']]}  {_short(way['milliseconds'])} ms" if params["names"] else ""
            for way in answer.data["ways"]
        }
        levels = answer.layers
        return drawing.draw(sample.value, levels, captions, threshold=params["threshold"], ink=params["ink"])

    def example(self) -> Frame:
        """A cup of coffee on a table, 4 : 3."""
        whole = frames.decode(assets.path("coffee.png").read_bytes(), STILL)
        height = whole.shape[0]
        return np.ascontiguousarray(whole[:, : height * 4 // 3])


def _share(edges: np.ndarray, threshold: float) -> float:
    return float(edges.mean() if threshold <= 0 else (edges > threshold).mean())


def _cost(name: str, height: int, width: int, sigma: float) -> dict[str, int]:
    """What one picture costs and what had to be learned, whatever the machine."""
    from models.edges import classic, counting

    if name == "hed":
        return {"multiply_adds": counting.multiply_adds(height, width), "parameters": counting.parameters()}
    kernels = 2 if name == "sobel" else 1
    return {"multiply_adds": classic.multiply_adds(height, width, sigma, kernels), "parameters": 0}


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.{2 if milliseconds < 1 else 1 if milliseconds < 10 else 0}f}"
