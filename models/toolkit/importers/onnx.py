"""Weights out of ONNX files, without the onnx package.

An ONNX file is a protobuf message. Only what weights need is read: the initializers of the graph and, for
files quantised as QDQ (quantise, dequantise), the ``DequantizeLinear`` nodes that turn them into floats. The
graph itself is not run: each architecture is written in TensorFlow beside its demo. Field numbers are those of
the ONNX specification, onnx.proto (IR version 3 and later).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_INITIALIZER = 1, 5
_NODE_INPUT, _NODE_OUTPUT, _NODE_OP, _NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INT = 1, 3
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_FLOATS, _TENSOR_NAME, _TENSOR_RAW, _TENSOR_EXTERNAL = 1, 2, 4, 8, 9, 13

_DTYPES = {1: "<f4", 2: "u1", 3: "i1", 6: "<i4", 7: "<i8", 10: "<f2", 11: "<f8"}
"""TensorProto.DataType → numpy dtype, for the types that weights come in."""


class OnnxError(ValueError):
    """The bytes are not an ONNX file, or hold weights in a way that is not read here."""


class Linear(NamedTuple):
    """One QuantizeLinear or DequantizeLinear node: its inputs and output by name, the axis of its scales."""

    op: str
    source: str
    scale: str
    zero_point: str
    output: str
    axis: int


def read_initializers(data: bytes) -> dict[str, Array]:
    """The initializers of an ONNX model by name, in their stored types and shapes.

    Raises OnnxError for damaged bytes, external data, and element types other than floats and integers.
    """
    return dict(_tensor(field) for field in _submessages(_graph(data), _GRAPH_INITIALIZER))


def read_weights(path: Path) -> dict[str, Array]:
    """The weights of an ONNX file as float32, by name.

    Quantised initializers are given as the floats that the graph makes of them, (q − zero point) · scale per
    tensor or along the node's axis, under the name of the DequantizeLinear node's output. Left out are the
    scales themselves and the integers that no DequantizeLinear reads (shapes, pads).

    Raises OnnxError like :func:`read_initializers`, and OSError when the file cannot be read.
    """
    data = path.read_bytes()
    stored = read_initializers(data)
    weights = {name: array for name, array in stored.items() if array.dtype == np.float32}
    for node in _linear_nodes(data):
        weights.pop(node.scale, None)
        if node.op == "DequantizeLinear" and node.source in stored:
            weights[node.output] = _dequantize(stored, node)
    return weights


def _dequantize(stored: dict[str, Array], node: Linear) -> Array:
    quantised = stored[node.source]
    try:
        scale = stored[node.scale]
        zero_point = stored[node.zero_point] if node.zero_point else np.zeros_like(scale)
        if scale.size > 1:
            shape = [1] * quantised.ndim
            shape[node.axis] = -1
            scale, zero_point = scale.reshape(shape), zero_point.reshape(shape)
        floats = (quantised.astype(np.int64) - zero_point.astype(np.int64)) * scale.astype(np.float64)
    except (KeyError, IndexError, ValueError) as error:
        raise OnnxError(f"cannot dequantise {node.source}: {error}") from error
    return floats.reshape(quantised.shape).astype(np.float32)


def _linear_nodes(data: bytes) -> Iterator[Linear]:
    for node in _submessages(_graph(data), _GRAPH_NODE):
        fields = list(_fields(node))
        op = "".join(_text(value) for number, value in fields if number == _NODE_OP)
        if op not in ("QuantizeLinear", "DequantizeLinear"):
            continue
        inputs = [_text(value) for number, value in fields if number == _NODE_INPUT]
        outputs = [_text(value) for number, value in fields if number == _NODE_OUTPUT]
        if len(inputs) not in (2, 3) or len(outputs) != 1:
            raise OnnxError(f"a {op} node has the wrong number of inputs or outputs")
        attributes = dict(_int_attribute(value) for number, value in fields if number == _NODE_ATTRIBUTE)
        yield Linear(op, inputs[0], inputs[1], (*inputs, "")[2], outputs[0], attributes.get("axis", 1))


def _int_attribute(message: int | bytes) -> tuple[str, int]:
    name, number = "", 0
    for field, value in _fields(_message(message)):
        if field == _ATTRIBUTE_NAME:
            name = _text(value)
        elif field == _ATTRIBUTE_INT and isinstance(value, int):
            number = value
    return name, number


def _tensor(message: bytes) -> tuple[str, Array]:
    dims: list[int] = []
    name, kind, raw = "", 0, b""
    for number, value in _fields(message):
        if number == _TENSOR_DIMS:
            dims += [value] if isinstance(value, int) else list(_packed(value))
        elif number == _TENSOR_TYPE and isinstance(value, int):
            kind = value
        elif number == _TENSOR_NAME:
            name = _text(value)
        elif number in (_TENSOR_RAW, _TENSOR_FLOATS):
            raw += _message(value)  # packed floats are the very bytes that raw data would be
        elif number == _TENSOR_EXTERNAL:
            raise OnnxError(f"{name or 'a tensor'} is stored outside the file")
    if kind not in _DTYPES:
        raise OnnxError(f"{name or 'a tensor'} has element type {kind}, which is not read here")
    dtype = np.dtype(_DTYPES[kind])
    if min(dims, default=0) < 0 or len(raw) != dtype.itemsize * math.prod(dims):
        raise OnnxError(f"{name or 'a tensor'} has {len(raw)} bytes, which do not fill its shape {dims}")
    return name, np.frombuffer(raw, dtype).reshape(dims)


def _graph(data: bytes) -> bytes:
    graphs = list(_submessages(data, _MODEL_GRAPH))
    if len(graphs) != 1:
        raise OnnxError("not an ONNX model: there is not exactly one graph")
    return graphs[0]


def _submessages(message: bytes, number: int) -> Iterator[bytes]:
    return (_message(value) for field, value in _fields(message) if field == number)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field number and value of each field: an int for varints, bytes for all else."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == _BYTES:
            size, at = _varint(message, at)
        elif wire in (_FIXED32, _FIXED64):
            size = 4 if wire == _FIXED32 else 8
        else:
            raise OnnxError(f"not a protobuf message: wire type {wire}")
        if size < 0 or at + size > len(message):
            raise OnnxError("the file ends in the middle of a field")
        yield number, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """The varint at ``at`` as a signed 64-bit integer, and where the next field starts."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise OnnxError("the file ends in the middle of a number")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value - (1 << 64) if value >> 63 else value), at
    raise OnnxError("a number is longer than 64 bits")


def _packed(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _message(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise OnnxError("a number stands where a message was expected")
    return value


def _text(value: int | bytes) -> str:
    try:
        return _message(value).decode("utf-8")
    except UnicodeDecodeError as error:
        raise OnnxError("a name is not UTF-8 text") from error
