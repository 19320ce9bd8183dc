"""Make the pictures of the styles: ``python -m models.style.thumbnails``.

thumbs/00.jpg to 25.jpg: the middle of the photograph of Chelsea the cat, painted at 256 × 256 in each style and
reduced to 128 × 128.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from models.assets import assets
from models.contract.demo import Size
from models.contract.pictures import STILL
from models.toolkit import devices, frames, resizing
from models.toolkit.importers.onnx import read_weights

if TYPE_CHECKING:
    from models.style.network import StyleNetwork

SIDE, PAINTED = 128, 256
QUALITY = 80
FOLDER = Path(__file__).parent


def main() -> int:
    """Write the pictures into the demo's folder."""
    devices.configure("cpu")
    from models.style.network import StyleNetwork

    painter = StyleNetwork(read_weights(assets.path("multistyle26.onnx")))
    write_thumbnails(painter, FOLDER / "thumbs")
    return 0


def write_thumbnails(painter: StyleNetwork, folder: Path) -> None:
    """One small JPEG for each style."""
    from models.style import network, pictures

    photograph = frames.decode(assets.path("chelsea.png").read_bytes(), STILL)
    square = (pictures.square(photograph, PAINTED) * 255 + 0.5).astype("uint8")
    folder.mkdir(exist_ok=True)
    for index in range(network.STYLES):
        painted = painter.paint(square, network.one_style(index))
        thumbnail = frames.encode_jpeg(resizing.fit_within(painted, Size(SIDE, SIDE)), QUALITY)
        (folder / f"{index:02d}.jpg").write_bytes(thumbnail)


if __name__ == "__main__":
    sys.exit(main())
