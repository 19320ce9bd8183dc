"""Both networks behind one face: paint a frame in a style of the 26, in a blend, or like an uploaded picture."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from models.contract.demo import Picture
from models.style import arbitrary, pictures
from models.style.layers import Array
from models.style.network import StyleNetwork, blend_styles
from models.toolkit.importers.onnx import read_weights

REMEMBERED_PICTURES = 64
"""How many uploaded pictures' style vectors are kept, 400 bytes each."""


class Painter:
    """The networks with their weights.

    ``spreads`` tells whether a picture that is alone gets all ``cores``, the threads that it may have then: where that
    pays on this machine.

    Raises: models.toolkit.importers.onnx.OnnxError and layers.WeightsError when a file does not hold the right weights.
    """

    def __init__(self, styles: Path, predictor: Path, transformer: Path, cores: int = 1) -> None:
        self._styles = StyleNetwork(read_weights(styles))
        self._predictor = arbitrary.StylePredictor(read_weights(predictor))
        self._transformer = arbitrary.StyleTransformer(read_weights(transformer))
        self._vectors: OrderedDict[str, Array] = OrderedDict()
        self._lock = threading.Lock()
        self._warm_up()
        self.spreads = cores > 1 and self._spread(cores)

    def _spread(self, cores: int) -> bool:
        frame = np.full((240, 320, 3), 128, np.uint8)
        vector = np.zeros(arbitrary.VECTOR, np.float32)
        style = blend_styles(0, 0, 0.0)
        return self._styles.bytes.decide(cores, frame[None], style) and self._transformer.bytes.decide(
            cores, frame[None], vector
        )

    def _warm_up(self) -> None:
        """Run everything once on a tiny picture: TensorFlow's tracing takes a second, which no visitor should wait."""
        grey = np.full((32, 32, 3), 128, np.uint8)
        vector = self._predictor.vector(pictures.square(grey, arbitrary.STYLE_SIDE))
        self._transformer.paint(grey, vector)
        self.paint(grey, 0, 0, 0.0)

    def paint(self, frame: Array, first: int, second: int, share: float) -> Array:
        """frame uint8 (H, W, 3), sides multiples of 4; ``share`` (0..1) of the second style → uint8 of that shape."""
        return self._styles.paint(frame, blend_styles(first, second, share))

    def paint_like(self, picture: Picture, frame: Array, strength: float) -> Array:
        """The frame, uint8 (H, W, 3) with sides multiples of 4, in the style of a picture; strength 0..1."""
        vector = self.vector_of(picture)
        if strength < 1:
            own = self._predictor.vector(pictures.square(frame, arbitrary.STYLE_SIDE))
            vector = own + strength * (vector - own)
        return self._transformer.paint(frame, vector)

    def vector_of(self, picture: Picture) -> Array:
        """The style vector (100,) of an uploaded picture, computed at its first use."""
        with self._lock:
            vector = self._vectors.get(picture.key)
        if vector is None:
            vector = self._predictor.vector(pictures.square(picture.rgb, arbitrary.STYLE_SIDE))
        with self._lock:
            self._vectors[picture.key] = vector
            self._vectors.move_to_end(picture.key)
            while len(self._vectors) > REMEMBERED_PICTURES:
                self._vectors.popitem(last=False)
        return vector
