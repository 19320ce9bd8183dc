"""What every demo that looks at people's poses does alike: everything up to what it makes of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from models.assets import assets
from models.contract.demo import Demo, Memory, Params, Sample, Size
from models.toolkit import frames
from models.toolkit.poses import finding
from models.toolkit.poses.finding import Finder, Input
from models.toolkit.poses.people import People

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.toolkit.devices import Device


class LooksAtPeople(Demo):
    """Its parameters hold ``finding.SIZE``; ``answer`` gets the people of a frame."""

    assets: ClassVar[tuple[str, ...]] = (*finding.ASSETS, "astronaut.png")
    max_batch: ClassVar[int] = 1  # LiteRT takes pictures one by one; a GPU takes several at once
    gpu_batch: ClassVar[int] = 8
    spreads = True

    _finder: Finder

    def size(self, params: Params) -> Size:
        """The pose network's input, which holds a frame of any proportions."""
        return finding.SIZES[params["size"]]

    def lighter(self, params: Params) -> dict[str, Any] | None:
        """The next smaller picture for the pose network; what is drawn on keeps its size."""
        return finding.lighter(params)

    def batch_key(self, params: Params) -> Hashable:
        """One input size a batch."""
        return str(params["size"])

    def load(self, device: Device) -> None:
        """Read the pose network's weights, build it and run it once."""
        self._finder = Finder(device)

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Input:
        """Letterbox a frame to the pose network's input size; a portrait frame gets the size turned."""
        return finding.made_ready(sample.value, self.size(params))

    def predict(self, batch: Sequence[Input]) -> list[People]:
        """The people in each frame, best first, in fractions of the frame, nobody twice; ids are 1 to n."""
        return self._finder.find(batch)

    def example(self) -> Frame:
        """An astronaut, sitting."""
        return frames.decode(assets.path("astronaut.png").read_bytes())
