"""TensorFlow.js graph models as TensorFlow functions.

A TF.js graph model is a JSON file, whose ``modelTopology`` is a GraphDef with the weights taken out, and one
binary file with the weights one after another. :func:`read` puts the two together again and replaces the
operations that only TF.js has; :func:`function` makes a callable of any part of the graph.

TensorFlow is imported by the functions, so that importing this module stays cheap.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

STORED = {"float32": np.float32, "int32": np.int32, "bool": np.bool_, "uint8": np.uint8}
QUANTIZED = {"float16": np.float16, "uint8": np.uint8, "uint16": np.uint16}
FUSED = {
    "_FusedConv2D": "Conv2D",
    "FusedDepthwiseConv2dNative": "DepthwiseConv2dNative",
    "_FusedMatMul": "MatMul",
}
ACTIVATIONS = {"Relu", "Relu6", "Elu", "Sigmoid", "Tanh"}
# The attributes that a plain operation has; a fused one carries others, which TensorFlow would refuse.
PLAIN_ATTRIBUTES = {
    "Conv2D": {"T", "strides", "padding", "explicit_paddings", "data_format", "dilations", "use_cudnn_on_gpu"},
    "DepthwiseConv2dNative": {"T", "strides", "padding", "explicit_paddings", "data_format", "dilations"},
    "MatMul": {"T", "transpose_a", "transpose_b"},
}


class GraphModelError(ValueError):
    """The files are not a TF.js graph model that this module can read."""


def read(model: Path, weights: Path) -> Any:
    """Read ``model`` (JSON) and ``weights`` (binary) into a ``GraphDef`` of plain TensorFlow operations.

    Raises: GraphModelError if the JSON is not a graph model, if the weights do not fill the binary file exactly,
    if a weight has no node or a node no weight, if a declared shape differs, or if a fused operation is unknown.
    """
    description = _description(model)
    arrays = read_weights(description["weightsManifest"], weights.read_bytes())
    return _plain_graph(_parse(description["modelTopology"]), arrays)


def read_weights(manifest: Sequence[Mapping[str, Any]], data: bytes) -> dict[str, np.ndarray]:
    """Cut ``data`` into the arrays that the weights manifest lists, in its order, dequantised to their own type.

    Raises: GraphModelError if the lengths do not add up, a name comes twice or a type is unknown.
    """
    arrays: dict[str, np.ndarray] = {}
    position = 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        name, shape = entry["name"], tuple(entry["shape"])
        stored = _stored_type(entry)
        count = int(np.prod(shape, dtype=np.int64))
        if position + count * stored.itemsize > len(data):
            raise GraphModelError(f"the weights end before {name}")
        if name in arrays:
            raise GraphModelError(f"the weight {name} comes twice")
        array = np.frombuffer(data, stored, count, position).reshape(shape)
        arrays[name] = _dequantise(array, entry)
        position += array.nbytes
    if position != len(data):
        raise GraphModelError(f"{len(data) - position} bytes of the weights belong to no entry")
    return arrays


def function(graph: Any, inputs: Mapping[str, Any], outputs: Sequence[str]) -> Any:
    """Make the part of ``graph`` between ``inputs`` and ``outputs`` callable.

    ``inputs`` maps tensor names ("input:0") to ``tf.TensorSpec``; they may be tensors inside the graph. The
    function takes the inputs in this order and returns a list of the outputs.
    Raises: GraphModelError if a tensor is not in the graph or the shapes in the graph contradict each other.
    """
    import tensorflow as tf

    names = list(inputs)

    def imported(*tensors: Any) -> Any:
        mapped = dict(zip(names, tensors, strict=True))
        return tf.graph_util.import_graph_def(graph, input_map=mapped, return_elements=list(outputs), name="")

    try:
        wrapped = tf.compat.v1.wrap_function(imported, list(inputs.values()))
    except (ValueError, KeyError) as error:
        raise GraphModelError(f"the graph cannot be built: {error}") from error
    return wrapped.prune(wrapped.inputs, wrapped.outputs)


def _description(model: Path) -> dict[str, Any]:
    try:
        description = json.loads(model.read_bytes())
    except ValueError as error:
        raise GraphModelError(f"{model.name} is not JSON") from error
    if not isinstance(description, dict) or not {"modelTopology", "weightsManifest"} <= description.keys():
        raise GraphModelError(f"{model.name} is not a TF.js graph model")
    return description


def _parse(topology: Mapping[str, Any]) -> Any:
    from google.protobuf import json_format
    from tensorflow.core.framework import graph_pb2

    try:
        return json_format.ParseDict(topology, graph_pb2.GraphDef())
    except json_format.ParseError as error:
        raise GraphModelError(f"the topology is not a GraphDef: {error}") from error


def _stored_type(entry: Mapping[str, Any]) -> np.dtype[Any]:
    quantization = entry.get("quantization")
    known: Mapping[str, Any] = QUANTIZED if quantization else STORED
    name = quantization["dtype"] if quantization else entry["dtype"]
    if name not in known:
        raise GraphModelError(f"the weight {entry['name']} has the unknown type {name}")
    stored: np.dtype[Any] = np.dtype(known[name]).newbyteorder("<")
    return stored


def _dequantise(array: np.ndarray, entry: Mapping[str, Any]) -> np.ndarray:
    own: np.dtype[Any] = np.dtype(STORED[entry["dtype"]])
    quantization = entry.get("quantization")
    if quantization and "scale" in quantization:
        array = array.astype(np.float32) * quantization["scale"] + quantization["min"]
    plain: np.ndarray = array.astype(own)
    return plain


def _plain_graph(fused: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    from tensorflow.core.framework import graph_pb2

    plain = graph_pb2.GraphDef(versions=fused.versions)
    unused = set(arrays)
    for node in fused.node:
        if node.op == "Const" and node.name in arrays:
            unused.discard(node.name)
            plain.node.append(_constant(node, arrays[node.name]))
        elif node.op == "Const" and not _holds_value(node):
            raise GraphModelError(f"the constant {node.name} has no weight")
        else:
            plain.node.extend(_unfused(node))
    if unused:
        raise GraphModelError(f"{len(unused)} weights are used by no node, {min(unused)} is one")
    return plain


def _holds_value(node: Any) -> bool:
    tensor = node.attr["value"].tensor
    return bool(tensor.tensor_content) or any(field.name.endswith("_val") for field, _ in tensor.ListFields())


def _constant(node: Any, array: np.ndarray) -> Any:
    import tensorflow as tf
    from tensorflow.core.framework import node_def_pb2

    declared = node.attr["value"].tensor
    shape = tuple(dimension.size for dimension in declared.tensor_shape.dim)
    if shape != array.shape:
        raise GraphModelError(f"the node {node.name} has shape {shape}, its weight {array.shape}")
    if declared.dtype != tf.as_dtype(array.dtype).as_datatype_enum:
        raise GraphModelError(f"the node {node.name} has another type than its weight ({array.dtype})")
    constant = node_def_pb2.NodeDef(name=node.name, op="Const")
    constant.attr["dtype"].type = declared.dtype
    constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(array, shape=array.shape))
    return constant


def _unfused(node: Any) -> Iterator[Any]:
    if node.op in FUSED:
        return _unfused_sum(node)
    if node.op == "Prelu":
        return _unfused_prelu(node)
    return iter([_without_fixed_shape(node)])


def _without_fixed_shape(node: Any) -> Any:
    """A placeholder's own shape would be checked against what is fed; the caller's TensorSpec decides instead."""
    if node.op == "Placeholder":
        node.attr["shape"].shape.Clear()
        node.attr["shape"].shape.unknown_rank = True
    return node


def _unfused_sum(node: Any) -> Iterator[Any]:
    """Convolution or product, bias and activation one by one; the last bears the fused node's name."""
    kind = FUSED[node.op]
    steps = [step.decode() for step in node.attr["fused_ops"].list.s]
    activation = steps[1] if len(steps) > 1 else None
    if steps[:1] != ["BiasAdd"] or len(steps) > 2 or (activation and activation not in ACTIVATIONS | {"Prelu"}):
        raise GraphModelError(f"{node.name} fuses {'+'.join(steps)}, which is unknown here")
    product, biased = f"{node.name}/{kind}", f"{node.name}/BiasAdd" if activation else node.name
    operands, bias, rest = list(node.input[:2]), node.input[2], list(node.input[3:])
    attributes = {key: value for key, value in node.attr.items() if key in PLAIN_ATTRIBUTES[kind]}
    if "padding" in attributes and attributes["padding"].s != b"EXPLICIT":
        attributes.pop("explicit_paddings", None)
    yield _node(kind, product, operands, attributes)
    bias_attributes = {key: node.attr[key] for key in ("T", "data_format") if key in node.attr}
    yield _node("BiasAdd", biased, [product, bias], bias_attributes)
    if activation == "Prelu":
        yield from _prelu(node.name, biased, rest[0], node.attr["T"])
    elif activation:
        yield _node(activation, node.name, [biased], {"T": node.attr["T"]})


def _unfused_prelu(node: Any) -> Iterator[Any]:
    return _prelu(node.name, node.input[0], node.input[1], node.attr["T"])


def _prelu(name: str, x: str, alpha: str, kind: Any) -> Iterator[Any]:
    """relu(x) − α·relu(−x)."""
    attributes = {"T": kind}
    yield _node("Relu", f"{name}/positive", [x], attributes)
    yield _node("Neg", f"{name}/negated", [x], attributes)
    yield _node("Relu", f"{name}/negative", [f"{name}/negated"], attributes)
    yield _node("Mul", f"{name}/scaled", [alpha, f"{name}/negative"], attributes)
    yield _node("Sub", name, [f"{name}/positive", f"{name}/scaled"], attributes)


def _node(op: str, name: str, inputs: Sequence[str], attributes: Mapping[str, Any]) -> Any:
    from tensorflow.core.framework import node_def_pb2

    node = node_def_pb2.NodeDef(op=op, name=name, input=inputs)
    for key, value in attributes.items():
        node.attr[key].CopyFrom(value)
    return node
