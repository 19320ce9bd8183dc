"""Frames to people, as every demo that looks at poses does it: letterboxed, through the network, and counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models.assets import assets
from models.contract.demo import Params, Size
from models.contract.parameters import Choice, Number, Option
from models.toolkit import resizing
from models.toolkit.poses import people
from models.toolkit.poses.network import STRIDE
from models.toolkit.poses.people import People

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.toolkit.devices import Device

ASSETS = ("movenet-multipose.json", "movenet-multipose.bin")
SIZES = {"fast": Size(256, 192), "balanced": Size(256, 256), "fine": Size(320, 256), "far": Size(512, 384)}
"""From the lightest on; what ``Finder`` does not try while it is built is built when it is first asked for."""
_TRIED = ("fast", "balanced", "fine")
FLOOR = 0.02  # below this a row is nobody, whatever confidence is asked for
NUMBER = Number(
    name="people",
    label="How many people",
    help="At most this many are drawn. The network can find six.",
    default=6,
    minimum=1,
    maximum=6,
    step=1,
)
SIZE = Choice(
    name="size",
    label="Speed or detail",
    help="How large the picture is that the network sees. Larger finds smaller people and takes longer.",
    default="balanced",
    options=(
        Option("fast", "Fast: 256 × 192"),
        Option("balanced", "Balanced: 256 × 256"),
        Option("fine", "Fine: 320 × 256"),
        Option("far", "Far away: 512 × 384"),
    ),
)


class Input(NamedTuple):
    """A frame made ready.

    ``picture``: letterboxed RGB uint8; ``inner``: the frame's place in it (left, top, width, height in fractions);
    ``aspect``: the frame's width by its height.
    """

    picture: Frame
    inner: tuple[float, float, float, float]
    aspect: float


class Finder:
    """MoveNet MultiPose with its weights. Raises models.assets.assets.AssetError where a file is wrong or missing."""

    def __init__(self, device: Device) -> None:
        from models.toolkit.poses.network import MultiPose

        self.network = MultiPose(assets.path(ASSETS[0]), assets.path(ASSETS[1]), device)
        for size in (SIZES[name] for name in _TRIED):
            self.network(np.zeros((1, size.height, size.width, 3), np.uint8))

    def find(self, batch: Sequence[Input]) -> list[People]:
        """The people in each frame, best first, in fractions of the frame, nobody twice; ids are 1 to n."""
        found: list[People] = [people.nobody()] * len(batch)
        for shape in sorted({item.picture.shape for item in batch}):
            rows = [row for row, item in enumerate(batch) if item.picture.shape == shape]
            outputs = self.network(np.stack([batch[row].picture for row in rows]), FLOOR)
            for row, output in zip(rows, outputs, strict=True):
                found[row] = _people(output, batch[row])
        return found


def made_ready(frame: Frame, size: Size) -> Input:
    """Scale a frame into the network's largest input, which is turned for a portrait frame, with as little black beside
    it as sides of multiples of 32 allow: what is black costs as much as what is seen.
    """
    height, width = frame.shape[:2]
    if height > width:
        size = Size(size.height, size.width)
    size = _holding(resizing.fitted(width, height, size), size)
    picture, scale, left, top = resizing.letterbox(frame, size)
    across, down = size
    inner = (left / across, top / down, width * scale / across, height * scale / down)
    return Input(picture, inner, width / height)


def _holding(inner: Size, most: Size) -> Size:
    """The smallest input that holds a picture."""
    return Size(*(min(limit, -(-side // STRIDE) * STRIDE) for side, limit in zip(inner, most, strict=True)))


def lighter(params: Params) -> dict[str, Any] | None:
    """The next smaller picture for the network; what is drawn on keeps its size."""
    place = list(SIZES).index(params["size"])
    return {**params, "size": list(SIZES)[place - 1]} if place else None


def _people(output: np.ndarray, item: Input) -> People:
    found = people.unboxed(people.from_rows(output, FLOOR), item.inner)
    return people.without_duplicates(found, item.aspect).numbered()
