"""The radio demo: a simulated radar before which the visitor stands, and a student that sees only its heat maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from models.contract.demo import Answer, Memory, Params, Sample
from models.contract.parameters import Number, Parameter, Switch
from models.radio import lifting, listening, telling
from models.radio.lifting import Placed
from models.radio.listening import Heard, Settings
from models.radio.network import Seen
from models.toolkit.memory import part as memory_part
from models.toolkit.poses import finding, people, tracking
from models.toolkit.poses.looking import LooksAtPeople
from models.toolkit.poses.people import People

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.radio.weights import Trained
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]

SOMEBODY = 0.2
"""How sure the pose network must be that somebody is there, as in the pose demo."""
MAPS = ("level", "upright")
BRIGHTEST = 3.0
"""Of a heat map's logarithmic scale, what is white: somebody near, without a wall."""
_AWAY = 3.0
"""Metres for which the beam's width is told while nobody is there."""


class RadioDemo(LooksAtPeople):
    """The camera's pose is the teacher and the scene; two heat maps are made of it; the student reads those alone."""

    name = "radio"
    title = "Through a wall, by radio"
    invite = "Be seen through a wall"
    summary = "A simulated radar hears your body through a wall, and a network that never sees you draws you. No radio."
    place = 15
    params: ClassVar[tuple[Parameter, ...]] = (
        Number(
            name="wall",
            label="Wall",
            help="What a wall takes of the wave, each way: plaster some 3 dB, brick some 7, concrete more.",
            default=0,
            minimum=0,
            maximum=28,
            step=1,
            unit="dB",
        ),
        Number(
            name="farther",
            label="Radar behind the camera",
            help="How far you are from the camera is read from your size; the radar stands so much farther back.",
            default=1.5,
            minimum=0.0,
            maximum=3.0,
            step=0.25,
            unit="m",
        ),
        Number(
            name="antennas",
            label="Antennas in each line",
            help="A longer line sees finer angles: λ / D. The network was trained with 16.",
            default=16,
            minimum=2,
            maximum=24,
            step=1,
        ),
        Number(
            name="bandwidth",
            label="Bandwidth",
            help="A wider band sees finer distances: c / 2B. The network was trained with 1.78.",
            default=1.78,
            minimum=0.18,
            maximum=1.78,
            step=0.08,
            unit="GHz",
        ),
        Switch(
            name="guess",
            label="Mean pose",
            help="Draw the trivial guess as well: the mean pose, where the radar hears most.",
            default=False,
        ),
        Switch(
            name="hidden",
            label="Hide the picture",
            help="Only what the network says of the radio, and the camera's joints beside it.",
            default=False,
        ),
        Number(
            name="people",
            label="How many people",
            help="At most this many stand before the radar. The network was trained with one and with two.",
            default=2,
            minimum=1,
            maximum=4,
            step=1,
            advanced=True,
        ),
        finding.SIZE,
    )

    _trained: Trained

    def load(self, device: Device) -> None:
        """Read the weights of both networks. Raises also models.toolkit.weightfiles.WeightsFileError."""
        from models.radio import weights

        self._trained = weights.load()
        super().load(device)

    def answer(self, sample: Sample, prediction: People, params: Params, memory: Memory) -> Answer:
        """Put people before the radar, listen ten times a second, and let the student read what was heard.

        The data are ``{simulated: true, people: [{id, score, box, keypoints, place: [metres across, away] or null,
        joints: [[x, y, seen] × 14]}], told, guess, radar, untrained: [names], number}``: see models.radio.telling for
        the student's ``told`` and the mean pose's ``guess``, models.radio.listening.resolution for ``radar``.
        The layers are the newest heat maps, 64 ranges by 48 angles.
        """
        height, width = sample.value.shape[:2]
        aspect, settings = width / height, _settings(params)
        found, tracks = tracking.follow(
            tracking.tracks_of(memory_part(memory, "tracks")),
            prediction,
            now=sample.at,
            aspect=aspect,
            confidence=SOMEBODY,
            number=params["people"],
        )
        before = listening.heard_of(memory_part(memory, "heard"))
        stand = _standing(found, aspect, settings)
        if before is None or listening.is_due(before, settings, sample.at):
            heard = _listened(before, stand, settings, sample.at)
            said = self._said(heard, stand, aspect)
        else:
            heard, said = before, dict(memory["said"])
        data = {
            "simulated": True,
            "people": [_teacher(one, stand.get(one["id"]), aspect) for one in people.told(found)],
            **said,
            "radar": listening.resolution(settings, _away(stand)),
            "untrained": settings.untrained,
            "number": heard.number,
        }
        remembered = {"tracks": tracking.remembered(tracks), "heard": listening.remembered(heard), "said": said}
        return Answer(data, _layers(heard.maps[-1]), remembered)

    def _said(self, heard: Heard, stand: Mapping[int, Placed], aspect: float) -> dict[str, Any]:
        """What the student tells of the last heat maps, and what the trivial guess is."""
        maps = heard.maps.astype(np.float32)
        seen = self._trained.student(maps)
        sure = (seen.scores >= self._trained.least) & listening.answers(heard, seen.places)
        guess = telling.told(telling.mean_at_peaks(maps, self._trained.mean_pose), stand, aspect)
        return {
            "told": telling.told(Seen(*(column[sure] for column in seen)), stand, aspect),
            "guess": [one for one in guess if one["of"]],
        }

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame with both skeletons and both heat maps, and that it is a simulation."""
        from models.radio import drawing

        return drawing.draw(sample.value, answer.data, answer.layers, params)


def _settings(params: Params) -> Settings:
    return Settings(
        float(params["wall"]), float(params["farther"]), int(params["antennas"]), float(params["bandwidth"])
    )


def _standing(found: People, aspect: float, settings: Settings) -> dict[int, Placed]:
    """Those of whom enough is seen, by id."""
    placed = {
        number: lifting.place(joints, aspect, settings.farther)
        for number, joints in zip(found.ids.tolist(), found.keypoints, strict=True)
    }
    return {number: one for number, one in placed.items() if one is not None}


def _listened(before: Heard | None, stand: Mapping[int, Placed], settings: Settings, now: float) -> Heard:
    joints = np.array([one.joints for one in stand.values()]).reshape(-1, 14, 3)
    return listening.listen(before, joints, list(stand), settings, now)


def _teacher(one: dict[str, Any], stands: Placed | None, aspect: float) -> dict[str, Any]:
    """Somebody whom the camera sees, with the joints that are asked of the student and where they stand."""
    if stands is None:
        return one | {"place": None, "joints": []}
    flat = stands.flat(aspect)
    joints = [[x, y, int(seen)] for (x, y), seen in zip(flat.round(4).tolist(), stands.seen.tolist(), strict=True)]
    return one | {"place": stands.place.round(2).tolist(), "joints": joints}


def _away(stand: Mapping[int, Placed]) -> float:
    """Of the nearest."""
    return min((float(np.hypot(*one.place)) for one in stand.values()), default=_AWAY)


def _layers(maps: Array) -> dict[str, Array]:
    """Heat maps (2, 64, 48) as grey pictures."""
    levels = np.clip(np.round(maps.astype(np.float32) * 255 / BRIGHTEST), 0, 255).astype(np.uint8)
    return dict(zip(MAPS, levels, strict=True))
