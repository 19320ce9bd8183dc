"""The pose demo: MoveNet MultiPose on live frames."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import Answer, Demo, Memory, Params, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter, Switch
from models.pose import people, tracking
from models.pose.people import People
from models.toolkit import frames, resizing

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.pose.network import MultiPose
    from models.toolkit.devices import Device

SIZES = {"fast": Size(256, 192), "balanced": Size(256, 256), "fine": Size(320, 256)}
FLOOR = 0.02  # below this a row is nobody, whatever confidence is asked for


class Input(NamedTuple):
    """A frame made ready.

    ``picture``: letterboxed RGB uint8; ``inner``: the frame's place in it (left, top, width, height in fractions);
    ``aspect``: the frame's width by its height.
    """

    picture: Frame
    inner: tuple[float, float, float, float]
    aspect: float


class PoseDemo(Demo):
    """Finds up to six people and their 17 joints, follows who is who, and draws them."""

    name = "pose"
    title = "Pose"
    invite = "See your skeleton"
    summary = "Finds up to six people in the picture and draws their skeletons, live."
    assets = ("movenet-multipose.json", "movenet-multipose.bin", "astronaut.png")
    max_batch = 1  # LiteRT takes pictures one by one; a GPU takes several at once
    gpu_batch = 8
    spreads = True
    place = 10
    params: ClassVar[tuple[Parameter, ...]] = (
        Number(
            name="people",
            label="How many people",
            help="At most this many are drawn. The network can find six.",
            default=6,
            minimum=1,
            maximum=6,
            step=1,
        ),
        Switch(name="skeleton", label="Skeleton", help="Lines between the joints.", default=True),
        Switch(name="points", label="Joints", help="A dot on each joint.", default=True),
        Switch(name="boxes", label="Boxes", help="A frame around each person, with number and score.", default=False),
        Switch(
            name="names", label="Names of the joints", help="Each joint's name, where there is room.", default=False
        ),
        Switch(name="ground", label="Skeleton only", help="Hide the picture behind a dark ground.", default=False),
        Choice(
            name="size",
            label="Speed or detail",
            help="How large the picture is that the network sees. Larger finds smaller people and takes longer.",
            default="balanced",
            options=(
                Option("fast", "Fast: 256 × 192"),
                Option("balanced", "Balanced: 256 × 256"),
                Option("fine", "Fine: 320 × 256"),
            ),
        ),
        Number(
            name="confidence",
            label="Confidence",
            help="How sure the network must be that somebody is there. Lower finds more people, and more ghosts.",
            default=0.2,
            minimum=0.05,
            maximum=0.9,
            step=0.05,
            advanced=True,
        ),
        Switch(
            name="smooth",
            label="Steady joints",
            help="Keep joints still while the person is still. Off shows what the network says, frame by frame.",
            default=True,
            advanced=True,
        ),
    )

    _network: MultiPose

    def size(self, params: Params) -> Size:
        """The network's input, which holds a frame of any proportions."""
        return SIZES[params["size"]]

    def lighter(self, params: Params) -> dict[str, Any] | None:
        """The next smaller picture for the network; what is drawn on keeps its size."""
        place = list(SIZES).index(params["size"])
        return {**params, "size": list(SIZES)[place - 1]} if place else None

    def batch_key(self, params: Params) -> Hashable:
        """One input size a batch."""
        return str(params["size"])

    def load(self, device: Device) -> None:
        """Read the weights, build the network and run it once."""
        from models.pose.network import MultiPose

        self._network = MultiPose(assets.path(self.assets[0]), assets.path(self.assets[1]), device)
        for size in SIZES.values():
            self._network(np.zeros((1, size.height, size.width, 3), np.uint8))

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Input:
        """Letterbox a frame to the network's input size; a portrait frame gets the size turned."""
        frame = sample.value
        height, width = frame.shape[:2]
        size = SIZES[params["size"]]
        if height > width:
            size = Size(size.height, size.width)
        picture, scale, left, top = resizing.letterbox(frame, size)
        across, down = size
        inner = (left / across, top / down, width * scale / across, height * scale / down)
        return Input(picture, inner, width / height)

    def predict(self, batch: Sequence[Input]) -> list[People]:
        """The people in each frame, best first, in fractions of the frame, nobody twice; ids are 1 to n."""
        predictions: list[People] = [people.nobody()] * len(batch)
        for shape in sorted({item.picture.shape for item in batch}):
            rows = [row for row, item in enumerate(batch) if item.picture.shape == shape]
            found = self._network(np.stack([batch[row].picture for row in rows]), FLOOR)
            for row, output in zip(rows, found, strict=True):
                predictions[row] = _people(output, batch[row])
        return predictions

    def answer(self, sample: Sample, prediction: People, params: Params, memory: Memory) -> Answer:
        """Give people the ids they had, and steady their joints; see models.pose.tracking.

        The data are ``{people: [{id, score, box: [x0, y0, x1, y1], keypoints: [[x, y, score] × 17]}]}``. Places are
        fractions of the frame's width and height, from its upper left corner.
        """
        height, width = sample.value.shape[:2]
        found, tracks = tracking.follow(
            tracking.tracks_of(memory),
            prediction,
            now=sample.at,
            aspect=width / height,
            confidence=params["confidence"],
            number=params["people"],
            smooth=params["smooth"],
        )
        return Answer({"people": people.told(found)}, memory=tracking.remembered(tracks))

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame with the people drawn on it."""
        from models.pose import drawing

        return drawing.draw(sample.value, people.heard(answer.data["people"]), params)

    def example(self) -> Frame:
        """An astronaut, sitting."""
        return frames.decode(assets.path("astronaut.png").read_bytes())


def _people(output: np.ndarray, item: Input) -> People:
    found = people.unboxed(people.from_rows(output, FLOOR), item.inner)
    return people.without_duplicates(found, item.aspect).numbered()
