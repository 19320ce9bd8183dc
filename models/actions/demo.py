"""The actions demo: what six people at once do, told from how their joints moved in the last 1.6 s."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from models.actions import history, watching
from models.actions.judging import Bounds
from models.actions.network import NOTHING
from models.contract.demo import Answer, Memory, Params, Sample
from models.contract.parameters import Number, Parameter, Switch
from models.toolkit.memory import part as memory_part
from models.toolkit.poses import finding, people, tracking
from models.toolkit.poses.looking import LooksAtPeople
from models.toolkit.poses.people import People

if TYPE_CHECKING:
    from models.actions.weights import Trained
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

SOMEBODY = 0.2
"""How sure the pose network must be that somebody is there, as in the pose demo."""


class ActionsDemo(LooksAtPeople):
    """Finds up to six people, follows who is who, and says what each does, or nothing."""

    name = "actions"
    title = "Actions"
    invite = "Be told what you are doing"
    summary = (
        "Says who walks, jogs, runs, boxes, waves or claps, of up to six people at once, and stays silent otherwise."
    )
    place = 12
    params: ClassVar[tuple[Parameter, ...]] = (
        Switch(
            name="together",
            label="Jogging and running as one",
            help="The two differ by speed alone, which is hard to see, above all towards the camera.",
            default=False,
        ),
        Switch(
            name="why",
            label="Say why",
            help="Leave out each joint of the largest person in turn, and tell how much depends on it.",
            default=True,
        ),
        finding.NUMBER,
        Number(
            name="confidence",
            label="Confidence",
            help="How probable an action must be to be said; walking, jogging and running then stay until half of "
            "that. Lower says more, and more that is wrong.",
            default=0.38,
            minimum=0.2,
            maximum=0.95,
            step=0.01,
        ),
        finding.SIZE,
    )

    _trained: Trained

    def load(self, device: Device) -> None:
        """Read the weights of both networks. Raises also models.toolkit.weightfiles.WeightsFileError."""
        from models.actions import weights

        self._trained = weights.load()
        super().load(device)

    def answer(self, sample: Sample, prediction: People, params: Params, memory: Memory) -> Answer:
        """Give people the ids they had, add a moment to what is known of each, and judge whose window is due.

        The data are ``{people: [{id, score, box, keypoints, head: [x, y], action, probability, probabilities: [7]}],
        chosen: the largest person's id or 0, why: {id, action, shares: [17], figures: [[[x, y] or null × 17] × 8]} or
        null}``. People are as in the pose demo; see models.actions.watching for the rest. ``why`` comes with the frames
        in which the chosen person's window was judged.
        """
        height, width = sample.value.shape[:2]
        found, tracks = tracking.follow(
            tracking.tracks_of(memory_part(memory, "tracks")),
            prediction,
            now=sample.at,
            aspect=width / height,
            confidence=SOMEBODY,
            number=params["people"],
        )
        before = history.histories_of(memory_part(memory, "histories"))
        grown = history.grown(before, found, [track.id for track in tracks], sample.at, width / height)
        judged = watching.judged(grown, self._trained.network, _bounds(params), as_one=params["together"])
        chosen = watching.chosen(found, memory.get("chosen", 0))
        data = {
            "people": self._told(found, judged.histories, params),
            "chosen": chosen,
            "why": self._why(chosen, judged, params) if params["why"] else None,
        }
        return Answer(data, memory=_remembered(tracks, judged.histories, chosen))

    def _told(self, found: People, histories: Sequence[history.History], params: Params) -> list[dict[str, Any]]:
        known = {one.id: one for one in histories}
        return [
            one | {"head": head} | watching.label(known.get(one["id"]), as_one=params["together"])
            for one, head in zip(people.told(found), watching.heads(found), strict=True)
        ]

    def _why(self, chosen: int, judged: watching.Judged, params: Params) -> dict[str, Any] | None:
        if chosen not in judged.windows:
            return None
        (one,) = (one for one in judged.histories if one.id == chosen)
        return watching.why(one, judged.windows[chosen], self._trained, as_one=params["together"])

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame with the people drawn on it, each with what it does and how probable that is."""
        from models.toolkit.poses import drawing

        told = answer.data["people"]
        found = people.heard(told)
        drawn = drawing.draw(sample.value, found, DRAWN)
        labels = [f"{one['action']} {one['probability']:.0%}" if is_action(one["action"]) else "-" for one in told]
        return drawing.labels(drawn, found, [one["head"] for one in told], labels)


DRAWN = {"skeleton": True, "points": True, "boxes": False, "names": False, "ground": False}
"""Of the pose demo's switches."""


def is_action(name: str | None) -> bool:
    """Whether a label names one of the actions."""
    return name not in (None, "nothing")


def _bounds(params: Params) -> Bounds:
    return Bounds((params["confidence"],) * NOTHING)


def _remembered(tracks: Sequence[tracking.Track], histories: Sequence[history.History], chosen: int) -> dict[str, Any]:
    if not tracks and not histories:
        return {}
    return {
        "tracks": tracking.remembered(tracks),
        "histories": history.remembered(histories),
        "chosen": chosen,
    }
