"""The pose demo: MoveNet MultiPose on live frames."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from models.assets import assets
from models.contract.demo import Answer, Demo, Memory, Params, Sample, Size
from models.contract.parameters import Number, Parameter, Switch
from models.toolkit import frames
from models.toolkit.poses import finding, people, tracking
from models.toolkit.poses.finding import Finder, Input
from models.toolkit.poses.people import People

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.toolkit.devices import Device


class PoseDemo(Demo):
    """Finds up to six people and their 17 joints, follows who is who, and draws them."""

    name = "pose"
    title = "Pose"
    invite = "See your skeleton"
    summary = "Finds up to six people in the picture and draws their skeletons, live."
    assets = (*finding.ASSETS, "astronaut.png")
    max_batch = 1  # LiteRT takes pictures one by one; a GPU takes several at once
    gpu_batch = 8
    spreads = True
    place = 10
    params: ClassVar[tuple[Parameter, ...]] = (
        finding.NUMBER,
        Switch(name="skeleton", label="Skeleton", help="Lines between the joints.", default=True),
        Switch(name="points", label="Joints", help="A dot on each joint.", default=True),
        Switch(name="boxes", label="Boxes", help="A frame around each person, with number and score.", default=False),
        Switch(
            name="names", label="Names of the joints", help="Each joint's name, where there is room.", default=False
        ),
        Switch(name="ground", label="Skeleton only", help="Hide the picture behind a dark ground.", default=False),
        finding.SIZE,
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

    _finder: Finder

    def size(self, params: Params) -> Size:
        """The network's input, which holds a frame of any proportions."""
        return finding.SIZES[params["size"]]

    def lighter(self, params: Params) -> dict[str, Any] | None:
        """The next smaller picture for the network; what is drawn on keeps its size."""
        return finding.lighter(params)

    def batch_key(self, params: Params) -> Hashable:
        """One input size a batch."""
        return str(params["size"])

    def load(self, device: Device) -> None:
        """Read the weights, build the network and run it once."""
        self._finder = Finder(device)

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Input:
        """Letterbox a frame to the network's input size; a portrait frame gets the size turned."""
        return finding.made_ready(sample.value, self.size(params))

    def predict(self, batch: Sequence[Input]) -> list[People]:
        """The people in each frame, best first, in fractions of the frame, nobody twice; ids are 1 to n."""
        return self._finder.find(batch)

    def answer(self, sample: Sample, prediction: People, params: Params, memory: Memory) -> Answer:
        """Give people the ids they had, and steady their joints; see models.toolkit.poses.tracking.

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
        from models.toolkit.poses import drawing

        return drawing.draw(sample.value, people.heard(answer.data["people"]), params)

    def example(self) -> Frame:
        """An astronaut, sitting."""
        return frames.decode(assets.path("astronaut.png").read_bytes())
