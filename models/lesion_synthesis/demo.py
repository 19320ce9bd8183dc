"""Skin lesions that nobody has: made by a small StyleGAN, kind by kind. These images are not real."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np

from models.contract.demo import Memory, Params, Poll, Sample
from models.contract.parameters import Mask, Option, Parameter
from models.lesion_synthesis import masks
from models.toolkit.synthesis.declared import parameters
from models.toolkit.synthesis.demo import Shown, SynthesisDemo, Turn

Array = np.ndarray[Any, Any]

KINDS = {
    "akiec": "Actinic keratosis",
    "bcc": "Basal cell carcinoma",
    "bkl": "Benign keratosis",
    "df": "Dermatofibroma",
    "mel": "Melanoma",
    "nv": "Naevus",
    "vasc": "Vascular lesion",
}
"""The classes of HAM10000, in the order of the generator's."""
DIRECTIONS = (
    ("Duller", "From bright and pale to dull and brown."),
    ("Fainter", "From dark red to faint, on lighter ground."),
    ("Darker", "From faint on red to dark on grey."),
    ("Redder", "From brown on grey to red all over."),
    ("Greyer", "From red all over to faint on bluish grey."),
    ("Warmer", "From dark on purple to orange."),
)
PAINT = "paint"
"""The view that no other such demo has."""


class Painting(NamedTuple):
    """A turn that shows what is made with a painted ``mask``, bool (32, 32)."""

    turn: Turn
    mask: Array


class LesionSynthesisDemo(SynthesisDemo):
    """Makes lesions of seven kinds; the class says which of two is real."""

    name = "lesion_synthesis"
    title = "Lesions that nobody has"
    invite = "Look at skin that is nobody's"
    summary = "Makes pictures of skin lesions that do not exist, kind by kind. These images are not real."
    place = 47
    kinds = tuple(KINDS)
    params: ClassVar[tuple[Parameter, ...]] = (
        *parameters([Option(*kind) for kind in KINDS.items()], DIRECTIONS, [Option(PAINT, "Paint")]),
        Mask(
            name="mask",
            label="Painted shape",
            help="Where the lesion is to be.",
            default=masks.as_digits(masks.START),
            width=masks.CELLS,
            height=masks.CELLS,
        ),
    )
    polls = (
        Poll(
            "lesion_forged",
            "Which of the two is made?",
            {"fooled": "Took the real one for it", "found": "Found the made one"},
        ),
    )

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Turn | Painting:  # type: ignore[override]
        """As of all such demos; with the painted shape where that is shown."""
        turn = super().prepare(sample, params, memory)
        return Painting(turn, masks.as_mask(params["mask"])) if turn.show == PAINT else turn

    def predict(self, batch: Sequence[Turn | Painting]) -> list[Shown]:
        """As of all such demos; a painted turn makes one picture."""
        make = super().predict
        return [self._painted(one) if isinstance(one, Painting) else make([one])[0] for one in batch]

    def _painted(self, one: Painting) -> Shown:
        from models.lesion_synthesis import painting
        from models.toolkit.synthesis import sheets

        turn, side = one.turn, self._generator.plan.side
        styles = self._latents.styles([turn.first], turn.look)
        (made,) = self._generator.pictures(styles, masks=masks.sized(one.mask, side)[None])
        told = {"first": turn.first, "kinds": self._kinds([turn.first], turn.look), **painting.told(one.mask, made)}
        return Shown(sheets.marked(painting.sheet(one.mask, made), self.mark), told, {})
