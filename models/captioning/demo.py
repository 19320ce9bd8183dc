"""The captioning demo: the camera's scene in a sentence."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from models.assets import assets
from models.captioning import portuguese, steadiness
from models.captioning.description import Caption, Description
from models.captioning.detector import ASSETS as DETECTOR_ASSETS
from models.captioning.detector import SIDE as DETECTOR_SIDE
from models.captioning.lexicon import LANGUAGE
from models.contract.demo import Answer, Demo, Memory, Params, Poll, Sample, Size
from models.contract.parameters import Number, Switch
from models.contract.pictures import STILL
from models.toolkit import frames

if TYPE_CHECKING:
    from models.captioning.describer import Describer, Glance
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

DREAMS_LAST = 2.0
"""Seconds that a dreamt caption stands at least."""


class Task(NamedTuple):
    """A frame made ready, and how it is to be described; what is asked for is the same in a whole batch."""

    glance: Glance
    beam: int
    captions: int
    temperature: float


class CaptioningDemo(Demo):
    """Says what the picture shows, where it looked for each word, and how sure it is."""

    name = "captioning"
    title = "A sentence for the scene"
    invite = "Let it say what it sees"
    summary = "A network says in a sentence what the camera sees, and shows where it looked for each word."
    params = (
        Switch(
            name="steer",
            label="Only what is there",
            help="Two recognisers that know cups, cats and people say what must and must not be named. "
            "Off shows what the network says by itself.",
            default=True,
        ),
        Number(
            name="captions",
            label="How many sentences",
            help="The best ones, with their probabilities.",
            default=3,
            minimum=1,
            maximum=5,
            step=1,
        ),
        Number(
            name="every",
            label="A sentence stands for",
            help="At least this long, so that it can be read. It changes when another is clearly more probable.",
            default=1.0,
            minimum=1.0,
            maximum=10.0,
            step=0.5,
            unit="s",
        ),
        Number(
            name="temperature",
            label="Dreaming",
            help="0 writes the most probable sentence. Above 0 words are drawn at random, the wilder the higher.",
            default=0.0,
            minimum=0.0,
            maximum=1.5,
            step=0.1,
        ),
        Number(
            name="beam",
            label="Beam width",
            help="How many unfinished sentences are followed at once. 1 takes the most probable word each time.",
            default=3,
            minimum=1,
            maximum=5,
            step=1,
            advanced=True,
        ),
    )
    assets = ("efficientnet-lite0.pth", *DETECTOR_ASSETS, "coffee.png")
    polls = (
        Poll(
            "captioning",
            "How good is this caption?",
            {
                "no_errors": "No errors",
                "minor_errors": "Minor errors",
                "somewhat_related": "Somewhat related",
                "unrelated": "Unrelated",
            },
        ),
    )
    place = 40
    max_batch = 4

    _describer: Describer

    def size(self, params: Params) -> Size:
        """The detector's width, or without it the encoder's height; both see the picture made square."""
        return Size(384, 288) if params["steer"] else Size(304, 228)

    def batch_key(self, params: Params) -> Hashable:
        return params["beam"], params["captions"], params["temperature"]

    def load(self, device: Device) -> None:
        """Read all weights, build the networks and describe the example once in each way."""
        from models.captioning.describer import Describer

        self._describer = Describer(device)

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Task:
        """The frame squashed to the networks' squares, as the training pictures were."""
        import cv2

        from models.captioning.describer import Glance
        from models.toolkit.efficientnet_lite0 import SIDE

        frame = sample.value
        picture = cv2.resize(frame, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        square = (DETECTOR_SIDE, DETECTOR_SIDE)
        large = cv2.resize(frame, square, interpolation=cv2.INTER_AREA) if params["steer"] else None
        return Task(Glance(picture, large), params["beam"], params["captions"], params["temperature"])

    def predict(self, batch: Sequence[Task]) -> list[Description]:
        _, beam, captions, temperature = batch[0]  # all of a batch have the same batch_key
        return self._describer(
            [task.glance for task in batch], width=max(beam, captions), shown=captions, temperature=temperature
        )

    def answer(self, sample: Sample, prediction: Description, params: Params, memory: Memory) -> Answer:
        """Let the caption stand until another is clearly more probable, or the scene is cut; see
        models.captioning.steadiness and models.toolkit.cuts.

        The data are ``{captions: [{text, texts, probability}], words: [{word, attention}], shown: {text, texts,
        probability, is_new}, evidence: [{name, names, source, confidence}], is_steered}``. ``texts`` and ``names`` are
        the same in other languages, by their tags; ``words`` are the English ones of the caption shown; ``attention``
        is 7 rows of 7 shares of the picture, or null when the caption is not among this frame's.
        """
        from models.toolkit import cuts

        dreaming = params["temperature"] > 0
        every = max(params["every"], DREAMS_LAST) if dreaming else params["every"]
        key = f"{params['steer']} {params['temperature'] if dreaming else 0}"
        is_cut, scene = cuts.follow(sample.value, memory.get("scene", {}), sample.at)
        shown, is_new, standing = steadiness.steady(
            prediction.captions,
            {} if is_cut else memory.get("standing", {}),
            sample.at,
            every,
            key,
            dreaming=dreaming,
            unsaid=prediction.steering.unsaid,
        )
        data = {
            "captions": [_told(caption) for caption in prediction.captions[: params["captions"]]],
            "words": [{"word": word, "attention": _looked(shown, at)} for at, word in enumerate(shown.words)],
            "shown": {**_told(shown), "is_new": is_new},
            "evidence": [
                {
                    "name": item.name,
                    "names": dict(item.names),
                    "source": item.source,
                    "confidence": round(item.confidence, 3),
                }
                for item in prediction.steering.evidence
            ],
            "is_steered": prediction.is_steered,
        }
        return Answer(data, memory={"standing": standing, "scene": scene})

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """The frame with the caption written on it."""
        from models.captioning import drawing

        shown = answer.data["shown"]
        return drawing.write(sample.value, shown["texts"].get(self.drawn_in, shown["text"]))

    def example(self) -> Frame:
        """A cup of coffee on a table: what the training set never showed."""
        return frames.decode(assets.path("coffee.png").read_bytes(), STILL)


def _told(caption: Caption) -> dict[str, Any]:
    texts = {LANGUAGE: portuguese.translated(caption.text)}
    return {"text": caption.text, "texts": texts, "probability": float(f"{caption.probability:.3g}")}


def _looked(caption: Caption, at: int) -> list[list[float]] | None:
    """Where the network looked for a word, if the caption is of this picture."""
    return None if caption.attention is None else caption.attention[at].astype(float).round(4).tolist()
