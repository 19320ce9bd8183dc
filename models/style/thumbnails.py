"""Make the picture of the styles: ``python -m models.style.thumbnails``.

thumbs.jpg, a column of squares, one a style: the middle of the photograph of Chelsea the cat, painted at 256 × 256 in
each style and reduced to 128 × 128.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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
    """Write the picture into the demo's folder."""
    devices.configure("cpu")
    from models.style.network import StyleNetwork

    painter = StyleNetwork(read_weights(assets.path("multistyle26.onnx")))
    write_thumbnails(painter, FOLDER / "thumbs.jpg")
    return 0


def write_thumbnails(painter: StyleNetwork, file: Path) -> None:
    """All styles in one JPEG."""
    from models.style import network, pictures

    photograph = frames.decode(assets.path("chelsea.png").read_bytes(), STILL)
    square = (pictures.square(photograph, PAINTED) * 255 + 0.5).astype("uint8")
    painted = [painter.paint(square, network.one_style(index)) for index in range(network.STYLES)]
    column = np.concatenate([resizing.fit_within(one, Size(SIDE, SIDE)) for one in painted])
    file.write_bytes(frames.encode_jpeg(column, QUALITY))


if __name__ == "__main__":
    sys.exit(main())
