"""What the demo can look for in a still: what each needs of a frame, and its network, built when it is first asked.

The card's network is NumPy and there at once; the others need TensorFlow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from models.content.network import SIDE, STRIDE, still
from models.toolkit import described

if TYPE_CHECKING:
    from models.content.network import CardNet
    from models.contract.demo import Frame

Array = np.ndarray[Any, Any]
Network = TypeVar("Network")

PUBLISHED = ("nsfwjs-model.js", "nsfwjs-weights.js")


class Found(NamedTuple):
    """What a network says of one still.

    ``probability`` of what is looked for, 0..1, None where the page has to say; ``where`` its place in shares of width
    and height; ``features`` as :func:`models.toolkit.described.packed` gives them, for a page that says for itself.
    """

    probability: float | None
    where: dict[str, float] | None = None
    features: str | None = None


class Watcher(Protocol):
    """One thing that is looked for."""

    def prepare(self, frame: Frame) -> Array:
        """RGB uint8 (height, width, 3) as the network takes it."""

    def __call__(self, batch: Sequence[Array]) -> list[Found]:
        """What is found in each, in order. May be called from several threads."""


class Once(Generic[Network]):
    """A network that is built when it is first asked for, by one thread."""

    def __init__(self, build: Callable[[], Network]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._built: Network | None = None

    def __call__(self) -> Network:
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built


class CardWatcher:
    """A red card held up."""

    def __init__(self, network: CardNet) -> None:
        self._network = network

    def prepare(self, frame: Frame) -> Array:
        """(96, 128, 3): the picture squeezed where it has another shape."""
        import cv2

        return np.asarray(cv2.resize(frame, tuple(SIDE), interpolation=cv2.INTER_AREA))

    def __call__(self, batch: Sequence[Array]) -> list[Found]:
        return [Found(still(cells), _place(cells)) for cells in self._network(np.stack(batch))]


class TaughtWatcher:
    """What a visitor taught a layer of their own, which stays in their page: here are the features that it goes by."""

    def __init__(self) -> None:
        self._network = Once(_looking)

    def settle(self) -> None:
        """Build the network, and run it once."""
        self._network()(np.zeros((192, 256, 3), np.uint8))

    def prepare(self, frame: Frame) -> Array:
        """As the demo that teaches makes a frame ready, so that the features mean the same."""
        return described.made_ready(frame)

    def __call__(self, batch: Sequence[Array]) -> list[Found]:
        network = self._network()
        return [Found(None, features=described.packed(network(picture)[1])) for picture in batch]


class PublishedWatcher:
    """What the real network would keep away, as one number."""

    def __init__(self) -> None:
        self._network = Once(_published)

    def settle(self) -> None:
        """Build the network, and run it once."""
        self._network()(np.zeros((240, 320, 3), np.uint8))

    def prepare(self, frame: Frame) -> Array:
        """As it is: the network resizes in its own way."""
        return frame

    def __call__(self, batch: Sequence[Array]) -> list[Found]:
        network = self._network()
        return [Found(network(picture)) for picture in batch]


def _published() -> Any:
    from models.assets import assets
    from models.content.published import Published

    return Published(*(assets.path(name) for name in PUBLISHED))


def _looking() -> Any:
    from models.assets import assets
    from models.toolkit.looking import Looking

    return Looking(assets.path(described.ASSET))


def _place(cells: Array) -> dict[str, float]:
    """The middle of the likeliest cell of a map (12, 16)."""
    row, column = np.unravel_index(int(cells.argmax()), cells.shape)
    x, y = (float(column) + 0.5) * STRIDE / SIDE.width, (float(row) + 0.5) * STRIDE / SIDE.height
    return {"x": round(x, 4), "y": round(y, 4)}
