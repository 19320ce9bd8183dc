"""The grapes demo: bunches outlined and followed, berries counted, on live frames or on vines that are drawn."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Png, Poll, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter, Switch

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.grapes.counting import Ratio
    from models.grapes.finder import Finder
    from models.toolkit.devices import Device

SIZES = {"live": Size(320, 240), "fine": Size(416, 320)}
CAMERA = "camera"
SEEN = "seen"
"""The layer with what the network saw, where that is not what the camera sent."""


class Input(NamedTuple):
    """``picture``: what the network sees, RGB uint8, sides multiples of 16; ``berries``: int32 (h, w), a drawn scene's
    true ones, else None; ``changed``: whether the picture is another than the camera's."""

    picture: Frame
    berries: Frame | None
    changed: bool


class Found(NamedTuple):
    """The input, and the network's two maps of it, float32 (h, w), 0..1."""

    given: Input
    inside: Frame
    depth: Frame


class GrapesDemo(Demo):
    """Finds bunches and their berries, gives each bunch a number that stays, and counts it once."""

    name = "grapes"
    title = "Grapes"
    invite = "Count grapes along a row of vines"
    summary = "Outlines bunches of grapes, counts their berries, and keeps each bunch's number while the camera moves."
    place = 16
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="scene",
            label="What hangs there",
            help="What the camera sees, or drawn vines, whose true number of berries is known.",
            default=CAMERA,
            options=(
                Option(CAMERA, "What the camera sees"),
                Option("black", "Drawn: black grapes"),
                Option("red", "Drawn: red grapes"),
                Option("white", "Drawn: white grapes"),
            ),
        ),
        Number(
            name="number",
            label="Another drawing",
            help="Each number is another two bunches, another light and another backdrop.",
            default=2,
            minimum=1,
            maximum=60,
            step=1,
        ),
        Number(
            name="light",
            label="Light",
            help="How much of the light is left; above 1 the sun is too bright.",
            default=1.0,
            minimum=0.05,
            maximum=4.0,
            step=0.05,
        ),
        Number(
            name="leaves",
            label="Leaves in front",
            help="How many drawn leaves hang before it, from none to a hedge.",
            default=0.0,
            minimum=0.0,
            maximum=1.0,
            step=0.05,
        ),
        Switch(name="berries", label="Berries", help="The outline of each berry that is found.", default=True),
        Choice(
            name="size",
            label="Speed or detail",
            help="How large the picture is that the network sees. Larger finds smaller berries and takes longer.",
            default="live",
            options=(Option("live", "Live: 320 × 240"), Option("fine", "Fine: 416 × 320")),
            advanced=True,
        ),
    )
    polls = (
        Poll(
            "grapes",
            "How many of the twelve bunches along the row will it count, each once?",
            {"fewer": "Fewer than twelve", "twelve": "Twelve", "more": "More than twelve"},
        ),
    )

    _finder: Finder
    _ratio: Ratio

    def size(self, params: Params) -> Size:
        return SIZES[params["size"]]

    def encoding(self, layer: str, params: Params) -> Jpeg | Png:
        """What the network saw goes as a JPEG of at most some 20 kB."""
        return Jpeg(75)

    def lighter(self, params: Params) -> dict[str, Any] | None:
        return {**params, "size": "live"} if params["size"] == "fine" else None

    def batch_key(self, params: Params) -> Hashable:
        return str(params["size"])

    def load(self, device: Device) -> None:
        """Read the weights and run the network once. Raises models.toolkit.weightfiles.WeightsFileError."""
        from models.grapes import counting, weights
        from models.grapes.finder import Finder

        self._ratio = counting.measured()
        self._finder = Finder(weights.load())
        self._finder.maps_of(np.zeros((240, 320, 3), np.uint8))

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Input:
        """The frame, or drawn vines of its shape, at the network's size, with light and leaves as asked for."""
        from models.grapes import weather
        from models.grapes.finder import fitted

        picture = fitted(sample.value, self.size(params).width)
        berries = None
        if params["scene"] != CAMERA:
            drawn = weather.vines(params["scene"], params["number"], *picture.shape[:2])
            picture, berries = drawn.picture, drawn.berries.astype(np.int32)
        if params["leaves"] > 0:
            picture, cover = weather.behind_leaves(picture, params["leaves"])
            berries = None if berries is None else weather.seen(berries, cover)
        if params["light"] != 1:
            picture = weather.lit(picture, params["light"])
        is_changed = berries is not None or params["leaves"] > 0 or params["light"] != 1
        return Input(picture, berries, is_changed)

    def predict(self, batch: Sequence[Input]) -> list[Found]:
        return [Found(item, *self._finder.maps_of(item.picture)) for item in batch]

    def answer(self, sample: Sample, prediction: Found, params: Params, memory: Memory) -> Answer:
        """Give bunches the numbers that they had, and count.

        The data are ``{width, height, bunches: [{id, box, outline, berries, most, counted}], outlines, berries: {told,
        low, middle, high}, ratio, counted, truth}``. ``width`` and ``height`` are of the picture that the network saw;
        outlines are x, y, x, y, … in its pixels, boxes x0, y0, x1, y1 in fractions. ``berries`` of a bunch are those
        that it shows now, ``most`` the most it showed, ``counted`` whether it was seen often enough to be counted. See
        models.grapes.counting for the interval and ``ratio``, models.grapes.telling.judged for ``truth``, None but of
        a drawn scene.
        """
        from models.grapes import telling, tracking
        from models.grapes.instances import Grapes, berries_in, bunches_of, find

        berries = find(prediction.inside, prediction.depth)
        grapes = Grapes(berries, bunches_of(berries))
        boxes = tracking.boxes_of(grapes.bunches)[: telling.MOST_BUNCHES]
        shown = berries_in(grapes, len(boxes))
        remembered, ids = tracking.follow(tracking.memory_of(memory), boxes, shown, sample.at)
        tracks = {track.id: track for track in remembered.tracks}
        told = telling.bunches(ids, telling.bunch_outlines(grapes.bunches), boxes, shown)
        height, width = berries.shape
        data = {
            "width": width,
            "height": height,
            "bunches": [
                one | {"most": tracks[one["id"]].berries, "counted": tracks[one["id"]].is_confirmed} for one in told
            ],
            "outlines": telling.berry_outlines(berries) if params["berries"] else [],
            "berries": self._ratio.of(int(berries.max(initial=0))),
            "ratio": self._ratio._asdict(),
            "counted": remembered.counted,
            "truth": None if prediction.given.berries is None else telling.judged(grapes, prediction.given.berries),
        }
        layers = {SEEN: prediction.given.picture} if prediction.given.changed else {}
        return Answer(data, layers, tracking.remembered(remembered))

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame, or what the network saw in its place, with outlines, numbers and counts."""
        import cv2

        from models.grapes import drawing

        height, width = sample.value.shape[:2]
        seen = answer.layers.get(SEEN)
        frame = sample.value if seen is None else cv2.resize(seen, (width, height), interpolation=cv2.INTER_CUBIC)
        return drawing.draw(np.asarray(frame), answer.data)

    def example(self) -> Frame:
        """Two drawn bunches, 4 : 3."""
        from models.grapes import weather

        return weather.vines("black", 1, 240, 320).picture.copy()
