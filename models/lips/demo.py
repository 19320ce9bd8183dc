"""The lips demo: a voice moves a drawn mouth, and what is loud moves another one beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from models.contract.demo import Answer, Demo, Jpeg, Memory, Params, Sample, Size
from models.contract.parameters import Number, Parameter, Switch
from models.contract.sources import Microphone
from models.contract.texts import page_texts

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.lips.listening import Answered, Piece
    from models.lips.weights import Trained
    from models.toolkit.devices import Device

STEP = 20
"""Milliseconds of a frame: look-ahead goes in such steps."""
SENTENCE = "page/english.wav"
"""A recording in the demo's folder, on which it has something to show."""


class LipsDemo(Demo):
    """Hears speech, tells the viseme of each fiftieth of a second, and how a mouth looks that says it."""

    name = "lips"
    title = "Voice to lips"
    invite = "Let your voice move a mouth"
    summary = "Moves a mouth by a voice, which it has never heard before, as it speaks; in English and Portuguese."
    place = 45
    source = Microphone(rate=16_000, hop=0.04)
    recurrent = True
    uses_tensorflow = False
    max_batch = 8
    answer_jpeg = Jpeg(quality=85)
    params: ClassVar[tuple[Parameter, ...]] = (
        Number(
            name="ahead",
            label="Looks ahead",
            help="How much of what follows is heard before a moment's mouth is told. Without it the network must "
            "guess, and the mouth is there sooner.",
            default=80,
            minimum=0,
            maximum=80,
            step=STEP,
            unit="ms",
        ),
        Switch(
            name="beside",
            label="Loudness beside it",
            help="A second face whose mouth opens when it is loud, and that hears no word: what puppets and games do.",
            default=True,
        ),
        Switch(
            name="slow",
            label="Slow motion",
            help="The last four seconds again and again, four times as slow.",
            default=False,
        ),
    )

    _trained: Trained

    def size(self, params: Params) -> Size:
        """The shape of the stage; no picture is sent."""
        return Size(960, 540)

    def load(self, device: Device) -> None:
        """Read the weights. Raises models.toolkit.weightfiles.WeightsFileError."""
        from models.lips import weights

        self._trained = weights.load()

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Piece:
        """The sound's frames, and the stream as it is so far."""
        from models.lips import listening

        ear = listening.resumed(self._trained.network, memory, gap=sample.gap)
        return listening.heard(ear, sample.value, round(params["ahead"] / STEP))

    def predict(self, batch: Sequence[Piece]) -> Sequence[tuple[Piece, Answered]]:
        """What the network tells of each frame of each piece."""
        from models.lips import listening

        return [(piece, listening.answered(self._trained.network, piece)) for piece in batch]

    def answer(self, sample: Sample, prediction: tuple[Piece, Answered], params: Params, memory: Memory) -> Answer:
        """Frames are of 20 ms and counted from the stream's begin.

        The data are, of each frame that was heard, ``heard`` being the first's number: ``mel``, 40 greys, the lowest
        band first; ``wave``, four peaks 0..1; ``loudness``, how far the baseline opens the mouth, 0..1. And of each
        frame that is told, ``told`` being the first's number: ``said``, its viseme's name; ``visemes``, the
        probabilities of all 14; ``mouth``, how far it is open, wide, round, pressed, and the lower lip tucked in, each
        0..1; ``closed``, whether the lips touch. ``behind``: by how many seconds the middle of the last frame told is
        behind the end of the sound.
        """
        from models.lips import listening

        piece, answered = prediction
        data, ear = listening.told(piece, answered, self._trained.closes)
        return Answer(data, memory=listening.remembered(ear))

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame:
        """Of a moment the face; of more the mouths along it, above what was told, heard, and how loud it was."""
        from models.lips import drawing

        if len(answer.data["mouth"]) <= drawing.MOMENT:
            words = page_texts(self.folder, self.drawn_in)
            return drawing.face(answer.data, words, beside=params["beside"])
        return drawing.strip(answer.data)

    def example(self) -> Any:
        """A sentence that a volunteer reads (LibriVox, public domain): float32 (n,), 16 kHz."""
        from models.toolkit.sounds import from_wav

        return from_wav((self.folder / SENTENCE).read_bytes(), self.source.rate)
