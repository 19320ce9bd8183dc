"""The contract of a demo.

A demo is one folder with a ``demo.py`` that defines one subclass of :class:`Demo`. What the class
declares (name, parameters, sizes) can be read without TensorFlow; TensorFlow is imported inside
:meth:`Demo.load`, which only worker processes call.

Every picture in this package is RGB uint8 of shape (height, width, 3) unless a docstring says otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from models.contract.parameters import Parameter
    from models.toolkit.devices import Device

    Frame = np.ndarray


class Size(NamedTuple):
    """Width and height of a picture in pixels."""

    width: int
    height: int


class Jpeg(NamedTuple):
    """How an answer is encoded: ``quality`` 1 to 100, and whether colours keep every pixel (4:4:4) or every other
    one in both directions (4:2:0), which is smaller and faster and blurs fine, strong colours.
    """

    quality: int = 85
    full_chroma: bool = False


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


class Remembered(NamedTuple):
    """What :meth:`Demo.remember` returns: the steadied prediction and the stream's next memory."""

    prediction: Any
    memory: bytes


class Demo:
    """One demonstration: a network, what feeds it and what draws its answer.

    A worker calls, for each frame, ``prepare`` → ``predict`` (for a batch) → ``remember`` → ``render`` and
    ``data``. ``prepare`` may run in one thread while ``predict`` runs in others, and the last three in yet
    another. Calls of ``predict`` may overlap, as many as the device has lanes; those of the others never do.
    """

    name: ClassVar[str]
    """The name in URLs and on the wire; lower-case letters, the folder's name."""
    title: ClassVar[str]
    summary: ClassVar[str]
    """One sentence for the gallery."""
    place: ClassVar[int] = 50
    """Where it hangs in the gallery: the smallest first; demos of the same place by name."""
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
    """How what ``render`` gives is sent back; ``python -m benchmarks.jpeg`` measures what suits a demo."""
    camera_quality: ClassVar[float] = 0.82
    """The JPEG quality that a browser is asked to send, 0 to 1."""
    spreads: ClassVar[bool] = False
    """Whether ``predict`` takes all cores of a processor when it is called alone, as ``models.toolkit.lite`` and
    ``models.toolkit.spread`` do. While there is one visitor only, a worker then calls it, and all other stages, for one
    picture after the other."""
    uses_tensorflow: ClassVar[bool] = True
    """Whether TensorFlow is set up for the device before ``load``. A demo without it is there seconds earlier."""
    has_memory: ClassVar[bool] = False
    """Whether ``remember`` does anything: what a stream remembers travels with its frames."""

    @property
    def folder(self) -> Path:
        """The demo's own folder, where card.md, example.jpg and weights lie."""
        import sys

        return Path(str(sys.modules[type(self).__module__].__file__)).parent

    def size(self, params: Mapping[str, Any]) -> Size:
        """The picture size that a browser does best to send, landscape; portrait sends it turned."""
        return Size(640, 480)

    def decode_size(self, params: Mapping[str, Any]) -> Size | None:
        """The largest frame, landscape, that this demo makes use of: a larger one is reduced while it is decoded,
        which is faster. None where the frame is needed as it came, as by a demo that draws on it.
        """
        return None

    def lighter(self, params: Mapping[str, Any]) -> dict[str, Any] | None:
        """The parameters of the next lighter way of working, such as a smaller picture, for when many share the
        machine; None where there is none.
        """
        return None

    def batch_key(self, params: Mapping[str, Any]) -> Hashable:
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

    def prepare(self, frame: Frame, params: Mapping[str, Any]) -> Any:
        """Turn a frame into the network's input (any object; ``predict`` gets a list of them)."""
        raise NotImplementedError

    def predict(self, batch: Sequence[Any]) -> Sequence[Any]:
        """Run the network on 1 to ``batch_on`` inputs; one prediction for each, in order."""
        raise NotImplementedError

    def remember(
        self, frame: Frame, prediction: Any, params: Mapping[str, Any], memory: bytes, now: float
    ) -> Remembered:
        """Steady a prediction by what the stream remembers.

        ``memory`` is empty at a stream's first frame and after anything that the demo cannot read; ``now`` is
        when the frame was received, in seconds of a clock of unknown origin that only moves forward.
        """
        return Remembered(prediction, memory)

    def render(self, frame: Frame, prediction: Any, params: Mapping[str, Any]) -> Frame:
        """The annotated frame, RGB uint8; ``frame`` may be drawn upon."""
        raise NotImplementedError

    def data(self, prediction: Any, params: Mapping[str, Any]) -> dict[str, Any]:
        """The prediction as JSON-ready data: plain numbers, strings, lists and dicts."""
        raise NotImplementedError

    def example(self) -> Frame:
        """A picture on which the demo has something to show: for warm-up, self-test and the gallery."""
        raise NotImplementedError
