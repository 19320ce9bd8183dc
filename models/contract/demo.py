"""The contract of a demo.

A demo is one folder with a ``demo.py`` that defines one subclass of :class:`Demo`. What the class
declares (name, source, parameters, sizes) can be read without TensorFlow; TensorFlow is imported inside
:meth:`Demo.load`, which only worker processes call.

Every picture in this package is RGB uint8 of shape (height, width, 3) unless a docstring says otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from models.contract.sources import Camera, Clock, Source

if TYPE_CHECKING:
    import numpy as np

    from models.contract.parameters import Parameter
    from models.toolkit.devices import Device

    Frame = np.ndarray

Params = Mapping[str, Any]
"""A demo's parameters by name, checked once where they came in; nobody changes them."""
Memory = Mapping[str, Any]
"""What a stream remembers: plain values and NumPy arrays by name (``models.toolkit.memory``); empty at first."""
PICTURE = "picture"
"""The layer that needs no composing: it is what the visitor sees."""


class Size(NamedTuple):
    """Width and height of a picture in pixels."""

    width: int
    height: int


class Jpeg(NamedTuple):
    """How an answer is encoded: ``quality`` 1 to 100, and whether colours keep every pixel (4:4:4) or every other
    one in both directions (4:2:0), which is smaller and faster and blurs fine, strong colours. ``own_tables``: Huffman
    tables of the picture's own, the same picture in some percent fewer bytes for twice the time.
    """

    quality: int = 85
    full_chroma: bool = False
    own_tables: bool = False


class Png(NamedTuple):
    """How a layer is encoded of which every number counts."""


@dataclass(frozen=True)
class Picture:
    """An uploaded picture as a demo receives it.

    ``key`` is a digest of the pixels' encoding: equal pictures have equal keys, so that what is computed
    from a picture can be cached. ``rgb`` is RGB uint8 of shape (height, width, 3).
    """

    key: str
    rgb: Frame


@dataclass(frozen=True)
class Poll:
    """A question that visitors vote on. Its page casts and shows votes with static/js/shared/votes.js.

    ``name`` is its name on the wire, lower-case and the only one of that name in all demos. ``choices`` are each
    value's label, in the order in which they are shown. A vote is about a ``subject`` (a caption, a round of a
    game): one of ``subjects``, or any where that is empty.
    """

    name: str
    question: str
    choices: Mapping[str, str]
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """What a demo is fed with.

    ``value`` depends on the demo's source: a frame, RGB uint8 (height, width, 3); a sound, mono float32 (n,), -1 to 1;
    None of a clock. ``at`` is when it came, in seconds of a clock of unknown origin that only moves forward. ``gap``
    says that of this stream something was lost since the sample before.
    """

    value: Any
    at: float = 0.0
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a demo makes of a sample.

    ``data`` is JSON-ready: plain numbers, strings, lists and dicts. ``layers`` are pictures by name, grey (height,
    width) or RGB (height, width, 3), uint8, of the network's own size: what a page composes with the frame that it
    kept. ``memory`` is the stream's next one; empty where there is nothing to remember.
    """

    data: dict[str, Any]
    layers: Mapping[str, Frame] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)


class Demo:
    """One demonstration: a network, what feeds it and what it answers.

    A worker calls, for each sample, ``prepare`` → ``predict`` (for a batch) → ``answer`` and, for whoever cannot
    compose, ``render``. ``prepare`` may run in one thread while ``predict`` runs in others, and the last two in yet
    another. Calls of ``predict`` may overlap, as many as the device has lanes; those of the others never do.
    """

    name: ClassVar[str]
    """The name in URLs and on the wire; lower-case letters, the folder's name."""
    title: ClassVar[str]
    summary: ClassVar[str]
    """One sentence for the gallery."""
    invite: ClassVar[str] = ""
    """What a visitor gets to do, as the gallery's card says it ("See your skeleton"); else the title stands there."""
    place: ClassVar[int] = 50
    """Where it hangs in the gallery: the smallest first; demos of the same place by name."""
    source: ClassVar[Source] = Camera()
    """What feeds it."""
    recurrent: ClassVar[bool] = False
    """Whether memory feeds the network: then one sample of a stream is under way at a time, in order. Otherwise the
    memory that ``prepare`` gets may be one sample old."""
    memory_version: ClassVar[int] = 1
    """Another one, whenever what is remembered changes its form: older memories then count as empty."""
    params: ClassVar[tuple[Parameter, ...]] = ()
    assets: ClassVar[tuple[str, ...]] = ()
    """Names in assets.toml that must be there before ``load``."""
    polls: ClassVar[tuple[Poll, ...]] = ()
    """What visitors may vote on."""
    max_batch: ClassVar[int] = 1
    """The most frames that one ``predict`` gets on a processor."""
    gpu_batch: ClassVar[int] = 0
    """The most frames that one ``predict`` gets on a GPU; 0 for ``max_batch``."""
    answer_jpeg: ClassVar[Jpeg] = Jpeg()
    """How a whole picture is sent back; ``python -m benchmarks.jpeg`` measures what suits a demo."""
    crowd_jpeg: ClassVar[Jpeg | None] = None
    """The same where four or more share the machine, and with it a room's Wi-Fi; None for no other."""
    camera_quality: ClassVar[float] = 0.82
    """The JPEG quality that a browser is asked to send, 0 to 1."""
    crowd_quality: ClassVar[float | None] = None
    """The same where four or more share the machine; None for no other."""
    page_makes: ClassVar[tuple[str, ...]] = ()
    """Layers that the demo's own page makes of its frame by itself, so that no live page is sent them."""
    spreads: bool = False
    """Whether ``predict`` takes all cores of a processor when it is called alone, as ``models.toolkit.lite`` and
    ``models.toolkit.spread`` do. While there is one visitor only, a worker then calls it, and all other stages, for one
    picture after the other."""
    drawn_in: str = "en"
    """The language of the words that ``render`` draws; scripts.loops draws in each that a card needs."""
    uses_tensorflow: ClassVar[bool] = True
    """Whether TensorFlow is set up for the device before ``load``. A demo without it is there seconds earlier."""

    @property
    def folder(self) -> Path:
        """The demo's own folder, where card.md, example.jpg and weights lie."""
        import sys

        return Path(str(sys.modules[type(self).__module__].__file__)).parent

    def size(self, params: Params) -> Size:
        """The network's input size, landscape: what is sent by whoever composes. Portrait sends it turned."""
        return Size(640, 480)

    def canvas(self, params: Params) -> Size:
        """The picture size, landscape, that is sent by whoever has the server draw; portrait sends it turned."""
        return Size(640, 480)

    def decode_size(self, params: Params) -> Size | None:
        """The largest frame, landscape, that this demo makes use of: a larger one is reduced while it is decoded,
        which is faster. None where the frame is needed as it came, as by a demo that draws on it.
        """
        return None

    def encoding(self, layer: str, params: Params) -> Jpeg | Png:
        """How a layer is sent."""
        return self.answer_jpeg if layer == PICTURE else Png()

    def lighter(self, params: Params) -> dict[str, Any] | None:
        """The parameters of the next lighter way of working, such as a smaller picture, for when many share the
        machine; None where there is none.
        """
        return None

    def batch_key(self, params: Params) -> Hashable:
        """Frames whose keys are equal may share one ``predict``."""
        return ()

    def batch_on(self, kind: str) -> int:
        """The most frames that one ``predict`` gets on a device of this kind, "cpu" or "gpu"."""
        return self.gpu_batch or self.max_batch if kind == "gpu" else self.max_batch

    def load(self, device: Device) -> None:
        """Build the network and load its weights. Called once, in a worker.

        Raises: models.assets.assets.AssetError when a weight file is missing or not what the manifest says.
        """
        raise NotImplementedError

    def settle(self) -> Iterator[None]:
        """What may wait until no demo waits to be loaded, in steps of about a second at most. Run after ``load``, in
        the thread that loads, while the demo is already in use; what it fails at is logged and left out.
        """
        yield from ()

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Any:
        """Turn a sample into the network's input (any object; ``predict`` gets a list of them).

        ``memory`` is the newest known; see ``recurrent``. The sample's value stays as it is.
        """
        raise NotImplementedError

    def predict(self, batch: Sequence[Any]) -> Sequence[Any]:
        """Run the network on 1 to ``batch_on`` inputs; one prediction for each, in order."""
        raise NotImplementedError

    def answer(self, sample: Sample, prediction: Any, params: Params, memory: Memory) -> Answer:
        """What is told and shown of a prediction, steadied by what the stream remembers.

        ``memory`` is what the answer before gave; empty at a stream's first sample and after anything that cannot be
        read. It may be that of other parameters, or of a frame of another shape.
        """
        raise NotImplementedError

    def render(self, sample: Sample, answer: Answer, params: Params) -> Frame | None:
        """What whoever cannot compose is shown, RGB uint8; the sample's frame may be drawn upon. None for nothing.

        Needed only of a demo whose answers have no layer ``picture``. Words are in ``drawn_in``.
        """
        return answer.layers.get(PICTURE)

    def run(self, sample: Sample, params: Params, memory: Memory = MappingProxyType({})) -> Answer:
        """One sample's whole way, for what is no worker; a worker takes the steps apart."""
        (prediction,) = self.predict([self.prepare(sample, params, memory)])
        return self.answer(sample, prediction, params, memory)

    def example(self) -> Any:
        """A sample's value on which the demo has something to show: for warm-up, self-test and the gallery."""
        if isinstance(self.source, Clock):
            return None
        raise NotImplementedError
