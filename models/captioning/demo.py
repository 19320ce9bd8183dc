"""The captioning demo: the camera's scene in a sentence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.assets import assets
from models.captioning import steadiness
from models.captioning.description import Caption, Description
from models.captioning.detector import ASSETS as DETECTOR_ASSETS
from models.captioning.detector import SIDE as DETECTOR_SIDE
from models.contract.demo import Demo, Poll, Remembered
from models.contract.parameters import Number, Switch
from models.contract.pictures import STILL
from models.toolkit import frames

if TYPE_CHECKING:
    from models.captioning.describer import Describer, Glance
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

DREAMS_LAST = 2.0
"""Seconds that a dreamt caption stands at least."""


class CaptioningDemo(Demo):
    """Says what the picture shows, where it looked for each word, and how sure it is."""

    name = "captioning"
    title = "A sentence for the scene"
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
    has_memory = True

    _describer: Describer

    def batch_key(self, params: Mapping[str, Any]) -> Hashable:
        return params["beam"], params["captions"], params["temperature"]

    def load(self, device: Device) -> None:
        """Read all weights, build the networks and describe the example once in each way."""
        from models.captioning.describer import Describer

        self._describer = Describer(device.lanes)

    def prepare(self, frame: Frame, params: Mapping[str, Any]) -> tuple[Glance, Mapping[str, Any]]:
        """The frame squashed to the networks' squares, as the training pictures were."""
        import cv2

        from models.captioning.describer import Glance
        from models.toolkit.efficientnet_lite0 import SIDE

        picture = cv2.resize(frame, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        square = (DETECTOR_SIDE, DETECTOR_SIDE)
        large = cv2.resize(frame, square, interpolation=cv2.INTER_AREA) if params["steer"] else None
        return Glance(picture, large), params

    def predict(self, batch: Sequence[tuple[Glance, Mapping[str, Any]]]) -> list[Description]:
        params = batch[0][1]  # all of a batch have the same batch_key
        return self._describer(
            [glance for glance, _ in batch],
            width=max(params["beam"], params["captions"]),
            shown=params["captions"],
            temperature=params["temperature"],
        )

    def remember(
        self, frame: Frame, prediction: Description, params: Mapping[str, Any], memory: bytes, now: float
    ) -> Remembered:
        """Let the caption stand until another is clearly more probable; see models.captioning.steadiness."""
        dreaming = params["temperature"] > 0
        every = max(params["every"], DREAMS_LAST) if dreaming else params["every"]
        key = f"{params['steer']} {params['temperature'] if dreaming else 0}"
        shown, is_new, memory = steadiness.steady(prediction.captions, memory, now, every, key, dreaming=dreaming)
        return Remembered(replace(prediction, shown=shown, is_new=is_new), memory)

    def render(self, frame: Frame, prediction: Description, params: Mapping[str, Any]) -> Frame:
        """The frame with the caption written on it."""
        from models.captioning import drawing

        return drawing.write(frame, prediction.standing.text)

    def data(self, prediction: Description, params: Mapping[str, Any]) -> dict[str, Any]:
        """Captions and where was looked.

        ``{captions: [{text, probability}], words: [{word, attention}], shown: {text, probability, is_new},
        evidence: [{name, names, source, confidence}], is_steered}``. ``words`` are those of the caption shown;
        ``attention`` is 7 rows of 7 shares of the picture, or null when the caption is not among this frame's.
        """
        shown = prediction.standing
        return {
            "captions": [_told(caption) for caption in prediction.captions[: params["captions"]]],
            "words": [{"word": word, "attention": _looked(shown, at)} for at, word in enumerate(shown.words)],
            "shown": {**_told(shown), "is_new": prediction.is_new},
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

    def example(self) -> Frame:
        """A cup of coffee on a table: what the training set never showed."""
        return frames.decode(assets.path("coffee.png").read_bytes(), STILL)


def _told(caption: Caption) -> dict[str, Any]:
    return {"text": caption.text, "probability": float(f"{caption.probability:.3g}")}


def _looked(caption: Caption, at: int) -> list[list[float]] | None:
    """Where the network looked for a word, if the caption is of this picture."""
    return None if caption.attention is None else caption.attention[at].astype(float).round(4).tolist()
