"""The skin lesions demo: what a network makes of built-in pictures, and what misleads it. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Poll, Sample, Size
from models.contract.parameters import Choice, Number, Option, Parameter, Switch, Upload
from models.contract.sources import Clock
from models.lesions import disguising, questions, telling

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.lesions.reader import Reader
    from models.lesions.weights import Trained
    from models.toolkit.devices import Device

QUESTIONS = questions.read()
OWN = "own"
"""What the visitor's own picture is called in an answer."""
SHOWN = Size(640, 480)
NOTHING = {"before": None, "answer": None, "turned": False, "inside": None}
"""What is told of a picture that is refused."""
_JPEG = Jpeg(quality=80, full_chroma=True)


class Shown(NamedTuple):
    """A picture on its way through the network. ``known`` is what the stream remembers of it, or None."""

    name: str
    plain: Frame
    picture: Frame
    mask: Frame | None
    key: str
    known: Seen | None


class Seen(NamedTuple):
    """The network's answer: logits (2, 7), of the picture as it was and as it is shown; textures (2, 224) and heat
    (n, m, 7), of the picture as it is shown."""

    logits: Frame
    texture: Frame
    heat: Frame


class LesionsDemo(Demo):
    """Shows a lesion, asks the class, and then tells what the network answers and where it looked."""

    name = "lesions"
    title = "Skin lesions"
    invite = "Guess before the network does"
    summary = "Tells seven kinds of skin lesions apart, and shows what misleads it. Never a diagnosis."
    place = 46
    source = Clock(rate=4)
    polls = (
        Poll(
            "lesion",
            "Benign or melanoma?",
            {"benign": "Benign", "melanoma": "Melanoma"},
            tuple(one.name for one in QUESTIONS),
        ),
    )
    params: ClassVar[tuple[Parameter, ...]] = (
        Choice(
            name="picture",
            label="Picture",
            help="Twelve that nothing was trained on, chosen by chance: six melanomas and six benign lesions.",
            default="p1",
            options=tuple(
                Option(one.name, f"Picture {number}", f"questions/{questions.SMALL}#{number - 1}")
                for number, one in enumerate(QUESTIONS, 1)
            ),
        ),
        Switch(
            name="answer",
            label="Show the answer",
            help="Also to who has not voted: what the network answers, what it is, and where the network looked.",
            default=False,
        ),
        Switch(
            name="heat",
            label="Heat",
            help="Where the answer comes from: a class activation map, laid over the picture.",
            default=True,
        ),
        Switch(
            name="hide",
            label="Hide the lesion",
            help="Paint skin over it. An answer that stays cannot have come from the lesion.",
            default=False,
        ),
        Switch(
            name="corners",
            label="Dark corners",
            help="The round view of a dermatoscope. It says nothing about the skin.",
            default=False,
        ),
        Switch(name="ruler", label="Ruler", help="Draw a ruler along the lower edge.", default=False),
        Switch(name="ink", label="Ink", help="Draw marks of a surgeon's pen beside the lesion.", default=False),
        Switch(name="hairs", label="Hairs", help="Draw a dozen dark hairs across it.", default=False),
        Switch(
            name="dark",
            label="Darker skin",
            help="A rough stand-in for darker skin, on which real lesions look otherwise too.",
            default=False,
        ),
        Number(
            name="turn",
            label="Turn",
            help="A lesion has no right way up, so the answer ought to stay.",
            default=0,
            minimum=0,
            maximum=345,
            step=15,
            unit="°",
        ),
        Upload(
            name="own",
            label="A picture of your own",
            help="What is no dermatoscope's picture of a lesion is refused. Whatever is answered is never a diagnosis.",
            closed=True,
        ),
    )

    _reader: Reader
    _trained: Trained

    def size(self, params: Params) -> Size:
        """What the page composes."""
        return SHOWN

    def load(self, device: Device) -> None:
        """Read the weights. Raises models.toolkit.weightfiles.WeightsFileError."""
        from models.lesions import weights
        from models.lesions.reader import Reader

        self._trained = weights.load()
        self._reader = Reader(self._trained.network)
        self._pictures = {one.name: (questions.picture(one.name), questions.mask(one.name)) for one in QUESTIONS}

    def encoding(self, layer: str, params: Params) -> Jpeg:
        """Small pictures, in which fine colours count."""
        return _JPEG

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Shown:
        """The picture that is asked for, in its disguises."""
        from models.lesions.reader import as_lesions

        own = params.get("own")
        name = OWN if own else params["picture"]
        plain, mask = (as_lesions(own.rgb), None) if own else self._pictures[name]
        how = disguising.wanted(params)
        picture, mask = disguising.disguised(plain, mask, how)
        key = f"{own.key if own else name} {sorted(how.items())}"
        return Shown(name, plain, picture, mask, key, _seen(memory) if memory.get("key") == key else None)

    def predict(self, batch: Sequence[Shown]) -> Sequence[tuple[Shown, Seen]]:
        """Look at each picture as it was and as it is shown, unless the stream has that answer already."""
        return [(one, one.known or self._look(one)) for one in batch]

    def _look(self, shown: Shown) -> Seen:
        found = self._reader(np.stack([shown.plain] if shown.plain is shown.picture else [shown.plain, shown.picture]))
        return Seen(found.logits[[0, -1]], found.texture[[0, -1]], found.heat[-1])

    def answer(self, sample: Sample, prediction: tuple[Shown, Seen], params: Params, memory: Memory) -> Answer:
        """The data are ``{picture, image, kind, truth, refused, unfamiliar, before, answer, turned, inside}``.

        ``picture`` is a built-in picture's name or "own"; ``image``, ``kind`` (its class) and ``truth`` ("melanoma" or
        "benign") are null for the visitor's own. ``refused`` is true of an own picture that is none of a lesion: then
        nothing is answered. ``unfamiliar``: whether the picture as it is shown would be refused if it came from
        outside. ``before`` and ``answer``: ``{class, probability, melanoma, probabilities: {class: …}}`` of the picture
        without its disguises and as it is shown; ``turned`` whether their classes differ. ``inside``: the share of
        the heat on the lesion, 0 to 1, or null. The layers are ``seen`` and, unless refused, ``heat``.
        """
        shown, seen = prediction
        was_familiar, familiar = (bool(one) for one in self._trained.familiarity.is_lesion(seen.texture))
        refused = shown.name == OWN and not (was_familiar and familiar)
        told = _about(shown.name) | {"refused": refused, "unfamiliar": not familiar}
        remembered = {"key": shown.key, **seen._asdict()}
        if refused:
            return Answer(told | NOTHING, {"seen": shown.picture}, remembered)
        answers, warm = self._answers(shown, seen)
        layers = {"seen": shown.picture, "heat": telling.glowing(shown.picture, warm)}
        return Answer(told | answers, layers, remembered)

    def _answers(self, shown: Shown, seen: Seen) -> tuple[dict[str, Any], Frame]:
        """What is answered, and how warm the picture is where: (height, width), 0..1."""
        before, after = (int(one) for one in self._trained.calibration.answers(seen.logits))
        shares = self._trained.calibration.probabilities(seen.logits)
        warm = telling.warmth(seen.heat, after, *shown.picture.shape[:2])
        told = {
            "before": telling.probabilities(before, shares[0]),
            "answer": telling.probabilities(after, shares[1]),
            "turned": before != after,
            "inside": None if shown.mask is None else telling.share_inside(warm, shown.mask),
        }
        return told, warm

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The picture with its heat, and the answer and the warning below it."""
        from models.lesions import drawing

        picture = answer.layers["heat" if params["heat"] and "heat" in answer.layers else "seen"]
        return drawing.labelled(picture, answer.data)

    def example(self) -> None:
        """Nothing is needed."""
        return


def _about(name: str) -> dict[str, Any]:
    known = {one.name: one for one in QUESTIONS}.get(name)
    if known is None:
        return {"picture": name, "image": None, "kind": None, "truth": None}
    return {"picture": name, "image": known.image, "kind": known.kind, "truth": known.truth}


def _seen(memory: Mapping[str, Any]) -> Seen | None:
    """What the stream remembers, if it is whole."""
    parts = [part for part in (memory.get(name) for name in Seen._fields) if isinstance(part, np.ndarray)]
    return Seen(*parts) if len(parts) == len(Seen._fields) else None
