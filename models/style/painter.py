"""Both networks behind one face: paint a frame in a style of the 26, in a blend, or like an uploaded picture."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.contract.demo import Picture
from models.style import arbitrary, pictures
from models.style.layers import Array
from models.style.network import StyleNetwork, blend_styles
from models.toolkit.importers.onnx import read_weights

REMEMBERED_PICTURES = 64
"""How many uploaded pictures' style vectors are kept, 400 bytes each."""
_GREY = np.full((32, 32, 3), 128, np.uint8)


class _ForPictures(NamedTuple):
    """The networks that paint like an uploaded picture."""

    predictor: arbitrary.StylePredictor
    transformer: arbitrary.StyleTransformer


class Painter:
    """The networks with their weights: at once what paints in the 26 styles; what paints like a picture when it is
    first asked for, or by :meth:`settle`.

    Raises: models.toolkit.importers.onnx.OnnxError and layers.WeightsError when a file does not hold the right weights.
    """

    def __init__(self, styles: Path, predictor: Path, transformer: Path, cores: int = 1) -> None:
        """``cores``: the threads that a picture may have that is alone."""
        self._styles = StyleNetwork(read_weights(styles))
        self._files, self._cores = (predictor, transformer), cores
        self._made: _ForPictures | None = None
        self._making = threading.Lock()
        self._vectors: OrderedDict[str, Array] = OrderedDict()
        self._lock = threading.Lock()
        self.paint(_GREY, 0, 0, 0.0)

    def settle(self) -> Iterator[None]:
        """Make what is not there yet, and find out whether a picture that is alone is to have all cores; in steps."""
        self._for_pictures()
        yield
        if self._cores > 1:
            frame = np.full((1, 240, 320, 3), 128, np.uint8)
            yield from self._styles.bytes.deciding(self._cores, frame, blend_styles(0, 0, 0.0))
            if self._styles.bytes.is_wide:
                vector = np.zeros(arbitrary.VECTOR, np.float32)
                yield from self._transformer.bytes.deciding(self._cores, frame, vector)

    @property
    def spreads(self) -> bool:
        """Whether a picture that is alone gets all cores, where that pays on this machine."""
        return self._styles.bytes.is_wide and self._made is not None and self._transformer.bytes.is_wide

    @property
    def _predictor(self) -> arbitrary.StylePredictor:
        return self._for_pictures().predictor

    @property
    def _transformer(self) -> arbitrary.StyleTransformer:
        return self._for_pictures().transformer

    def _for_pictures(self) -> _ForPictures:
        """Made once, and run once on a tiny picture: TensorFlow's tracing takes a second."""
        with self._making:
            if self._made is None:
                predictor, transformer = (read_weights(file) for file in self._files)
                made = _ForPictures(arbitrary.StylePredictor(predictor), arbitrary.StyleTransformer(transformer))
                made.transformer.paint(_GREY, made.predictor.vector(pictures.square(_GREY, arbitrary.STYLE_SIDE)))
                self._made = made
        return self._made

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
