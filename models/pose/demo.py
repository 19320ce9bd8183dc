"""The pose demo: MoveNet MultiPose on live frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from models.contract.demo import Answer, Memory, Params, Sample
from models.contract.parameters import Number, Parameter, Switch
from models.toolkit.poses import finding, people, tracking
from models.toolkit.poses.looking import LooksAtPeople
from models.toolkit.poses.people import People

if TYPE_CHECKING:
    from models.contract.demo import Frame


class PoseDemo(LooksAtPeople):
    """Finds up to six people and their 17 joints, follows who is who, and draws them."""

    name = "pose"
    title = "Pose"
    invite = "See your skeleton"
    summary = "Finds up to six people in the picture and draws their skeletons, live."
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
