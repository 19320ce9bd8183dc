"""Gatys' optimisation, watched: a photograph becomes a painting, one look after the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from models.contract.demo import PICTURE, Answer, Demo, Jpeg, Memory, Params, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter, Upload
from models.contract.sources import Clock
from models.gatys.built_in import DRAWN, FLOWER, PHOTOGRAPHS

if TYPE_CHECKING:
    from models.gatys.painting import Easel, Looked, Turn
    from models.toolkit.devices import Device

PAINTING = "painting"
"""The layer that comes with the first answer: the picture whose style is painted in."""
SIZES = ("128", "192", "256")
DEFAULT_SIZE = "192"
LONGEST_GAP = 5.0
"""Seconds between two answers that still count as time passed: more was a pause."""


def _layer(number: int) -> Number:
    return Number(
        name=f"layer{number}",
        label=f"Layer {number}",
        help=f"The share of the style that is compared in block {number} of 5: small patterns first, large ones last.",
        default=1.0,
        minimum=0.0,
        maximum=1.0,
        step=0.05,
        advanced=True,
    )


class GatysDemo(Demo):
    """Changes a photograph until its content is still its own and its style is a painting's."""

    name = "gatys"
    title = "A painting, step by step"
    invite = "Watch a painting being found"
    summary = "A photograph becomes a painting before your eyes, one step of optimisation after the other."
    place = 21
    source = Clock(rate=10)
    recurrent = True  # each look begins where the one before ended
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="content",
            label="Photograph",
            help="What is shown. Another one begins anew.",
            default="astronaut",
            options=[Option(value, label) for value, (_, label) in PHOTOGRAPHS.items()],
        ),
        Upload(
            name="photograph",
            label="Your own photograph",
            help="Its middle square, in place of the one above.",
        ),
        Choice(
            name="style",
            label="Style",
            help="How it is painted. Another one begins anew.",
            default="swirls",
            options=[*(Option(value, label) for value, label in DRAWN.items()), Option("flower", "A dahlia")],
        ),
        Upload(
            name="painting",
            label="Your own style",
            help="Any picture, such as a drawing or a fabric, in place of the one above.",
        ),
        Number(
            name="balance",
            label="Style against content",
            help="How many times as much style counts, as a power of ten: 0 as much, 3 a thousand times as much.",
            default=3.0,
            minimum=0.0,
            maximum=4.0,
            step=0.1,
        ),
        Number(
            name="smooth",
            label="Smoothness",
            help="How much fine ripples are held down.",
            default=0.5,
            minimum=0.0,
            maximum=4.0,
            step=0.1,
        ),
        Choice(
            name="size",
            label="Size",
            help="A larger picture takes longer. Another size begins anew.",
            default=DEFAULT_SIZE,
            options=[Option(size, f"{size} × {size}") for size in SIZES],
        ),
        *(_layer(number) for number in range(1, 6)),
    )
    assets = ("hed.h5", FLOWER, *(file for file, _ in PHOTOGRAPHS.values()))
    answer_jpeg = Jpeg(88, full_chroma=True)  # strokes a pixel or two wide, in strong colours

    _easel: Easel

    def size(self, params: Params) -> Size:
        side = int(params["size"])
        return Size(side, side)

    def canvas(self, params: Params) -> Size:
        return self.size(params)

    def encoding(self, layer: str, params: Params) -> Jpeg:
        """As JPEG all of them: they are pictures to look at."""
        return self.answer_jpeg if layer == PICTURE else Jpeg(80)

    def batch_key(self, params: Params) -> Hashable:
        return str(params["size"])

    def load(self, device: Device) -> None:
        """Read the trunk and the built-in pictures, and trace what is computed. Raises also
        models.toolkit.frames.FrameError."""
        from models.gatys.painting import Easel

        self._easel = Easel(self.folder)

    def settle(self) -> Iterator[None]:
        """Look at the styles that are offered, so that the first look at a photograph is a short one."""
        yield from self._easel.settle()

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Turn:
        from models.gatys.painting import turn

        return turn(params, memory)

    def predict(self, batch: Sequence[Turn]) -> list[Looked]:
        return [self._easel.look(one) for one in batch]

    def answer(self, sample: Sample, prediction: Looked, params: Params, memory: Memory) -> Answer:
        """The picture as it is. Data: ``{step, look, loss, content, style, smooth, layers: [5], start: {content,
        style}, weights: {content, style, smooth, layers: [5]}, computed, passed, milliseconds, size}``: steps done and
        looks taken; the losses of the picture and those of the photograph; what each was weighed with; seconds of
        computing and seconds on the clock since it began; what this look took.

        The first answer has the layer ``painting`` too, and its ``picture`` is the photograph.
        """
        from models.gatys import keeping, painting

        progress, begins = prediction.progress, prediction.style is not None
        at = keeping.clock(sample.at, {} if begins else memory, LONGEST_GAP)
        layers = {PICTURE: prediction.picture}
        if prediction.style is not None:
            layers[PAINTING] = prediction.style
        data = painting.told(prediction) | {"passed": round(at["passed"], 2)}
        return Answer(data, layers, keeping.remembered(prediction.turn.key, progress) | at)

    def example(self) -> None:
        """Nothing: it goes on by itself."""
