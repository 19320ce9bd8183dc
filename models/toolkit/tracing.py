"""Python functions as TensorFlow graphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def traced(function: Callable[..., Any], *signature: Any) -> Any:
    """``function`` as a graph, for inputs of this signature (tf.TensorSpec), or of any where none is given.

    Without AutoGraph, which reads and rewrites the source of all that is called: four fifths of the time that tracing
    the captioner took, for code in which Python only puts layers together. No ``if`` and no loop may depend on a
    tensor.
    """
    import tensorflow as tf

    return tf.function(function, input_signature=signature or None, autograph=False)
