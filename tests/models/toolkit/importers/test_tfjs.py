"""TF.js graph models: fused operations against numbers computed by hand, and every file that must be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.toolkit.importers import tfjs

pytestmark = pytest.mark.models

X = np.arange(2 * 4 * 5 * 2, dtype=np.float32).reshape(2, 4, 5, 2) / 20 - 2
Node = dict[str, Any]
"""A node of a graph, or one of its attributes, as JSON has them."""

KERNEL = np.random.default_rng(0).normal(size=(3, 3, 2, 3)).astype(np.float32)
DEPTHWISE = np.random.default_rng(1).normal(size=(3, 3, 2, 1)).astype(np.float32)
BIAS = np.array([0.5, -0.25, 1.0], np.float32)


def constant(name: str, shape: tuple[int, ...], kind: str = "DT_FLOAT") -> Node:
    dims = {"dim": [{"size": str(side)} for side in shape]} if shape else {}
    return {
        "name": name,
        "op": "Const",
        "attr": {"dtype": {"type": kind}, "value": {"tensor": {"dtype": kind, "tensorShape": dims}}},
    }


def fused(op: str, inputs: list[str], steps: list[str], **attributes: Any) -> Node:
    import base64

    encoded = [base64.b64encode(step.encode()).decode() for step in steps]
    attr = {"T": {"type": "DT_FLOAT"}, "fused_ops": {"list": {"s": encoded}}, "num_args": {"i": "1"}, **attributes}
    return {"name": "out", "op": op, "input": inputs, "attr": {**attr, "epsilon": {"f": 0}}}


def text(value: str) -> Node:
    import base64

    return {"s": base64.b64encode(value.encode()).decode()}


def ints(*values: int) -> Node:
    return {"list": {"i": [str(value) for value in values]}}


CONV = {"strides": ints(1, 1, 1, 1), "padding": text("SAME"), "data_format": text("NHWC"), "explicit_paddings": ints()}
INPUT = {"name": "x", "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"}, "shape": {"shape": {}}}}


def write(folder: Path, nodes: list[Node], weights: dict[str, np.ndarray], **quantization: Any) -> tuple[Path, Path]:
    """A graph model of these nodes; weights are stored as they are, quantised ones are given as stored."""
    entries, data = [], b""
    for name, array in weights.items():
        entry: Node = {
            "name": name,
            "shape": list(array.shape),
            "dtype": "float32" if name in quantization else array.dtype.name,
        }
        if name in quantization:
            entry["quantization"] = {"dtype": array.dtype.name, **quantization[name]}
        entries.append(entry)
        data += array.tobytes()
    description = {
        "modelTopology": {"node": nodes, "versions": {"producer": 808}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": entries}],
    }
    model, binary = folder / "model.json", folder / "weights.bin"
    model.write_text(json.dumps(description))
    binary.write_bytes(data)
    return model, binary


def run(files: tuple[Path, Path], x: np.ndarray) -> np.ndarray:
    import tensorflow as tf

    graph = tfjs.read(*files)
    network = tfjs.function(graph, {"x:0": tf.TensorSpec([None] * x.ndim, tf.float32)}, ["out:0"])
    return network(tf.constant(x))[0].numpy()


def convolved(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """A 3×3 convolution of stride 1 with zeros around, by its definition."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    height, width = x.shape[1:3]
    patches = [padded[:, i : i + height, j : j + width] @ kernel[i, j] for i in range(3) for j in range(3)]
    return np.sum(patches, axis=0)


def prelu(values: np.ndarray, slope: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, slope * values)


ACTIVATED = {
    (): lambda v: v,
    ("Relu",): lambda v: np.maximum(v, 0),
    ("Relu6",): lambda v: np.clip(v, 0, 6),
    ("Sigmoid",): lambda v: 1 / (1 + np.exp(-v)),
}


@pytest.mark.parametrize("activation", ACTIVATED)
def test_a_fused_convolution_is_convolution_bias_activation(tmp_path, activation):
    nodes = [INPUT, constant("k", KERNEL.shape), constant("b", BIAS.shape)]
    nodes.append(fused("_FusedConv2D", ["x", "k", "b"], ["BiasAdd", *activation], **CONV))
    result = run(write(tmp_path, nodes, {"k": KERNEL, "b": BIAS}), X)
    np.testing.assert_allclose(result, ACTIVATED[activation](convolved(X, KERNEL) + BIAS), atol=1e-5)


def test_a_fused_convolution_with_prelu(tmp_path):
    slope = np.array([0.1, 0.2, 0.3], np.float32)
    nodes = [INPUT, constant("k", KERNEL.shape), constant("b", (3,)), constant("a", (3,))]
    nodes.append(fused("_FusedConv2D", ["x", "k", "b", "a"], ["BiasAdd", "Prelu"], **CONV))
    result = run(write(tmp_path, nodes, {"k": KERNEL, "b": BIAS, "a": slope}), X)
    np.testing.assert_allclose(result, prelu(convolved(X, KERNEL) + BIAS, slope), atol=1e-5)


def test_explicit_paddings_are_kept_where_they_count(tmp_path):
    explicit = {**CONV, "padding": text("EXPLICIT"), "explicit_paddings": ints(0, 0, 1, 1, 1, 1, 0, 0)}
    nodes = [INPUT, constant("k", KERNEL.shape), constant("b", (3,))]
    nodes.append(fused("_FusedConv2D", ["x", "k", "b"], ["BiasAdd"], **explicit))
    result = run(write(tmp_path, nodes, {"k": KERNEL, "b": BIAS}), X)
    np.testing.assert_allclose(result, convolved(X, KERNEL) + BIAS, atol=1e-5)


def test_a_fused_depthwise_convolution(tmp_path):
    nodes = [INPUT, constant("k", DEPTHWISE.shape), constant("b", (2,))]
    nodes.append(fused("FusedDepthwiseConv2dNative", ["x", "k", "b"], ["BiasAdd", "Relu6"], **CONV))
    result = run(write(tmp_path, nodes, {"k": DEPTHWISE, "b": BIAS[:2]}), X)
    channels = [convolved(X[..., c : c + 1], DEPTHWISE[:, :, c : c + 1]) for c in range(2)]
    np.testing.assert_allclose(result, np.clip(np.concatenate(channels, -1) + BIAS[:2], 0, 6), atol=1e-5)


def test_a_fused_product(tmp_path):
    x, matrix = X.reshape(-1, 10), np.linspace(-1, 1, 30, dtype=np.float32).reshape(3, 10)
    nodes = [INPUT, constant("m", matrix.shape), constant("b", (3,))]
    turned = {"transpose_a": {"b": False}, "transpose_b": {"b": True}}
    nodes.append(fused("_FusedMatMul", ["x", "m", "b"], ["BiasAdd", "Relu"], **turned))
    result = run(write(tmp_path, nodes, {"m": matrix, "b": BIAS}), x)
    np.testing.assert_allclose(result, np.maximum(x @ matrix.T + BIAS, 0), atol=1e-5)


def test_prelu_by_itself(tmp_path):
    slope = np.array([0.25, -0.5], np.float32)
    nodes = [INPUT, constant("a", (2,))]
    nodes.append({"name": "out", "op": "Prelu", "input": ["x", "a"], "attr": {"T": {"type": "DT_FLOAT"}}})
    np.testing.assert_allclose(run(write(tmp_path, nodes, {"a": slope}), X), prelu(X, slope), atol=1e-6)


def sum_with(tmp_path: Path, stored: np.ndarray, **quantization: Any) -> np.ndarray:
    nodes = [INPUT, constant("w", stored.shape)]
    nodes.append({"name": "out", "op": "AddV2", "input": ["x", "w"], "attr": {"T": {"type": "DT_FLOAT"}}})
    return run(write(tmp_path, nodes, {"w": stored}, w=quantization), np.zeros_like(X))


def test_half_precision_weights(tmp_path):
    half = np.array([0.125, -3.5], np.float16)
    np.testing.assert_array_equal(sum_with(tmp_path, half)[0, 0, 0], [0.125, -3.5])


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_quantised_weights(tmp_path, kind):
    result = sum_with(tmp_path, np.array([0, 200], kind), scale=0.5, min=-10.0)
    np.testing.assert_array_equal(result[0, 0, 0], [-10.0, 90.0])


CONVOLUTION = [INPUT, constant("k", KERNEL.shape), constant("b", (3,))]
CONVOLUTION.append(fused("_FusedConv2D", ["x", "k", "b"], ["BiasAdd"], **CONV))
WEIGHTS = {"k": KERNEL, "b": BIAS}


@pytest.mark.parametrize(
    ("nodes", "weights", "said"),
    [
        (CONVOLUTION, {**WEIGHTS, "extra": BIAS}, "used by no node"),
        (CONVOLUTION, {"k": KERNEL}, "b has no weight"),
        (CONVOLUTION, {"k": KERNEL, "b": BIAS[:2]}, r"shape \(3,\), its weight \(2,\)"),
        (CONVOLUTION, {"k": KERNEL, "b": BIAS.astype(np.int32)}, "another type"),
        ([*CONVOLUTION[:3], fused("_FusedConv2D", ["x", "k", "b"], ["BiasAdd", "Gelu"], **CONV)], WEIGHTS, "Gelu"),
        ([*CONVOLUTION[:3], fused("_FusedConv2D", ["x", "k", "b"], ["FusedBatchNorm"], **CONV)], WEIGHTS, "unknown"),
    ],
)
def test_a_graph_and_weights_that_do_not_belong_together_are_refused(tmp_path, nodes, weights, said):
    with pytest.raises(tfjs.GraphModelError, match=said):
        tfjs.read(*write(tmp_path, nodes, weights))


@pytest.mark.parametrize("change", [-1, 1, 400])
def test_weights_of_another_length_are_refused(tmp_path, change):
    model, binary = write(tmp_path, CONVOLUTION, WEIGHTS)
    data = binary.read_bytes()
    binary.write_bytes(data[:change] if change < 0 else data + bytes(change))
    with pytest.raises(tfjs.GraphModelError, match="weights"):
        tfjs.read(model, binary)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"modelTopology": {"node": 5}, "weightsManifest": []}']
)
def test_what_is_no_graph_model_is_refused(tmp_path, content):
    model, binary = tmp_path / "model.json", tmp_path / "weights.bin"
    model.write_bytes(content)
    binary.write_bytes(b"")
    with pytest.raises(tfjs.GraphModelError):
        tfjs.read(model, binary)


def test_shapes_that_contradict_each_other_are_refused(tmp_path):
    import tensorflow as tf

    graph = tfjs.read(*write(tmp_path, CONVOLUTION, WEIGHTS))
    with pytest.raises(tfjs.GraphModelError, match="cannot be built"):
        tfjs.function(graph, {"x:0": tf.TensorSpec((1, 4, 4, 7), tf.float32)}, ["out:0"])


def test_a_tensor_that_is_not_there_is_refused(tmp_path):
    import tensorflow as tf

    graph = tfjs.read(*write(tmp_path, CONVOLUTION, WEIGHTS))
    with pytest.raises(tfjs.GraphModelError, match="cannot be built"):
        tfjs.function(graph, {"x:0": tf.TensorSpec((1, 4, 4, 2), tf.float32)}, ["nowhere:0"])
