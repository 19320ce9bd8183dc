"""Networks by LiteRT (XNNPACK), for processors: where it is the faster of the two, as measured for each network."""

from __future__ import annotations

import threading
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

KEPT = 8
"""How many input sizes, by number of threads, keep their interpreters; each holds the weights once more."""


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
    """A model, run picture by picture; several threads may call it at once.

    A picture that has the processor to itself gets ``alone`` threads, for the shortest wait; where several are
    computed at the same time each gets ``threads``, for the highest rate. Interpreters, one for each input size and
    number of threads that is in use at once, are made when they are first needed and kept.
    """

    def __init__(self, model: bytes, threads: int, alone: int = 0) -> None:
        self._model, self._threads, self._alone = model, threads, alone or threads
        self._free: OrderedDict[tuple[tuple[int, ...], int], list[_Interpreter]] = OrderedDict()
        self._running = 0
        self._lock = threading.Lock()

    def __call__(self, pictures: Array) -> Sequence[Array]:
        """pictures (n, height, width, channels), of the model's type → its outputs in order, each (n, …)."""
        each = [self._one(picture[None]) for picture in pictures]
        return each[0] if len(each) == 1 else [np.concatenate(outputs) for outputs in zip(*each, strict=True)]

    def _one(self, picture: Array) -> list[Array]:
        with self._interpreter(picture.shape) as interpreter:
            return interpreter(picture)

    @contextmanager
    def _interpreter(self, shape: tuple[int, ...]) -> Iterator[_Interpreter]:
        """An interpreter that nobody else has meanwhile."""
        with self._lock:
            threads = self._threads if self._running else self._alone
            self._running += 1
            free = self._free.get((shape, threads))
            interpreter = free.pop() if free else None
        try:
            if interpreter is None:
                interpreter = _Interpreter(self._model, shape, threads)
            yield interpreter
        finally:
            with self._lock:
                self._running -= 1
                if interpreter is not None:
                    self._keep((shape, threads), interpreter)

    def _keep(self, kind: tuple[tuple[int, ...], int], interpreter: _Interpreter) -> None:
        self._free.setdefault(kind, []).append(interpreter)
        self._free.move_to_end(kind)
        if len(self._free) > KEPT:
            self._free.popitem(last=False)


class _Interpreter:
    """One interpreter, its places of input and outputs looked up once."""

    def __init__(self, model: bytes, shape: tuple[int, ...], threads: int) -> None:
        import tensorflow as tf

        with warnings.catch_warnings():
            # TensorFlow announces that its interpreter will move to a package of its own; the version is pinned.
            warnings.simplefilter("ignore")
            self._interpreter = tf.lite.Interpreter(model_content=model, num_threads=threads)
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._interpreter.resize_tensor_input(self._input, shape)
        self._interpreter.allocate_tensors()
        # The converter keeps the outputs' order but not their names.
        self._outputs = [output["index"] for output in self._interpreter.get_output_details()]

    def __call__(self, picture: Array) -> list[Array]:
        self._interpreter.set_tensor(self._input, picture)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(output) for output in self._outputs]
