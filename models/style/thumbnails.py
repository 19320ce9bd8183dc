"""Make the demo's pictures: ``python -m models.style.thumbnails``.

thumbs/00.jpg to 25.jpg: the middle of the photograph of Chelsea the cat, painted at 256 × 256 in each style and
reduced to 128 × 128. example.jpg: the astronaut, camera picture and painting in the default style side by side.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from models.assets import assets
from models.contract.demo import Size
from models.contract.parameters import Choice
from models.contract.pictures import STILL
from models.toolkit import devices, frames, resizing
from models.toolkit.importers.onnx import read_weights

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.style.network import StyleNetwork

SIDE, PAINTED = 128, 256
QUALITY = 80
FOLDER = Path(__file__).parent
EXAMPLE_SIZE = Size(640, 480)


def main() -> int:
    """Write the pictures into the demo's folder."""
    devices.configure("cpu")
    from models.style.network import StyleNetwork

    painter = StyleNetwork(read_weights(assets.path("multistyle26.onnx")))
    write_thumbnails(painter, FOLDER / "thumbs")
    (FOLDER / "example.jpg").write_bytes(frames.encode_jpeg(split_example(painter), 48))
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


def split_example(painter: StyleNetwork) -> Frame:
    """Half camera picture, half painting, 640 × 480 RGB uint8."""
    import cv2

    from models.style import network
    from models.style.demo import StyleDemo

    whole = frames.decode(assets.path("astronaut.png").read_bytes(), STILL)
    cropped = whole[: whole.shape[1] * 3 // 4]
    frame = cv2.resize(cropped, EXAMPLE_SIZE, interpolation=cv2.INTER_CUBIC)
    style = next(int(parameter.default) for parameter in StyleDemo.params if isinstance(parameter, Choice))
    picture = painter.paint(frame, network.one_style(style))
    middle = EXAMPLE_SIZE.width * 7 // 16  # through the face
    picture[:, :middle] = frame[:, :middle]
    picture[:, middle - 1 : middle + 1] = 255
    return picture


if __name__ == "__main__":
    sys.exit(main())
