"""TensorFlow functions that take all cores when they are called alone.

TensorFlow gives every function of a process the same pool of threads. Where lanes compute pictures side by side that
pool has one thread a lane, and a picture that is alone leaves the other cores idle. A session of its own, with a pool
of its own, runs the same graph on all of them. ``devices.configure`` sees to it that pools are not shared.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Call = Callable[..., Array]

PAYS = 0.9
"""What part of the time on one core a call on all cores may take at most. On some machines threads that wait for one
another take longer than a single one."""
TRIES = 24


class Spread:
    """``function``, a tf.function of one signature and one output, on all cores where that pays and nobody else calls.

    Until :meth:`decide` was called it is just that function. Several threads may call it at once.
    """

    def __init__(self, function: Any) -> None:
        self._function = function
        self._wide: Call | None = None
        self._running = 0
        self._lock = threading.Lock()

    def __call__(self, *inputs: Array) -> Array:
        """The output as an array."""
        with self._lock:
            wide = None if self._running else self._wide
            self._running += 1
        try:
            return wide(*inputs) if wide else self._narrow(*inputs)
        finally:
            with self._lock:
                self._running -= 1

    @property
    def is_wide(self) -> bool:
        """Whether a call that is alone takes all cores."""
        return self._wide is not None

    def decide(self, cores: int, *example: Array) -> bool:
        """Try both ways on an example and keep the faster one; whether that is the one on all ``cores``.

        The quickest calls are compared, and tried again while one core wins: other work holds up all cores sooner.
        """
        for _ in self.deciding(cores, *example):
            pass
        return self.is_wide

    def deciding(self, cores: int, *example: Array) -> Iterator[None]:
        """The same in steps, a try each."""
        wide = _on(cores, self._function)
        times: dict[Call, float] = {}
        for attempt in range(TRIES):
            for call in (wide, self._narrow):
                times[call] = min(_seconds(call, *example), times.get(call, math.inf) if attempt else math.inf)
            if attempt > 1 and times[wide] < PAYS * times[self._narrow]:
                self._wide = wide
                return
            yield

    def _narrow(self, *inputs: Array) -> Array:
        return np.asarray(self._function(*inputs).numpy())


def _seconds(call: Call, *inputs: Array) -> float:
    start = time.perf_counter()
    call(*inputs)
    return time.perf_counter() - start


def _on(cores: int, function: Any) -> Call:
    """The same function in a session with ``cores`` threads."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    frozen = convert_variables_to_constants_v2(function.get_concrete_function())
    graph = tf.Graph()
    with graph.as_default():
        tf.graph_util.import_graph_def(frozen.graph.as_graph_def(), name="")
    threads = tf.compat.v1.ConfigProto(
        intra_op_parallelism_threads=cores,
        inter_op_parallelism_threads=1,
        use_per_session_threads=True,
        device_count={"GPU": 0},
    )
    session = tf.compat.v1.Session(graph=graph, config=threads)
    call: Call = session.make_callable(frozen.outputs[0].name, [tensor.name for tensor in frozen.inputs])
    return call
