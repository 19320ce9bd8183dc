"""The content demo: one frame a second is judged for a red card held up, and the sequence decides what is blurred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from models.content import rules
from models.content.network import SIDE, STRIDE, still
from models.content.rules import Look, Numbers
from models.contract.demo import Answer, Demo, Memory, Params, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter
from models.contract.sources import Camera

if TYPE_CHECKING:
    from models.content.network import CardNet
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

Array = np.ndarray[Any, Any]

KEPT = 60
"""Looks that are remembered: a minute."""


class ContentDemo(Demo):
    """Looks once a second for a stand-in of what is to be filtered, a red card, and decides by one of three rules."""

    name = "content"
    title = "Filter"
    invite = "Hold up a red card"
    summary = "Looks once a second for a red card, a stand-in for what nobody should see, and blurs the picture."
    place = 13
    source = Camera(rate=1)
    uses_tensorflow = False
    max_batch = 8
    params: ClassVar[tuple[Parameter, ...]] = (
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
            help="From which probability on a frame counts as one with a card.",
            default=0.5,
            minimum=0.05,
            maximum=0.95,
            step=0.05,
        ),
        Number(
            name="enter",
            label="A card comes",
            help="How probable the hidden model takes it to be that a card comes up within a second.",
            default=0.02,
            minimum=0.001,
            maximum=0.5,
            step=0.001,
        ),
        Number(
            name="leave",
            label="A card goes",
            help="How probable the hidden model takes it to be that a card that is shown goes within a second.",
            default=0.2,
            minimum=0.01,
            maximum=0.9,
            step=0.01,
        ),
        Number(
            name="hit",
            label="Cards that are seen",
            help="In which share of frames with a card the hidden model takes the network to see it.",
            default=0.9,
            minimum=0.05,
            maximum=0.99,
            step=0.01,
        ),
        Number(
            name="false",
            label="False alarms",
            help="In which share of frames without a card the hidden model takes the network to see one.",
            default=0.01,
            minimum=0.001,
            maximum=0.6,
            step=0.001,
        ),
    )

    _network: CardNet

    def load(self, device: Device) -> None:
        """Read the weights. Raises models.toolkit.weightfiles.WeightsFileError."""
        from models.content import weights

        self._network = weights.load()

    def size(self, params: Params) -> Size:
        """Twice what the network sees, so that the encoder blurs nothing away."""
        return Size(2 * SIDE.width, 2 * SIDE.height)

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Array:
        """RGB uint8 (96, 128, 3): the picture as the network sees it, squeezed where it has another shape."""
        import cv2

        return np.asarray(cv2.resize(sample.value, tuple(SIDE), interpolation=cv2.INTER_AREA))

    def predict(self, batch: Sequence[Array]) -> Sequence[Array]:
        """The maps of cells, each float32 (12, 16)."""
        return list(self._network(np.stack(batch)))

    def answer(self, sample: Sample, prediction: Array, params: Params, memory: Memory) -> Answer:
        """Add a look to the last minute's, and judge it.

        The data are ``{probability, where: {x, y} or null, looks: [[gap, probability] …], rules: {one, three, hidden},
        belief, blocked}``: the place of the likeliest cell in shares of width and height where it counts as a card;
        what was said of the last sixty stills with the seconds between them; what the three rules say now; the hidden
        model's belief; and what the chosen rule says.
        """
        probability = round(still(prediction), 4)
        looks = [*_looks(memory), Look(_gap(sample.at, memory), probability)][-KEPT:]
        numbers = Numbers.of(params)
        found = rules.verdicts(looks, numbers)
        newest = found[-1]
        data = {
            "probability": probability,
            "where": _place(prediction) if newest.one else None,
            "looks": [list(look) for look in looks],
            "rules": {rule: getattr(newest, rule) for rule in rules.RULES},
            "belief": round(newest.belief, 4),
            "blocked": rules.blocked(found, params["rule"]),
        }
        remembered = {"at": float(sample.at), "looks": np.array(looks, np.float64)}
        return Answer(data, memory=remembered)

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame, blurred beyond recognition where it is blocked."""
        return blurred(sample.value) if answer.data["blocked"] else sample.value

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


def _looks(memory: Memory) -> list[Look]:
    """What is remembered of looks; nothing where it cannot be read."""
    kept = memory.get("looks")
    if not isinstance(kept, np.ndarray) or kept.ndim != 2 or kept.shape[1] != 2:
        return []
    return [Look(float(gap), float(probability)) for gap, probability in kept]


def _gap(at: float, memory: Memory) -> float:
    before = memory.get("at")
    return round(max(0.0, at - before), 2) if isinstance(before, float) else 1.0


def _place(cells: Array) -> dict[str, float]:
    row, column = np.unravel_index(int(cells.argmax()), cells.shape)
    x, y = (float(column) + 0.5) * STRIDE / SIDE.width, (float(row) + 0.5) * STRIDE / SIDE.height
    return {"x": round(x, 4), "y": round(y, 4)}
