"""The content demo: one frame a second is judged for a stand-in of what is to be filtered; the sequence decides what is
blurred."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from models.assets import assets
from models.content import harmless, rules
from models.content.harmless import Shown
from models.content.network import SIDE
from models.content.rules import Look, Numbers
from models.content.watching import PUBLISHED, CardWatcher, Found, PublishedWatcher, TaughtWatcher, Watcher
from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Png, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter, Switch
from models.contract.sources import Camera
from models.toolkit import described

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]

KEPT = 60
"""Looks that are remembered: a minute."""


REAL = "real"
CAMERA = "camera"
MOST_STEPS = 1_000_000
"""After as many views of the built-in pictures they begin again."""
BUILT_IN = "seen"
"""The layer that has the built-in picture, where one was judged in the frame's place."""


class Still(NamedTuple):
    """A picture made ready for what looks for ``concept``; ``built_in`` where it is not the frame."""

    concept: str
    picture: Array
    built_in: Shown | None = None


class Judged(NamedTuple):
    """What was found in a still."""

    still: Still
    found: Found


class ContentDemo(Demo):
    """Looks once a second for a stand-in of what is to be filtered, a red card, and decides by one of three rules."""

    name = "content"
    title = "Filter"
    invite = "Hold up a red card"
    summary = "Looks once a second for a red card, a stand-in for what nobody should see, and blurs the picture."
    place = 13
    source = Camera(rate=1)
    assets = (described.ASSET, *PUBLISHED, *harmless.PICTURES)
    max_batch = 8
    memory_version = 2
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="concept",
            label="What it looks for",
            help="A stand-in that you show it, or what you taught it. The real network sees built-in pictures only.",
            default="card",
            options=(Option("card", "Red card"), Option("taught", "Taught by you"), Option(REAL, "Real network")),
        ),
        Choice(
            name="rule",
            label="Who decides",
            help="By which rule the picture is blurred. All three are counted, side by side.",
            default="hidden",
            options=(
                Option("one", "One frame"),
                Option("three", "Three of five"),
                Option("hidden", "Hidden Markov model"),
            ),
        ),
        Number(
            name="threshold",
            label="Threshold",
            help="From which probability on a frame counts as one that shows it.",
            default=0.7,
            minimum=0.05,
            maximum=0.95,
            step=0.05,
        ),
        Number(
            name="enter",
            label="It comes",
            help="How probable the hidden model takes it to be that it comes up within a second.",
            default=0.018,
            minimum=0.001,
            maximum=0.5,
            step=0.001,
        ),
        Number(
            name="leave",
            label="It goes",
            help="How probable the hidden model takes it to be that what is shown goes within a second.",
            default=0.18,
            minimum=0.01,
            maximum=0.9,
            step=0.01,
        ),
        Number(
            name="hit",
            label="Stills that are seen",
            help="In which share of frames that show it the hidden model takes the network to see it.",
            default=0.86,
            minimum=0.05,
            maximum=0.99,
            step=0.01,
        ),
        Number(
            name="false",
            label="False alarms",
            help="In which share of the other frames the hidden model takes the network to see it.",
            default=0.016,
            minimum=0.001,
            maximum=0.6,
            step=0.001,
        ),
        Switch(
            name="camera",
            label="Real network on the camera",
            help="For the teacher alone. It says one curve and no category, and the picture stays blurred.",
            default=False,
            teacher=True,
        ),
    )

    _watchers: dict[str, Watcher]

    def load(self, device: Device) -> None:
        """Read the card's weights, and check what is read later. Raises models.assets.assets.AssetError and
        models.toolkit.weightfiles.WeightsFileError."""
        from models.content import weights

        for name in self.assets:
            assets.path(name)
        self._later: dict[str, TaughtWatcher | PublishedWatcher] = {"taught": TaughtWatcher(), REAL: PublishedWatcher()}
        self._watchers = {"card": CardWatcher(weights.load()), **self._later}

    def settle(self) -> Iterator[None]:
        """Build what is not looked for at first."""
        for watcher in self._later.values():
            watcher.settle()
            yield

    def size(self, params: Params) -> Size:
        """Twice what the card's network sees, so that the encoder blurs nothing away, and about what the others see."""
        return Size(2 * SIDE.width, 2 * SIDE.height)

    def encoding(self, layer: str, params: Params) -> Jpeg | Png:
        """A built-in picture is a photograph."""
        return Jpeg() if layer == BUILT_IN else super().encoding(layer, params)

    def batch_key(self, params: Params) -> Hashable:
        """One network a batch."""
        return str(params["concept"])

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Still:
        """The picture as the network of what is looked for sees it: for the real one a built-in picture in place of
        the frame, unless the teacher has opened the camera."""
        concept = params["concept"]
        built_in = None
        if concept == REAL and not params["camera"]:
            built_in = harmless.shown(_step(memory))
        frame = built_in.frame if built_in else sample.value
        return Still(concept, self._watchers[concept].prepare(frame), built_in)

    def predict(self, batch: Sequence[Still]) -> Sequence[Judged]:
        """What is found in each still; all are of one concept."""
        found = self._watchers[batch[0].concept]([one.picture for one in batch])
        return [Judged(still, one) for still, one in zip(batch, found, strict=True)]

    def answer(self, sample: Sample, prediction: Judged, params: Params, memory: Memory) -> Answer:
        """Add a look to the last minute's, and judge it.

        The data are ``{concept, picture, gap, probability, where: {x, y} or null, looks: [[gap, probability] …],
        rules: {one, three, hidden}, belief, blocked, features}``: the name of the built-in picture where one was
        judged, which is the layer ``seen``; the seconds since the still before; the place, in shares of width and
        height, where it counts as shown; what was said of the last sixty stills with the seconds between them; what
        the three rules say now; the hidden model's belief; and what the chosen rule says.

        Of what a visitor has taught only their page knows the layer: ``features`` are there, base64 of 1,280 unsigned
        16-bit numbers, and probability, belief and ``blocked`` are null, looks empty. Whoever cannot judge blurs. Of
        the camera the real network says ``looks`` alone: rules are null, and ``blocked`` is true whatever it says.
        """
        still, found = prediction
        gap, watched = _gap(sample.at, memory), _watched(params)
        built_in = still.built_in
        data: dict[str, Any] = {
            "concept": still.concept,
            "picture": built_in.picture if built_in else None,
            "gap": gap,
            "features": found.features,
            **dict.fromkeys(("probability", "where", "belief", "blocked")),
            "looks": [],
            "rules": dict.fromkeys(rules.RULES),
        }
        remembered: dict[str, Any] = {"at": float(sample.at)}
        if found.probability is not None:
            probability = round(found.probability, 4)
            looks = [*_looks(memory, watched), Look(gap, probability)][-KEPT:]
            remembered |= {"watched": watched, "looks": np.array(looks, np.float64), "step": _step(memory) + 1}
            data |= {"probability": probability, "looks": [list(look) for look in looks]}
            data |= {"blocked": True} if watched == CAMERA else _told(looks, found, params)
        return Answer(data, {BUILT_IN: built_in.frame} if built_in else {}, remembered)

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """What was judged, blurred beyond recognition unless it was let through."""
        judged = answer.layers.get(BUILT_IN, sample.value)
        return judged if answer.data["blocked"] is False else blurred(judged)

    def example(self) -> Frame:
        """A card held up before a plain ground."""
        from models.content import cards

        rng = np.random.default_rng(3)
        ground = np.full((480, 640, 3), (176, 184, 190), np.uint8)
        return cards.held(ground, cards.Card(0.65, 0.5, 0.4, 8), np.array([205.0, 24.0, 36.0]), rng)


def blurred(frame: Frame) -> Frame:
    """Twelve colours across and nine down are left of a frame; RGB uint8 of its size."""
    import cv2

    height, width = frame.shape[:2]
    small = cv2.resize(frame, (12, 9), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def _told(looks: Sequence[Look], found: Found, params: Params) -> dict[str, Any]:
    """What the rules say of the newest look."""
    said = rules.verdicts(looks, Numbers.of(params))
    newest = said[-1]
    return {
        "where": found.where if newest.one else None,
        "rules": {rule: getattr(newest, rule) for rule in rules.RULES},
        "belief": round(newest.belief, 4),
        "blocked": rules.blocked(said, params["rule"]),
    }


def _watched(params: Params) -> str:
    """What the looks are of: looks at one thing say nothing of another."""
    return CAMERA if params["concept"] == REAL and params["camera"] else str(params["concept"])


def _looks(memory: Memory, watched: str) -> list[Look]:
    """What is remembered of looks at the same thing; nothing where it cannot be read."""
    kept = memory.get("looks")
    if memory.get("watched") != watched or not isinstance(kept, np.ndarray) or kept.ndim != 2 or kept.shape[1] != 2:
        return []
    return [Look(float(gap), float(probability)) for gap, probability in kept]


def _step(memory: Memory) -> int:
    """Which view of the built-in pictures comes next."""
    step = memory.get("step", 0)
    return step % MOST_STEPS if isinstance(step, int) and step >= 0 else 0


def _gap(at: float, memory: Memory) -> float:
    before = memory.get("at")
    return round(max(0.0, at - before), 2) if isinstance(before, float) else 1.0
