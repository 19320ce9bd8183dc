"""Networks by LiteRT (XNNPACK), for processors: where it is the faster of the two, as measured for each network."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

KEPT = 8
"""How many input sizes keep their interpreter; each holds the weights once more."""


def convert(function: Any, *, quantised: bool = False) -> bytes:
    """A concrete TensorFlow function as a LiteRT model.

    ``quantised`` keeps the weights in 8 bits and multiplies in whole numbers (dynamic-range quantisation): several
    times faster on processors that can, and only for networks whose outputs bear it.
    """
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_concrete_functions([function])
    if quantised:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return bytes(converter.convert())


class LiteNetwork:
    """A model, run picture by picture. Each input size has an interpreter of its own, made at its first use."""

    def __init__(self, model: bytes, threads: int) -> None:
        self._model, self._threads = model, threads
        self._interpreters: OrderedDict[tuple[int, ...], Any] = OrderedDict()

    def __call__(self, pictures: Array) -> Sequence[Array]:
        """pictures (n, height, width, channels), of the model's type → its outputs in order, each (n, …)."""
        each = [self._one(picture[None]) for picture in pictures]
        return each[0] if len(each) == 1 else [np.concatenate(outputs) for outputs in zip(*each, strict=True)]

    def _one(self, picture: Array) -> list[Array]:
        interpreter = self._interpreter(picture.shape)
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture)
        interpreter.invoke()
        # The converter keeps the outputs' order but not their names.
        return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]

    def _interpreter(self, shape: tuple[int, ...]) -> Any:
        if shape not in self._interpreters:
            self._interpreters[shape] = self._new_interpreter(shape)
            if len(self._interpreters) > KEPT:
                self._interpreters.popitem(last=False)
        self._interpreters.move_to_end(shape)
        return self._interpreters[shape]

    def _new_interpreter(self, shape: tuple[int, ...]) -> Any:
        import tensorflow as tf

        with warnings.catch_warnings():
            # TensorFlow announces that its interpreter will move to a package of its own; the version is pinned.
            warnings.simplefilter("ignore")
            interpreter = tf.lite.Interpreter(model_content=self._model, num_threads=self._threads)
        interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], shape)
        interpreter.allocate_tensors()
        return interpreter
