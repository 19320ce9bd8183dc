"""The style demo: the camera's picture as a painting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from models.assets import assets
from models.contract.demo import PICTURE, Answer, Demo, Jpeg, Memory, Params, Picture, Sample, Size
from models.contract.parameters import Choice, Number, Option, Switch, Upload
from models.contract.pictures import STILL
from models.style.styles import OPTIONS
from models.toolkit import frames, resizing

if TYPE_CHECKING:
    from models.contract.demo import Frame
    from models.style.painter import Painter
    from models.toolkit.devices import Device

DETAILS = (
    Option("320x240", "Fast, 320 × 240"),
    Option("384x288", "384 × 288"),
    Option("480x360", "480 × 360"),
    Option("640x480", "Fine, 640 × 480"),
)


@dataclass(frozen=True)
class Canvas:
    """What goes into ``predict``: the frame at painting size, and how it is to be painted.

    In the style of ``picture`` where there is one, else in the ``first`` style of the 26 with a share ``blend``, 0 to
    1, of the ``second``; not at all at a ``strength`` of 0.
    """

    frame: Frame
    first: int
    second: int
    blend: float
    strength: float
    picture: Picture | None


class Painting(NamedTuple):
    """What comes out: ``frame`` is what was painted, ``painting`` the network's answer, both of one shape."""

    frame: Frame
    painting: Frame


class StyleDemo(Demo):
    """26 painted styles and their blends, or any uploaded picture as the style."""

    name = "style"
    title = "Your room as a painting"
    invite = "Turn your room into a painting"
    summary = "A network repaints each camera frame in one of 26 styles, or in the style of a picture you give it."
    place = 20
    params = (
        Choice(
            name="style",
            label="Style",
            help="The style to paint in.",
            default="19",
            options=OPTIONS,
        ),
        Choice(
            name="second",
            label="Blend with",
            help="A second style. Move the blend slider to mix it in.",
            default="15",
            options=OPTIONS,
            advanced=True,
        ),
        Number(
            name="blend",
            label="Blend",
            help="0 paints in the first style alone, 1 in the second alone.",
            default=0.0,
            minimum=0.0,
            maximum=1.0,
            step=0.05,
        ),
        Number(
            name="strength",
            label="Strength",
            help="How much of the painting you see: 0 is the camera's picture, 1 the painting.",
            default=1.0,
            minimum=0.0,
            maximum=1.0,
            step=0.05,
        ),
        Switch(
            name="colours",
            label="Keep my colours",
            help="Paint with the style's strokes, but in the colours that the camera sees.",
            default=False,
        ),
        Choice(
            name="detail",
            label="Detail",
            help="A larger picture shows finer strokes and takes longer.",
            default="320x240",
            options=DETAILS,
        ),
        Upload(
            name="picture",
            label="Your own picture as style",
            help="Give any picture, such as a drawing or a fabric. It then replaces the styles above.",
        ),
        Switch(
            name="steady",
            label="Steady",
            help="Keep still what does not move. Switched off, the strokes shimmer.",
            default=True,
            advanced=True,
        ),
    )
    assets = ("multistyle26.onnx", "arbitrary-predict.onnx", "arbitrary-transform.onnx", "astronaut.png")
    max_batch = 1  # on processors two frames at once take twice as long as one: measured, see card.md
    answer_jpeg = Jpeg(85, full_chroma=True)  # strokes a pixel wide in strong colours: 4:2:0 blurs them
    camera_quality = 0.9  # the picture is small, and the strokes follow every block of it
    # Among many a quarter of a lone visitor's bytes: benchmarks/style_bytes.py, docs/performance.md
    crowd_jpeg, crowd_quality = Jpeg(22, own_tables=True), 0.83

    _painter: Painter

    def size(self, params: Params) -> Size:
        width, height = params["detail"].split("x")
        return Size(int(width), int(height))

    def canvas(self, params: Params) -> Size:
        """No more than what is painted: nothing is drawn on the frame."""
        return self.size(params)

    def decode_size(self, params: Params) -> Size | None:
        """No more than what is painted."""
        return self.size(params)

    def lighter(self, params: Params) -> dict[str, Any] | None:
        """The next smaller painting."""
        sizes = [option.value for option in DETAILS]
        place = sizes.index(params["detail"])
        return {**params, "detail": sizes[place - 1]} if place else None

    def batch_key(self, params: Params) -> Hashable:
        return params["detail"], "styles" if params["picture"] is None else "picture"

    def load(self, device: Device) -> None:
        from models.style.painter import Painter

        styles, predictor, transformer = (assets.path(name) for name in self.assets[:3])
        self._painter = Painter(styles, predictor, transformer, device.cores if device.narrow else 1)

    def settle(self) -> Iterator[None]:
        """Make ready for uploaded pictures, and try whether one alone is to have all cores."""
        yield from self._painter.settle()
        self.spreads = self._painter.spreads

    def prepare(self, sample: Sample, params: Params, memory: Memory) -> Canvas:
        from models.style import pictures

        return Canvas(
            pictures.fit(sample.value, self.size(params)),
            int(params["style"]),
            int(params["second"]),
            params["blend"],
            params["strength"],
            params["picture"],
        )

    def predict(self, batch: Sequence[Canvas]) -> list[Painting]:
        # one by one: instance norm is fastest for a single picture, and shapes may differ within a batch
        return [Painting(canvas.frame, self._paint(canvas)) for canvas in batch]

    def _paint(self, canvas: Canvas) -> Frame:
        if canvas.strength <= 0:
            return canvas.frame
        if canvas.picture is not None:
            return self._painter.paint_like(canvas.picture, canvas.frame, canvas.strength)
        return self._painter.paint(canvas.frame, canvas.first, canvas.second, canvas.blend)

    def answer(self, sample: Sample, prediction: Painting, params: Params, memory: Memory) -> Answer:
        """The picture, with ``steady`` on what is still kept still. Data: the parameters as used, the visitor's own
        picture by its digest.
        """
        from models.style import steadiness

        picture: Picture | None = params["picture"]
        data = {**params, "picture": None if picture is None else picture.key}
        result = composed(prediction, params)
        if not params["steady"] or params["strength"] <= 0:
            return Answer(data, {PICTURE: result})
        result, memory = steadiness.steady(result, prediction.frame, _digest(data), memory, sample.at)
        return Answer(data, {PICTURE: result}, memory)

    def example(self) -> Frame:
        """An astronaut before a flag and a space shuttle, 320 × 240."""
        whole = frames.decode(assets.path("astronaut.png").read_bytes(), STILL)
        height, width = whole.shape[0] * 3 // 4, whole.shape[1]
        return resizing.fit_within(whole[:height, :width], Size(320, 240))


def composed(prediction: Painting, params: Params) -> Frame:
    """What the visitor asked for of a painting, before anything is kept still."""
    from models.style import pictures

    own = params["picture"] is not None
    strength = pictures.visible_share(params["strength"]) if own else params["strength"]
    return pictures.compose(prediction.painting, prediction.frame, strength, params["colours"])


def _digest(used: Mapping[str, Any]) -> bytes:
    encoded = json.dumps(used, sort_keys=True).encode()
    return hashlib.blake2b(encoded, digest_size=8).digest()
