"""The reader of ONNX weights, against the onnx package."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.assets import assets
from models.toolkit.importers.onnx import OnnxError, read_initializers, read_weights

pytestmark = pytest.mark.models

FILES = ("multistyle26.onnx", "arbitrary-predict.onnx", "arbitrary-transform.onnx")


def model_bytes(initializers, nodes=()) -> bytes:
    graph = helper.make_graph(list(nodes), "g", [], [], initializer=list(initializers))
    return helper.make_model(graph).SerializeToString()


@pytest.fixture
def write(tmp_path):
    def write(data: bytes):
        path = tmp_path / "model.onnx"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("name", FILES)
def test_reads_what_the_onnx_package_reads(name):
    path = assets.path(name)
    expected = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    found = read_initializers(path.read_bytes())
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert found[key].dtype == array.dtype
        np.testing.assert_array_equal(found[key], array)


def test_the_style_file_holds_eighteen_convolutions():
    weights = read_weights(assets.path("multistyle26.onnx"))
    assert len(weights) == 3 * 18
    assert weights["expand.2.w"].shape == (3, 4, 9, 9)
    assert weights["res.5.1.norm.gamma"].shape == (26, 32)


@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.INT8, TensorProto.INT64])
def test_reads_scalars_and_empty_arrays(kind):
    dtype = helper.tensor_dtype_to_np_dtype(kind)
    arrays = {"scalar": np.array(3, dtype), "empty": np.zeros((0, 2), dtype), "cube": np.ones((2, 1, 3), dtype)}
    found = read_initializers(model_bytes(numpy_helper.from_array(array, name) for name, array in arrays.items()))
    for name, array in arrays.items():
        assert found[name].shape == array.shape
        np.testing.assert_array_equal(found[name], array)


def test_reads_floats_stored_as_a_list():
    tensor = helper.make_tensor("w", TensorProto.FLOAT, (2, 2), [1.5, -2.0, 0.25, 1e-9])
    assert tensor.float_data
    np.testing.assert_array_equal(
        read_initializers(model_bytes([tensor]))["w"], np.array([[1.5, -2], [0.25, 1e-9]], np.float32)
    )


def dequantize_node(axis: int | None = None):
    attributes: dict[str, Any] = {} if axis is None else {"axis": axis}
    return helper.make_node("DequantizeLinear", ["w", "scale", "zero"], ["w_float"], **attributes)


@pytest.mark.parametrize(("axis", "channels"), [(0, 2), (1, 3), (None, 3), (-1, 4)])
def test_dequantises_along_the_axis_of_the_node(write, axis, channels):
    stored = np.arange(24, dtype=np.int8).reshape(2, 3, 4) - 12
    scale = np.linspace(0.5, 2, channels, dtype=np.float32)
    zero = np.arange(channels, dtype=np.int8)
    arrays = {"w": stored, "scale": scale, "zero": zero}
    data = model_bytes((numpy_helper.from_array(np.asarray(a), n) for n, a in arrays.items()), [dequantize_node(axis)])
    weights = read_weights(write(data))
    shape = [1, 1, 1]
    shape[1 if axis is None else axis] = channels
    expected = (stored.astype(np.float32) - zero.reshape(shape)) * scale.reshape(shape)
    assert weights.keys() == {"w_float"}
    np.testing.assert_allclose(weights["w_float"], expected, rtol=1e-6)


def test_dequantises_with_one_scale(write):
    arrays = {"w": np.array([[-128, 127]], np.int8), "scale": np.float32(0.1), "zero": np.int8(-3)}
    data = model_bytes((numpy_helper.from_array(np.asarray(a), n) for n, a in arrays.items()), [dequantize_node()])
    np.testing.assert_allclose(read_weights(write(data))["w_float"], [[-12.5, 13.0]], rtol=1e-6)


def test_refuses_scales_that_do_not_fit(write):
    arrays = {"w": np.zeros((2, 3), np.int8), "scale": np.ones(5, np.float32), "zero": np.zeros(5, np.int8)}
    data = model_bytes((numpy_helper.from_array(np.asarray(a), n) for n, a in arrays.items()), [dequantize_node(1)])
    with pytest.raises(OnnxError, match="dequantise w"):
        read_weights(write(data))


def test_refuses_weights_outside_the_file():
    tensor = numpy_helper.from_array(np.ones(3, np.float32), "w")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    with pytest.raises(OnnxError, match="outside"):
        read_initializers(model_bytes([tensor]))


def test_refuses_a_shape_that_the_bytes_do_not_fill():
    tensor = numpy_helper.from_array(np.ones(3, np.float32), "w")
    tensor.dims[0] = 4
    with pytest.raises(OnnxError, match="do not fill"):
        read_initializers(model_bytes([tensor]))


def test_refuses_a_negative_shape():
    tensor = numpy_helper.from_array(np.ones((3, 1), np.float32), "w")
    tensor.dims[:] = [-3, -1]
    with pytest.raises(OnnxError):
        read_initializers(model_bytes([tensor]))


def test_refuses_strings():
    tensor = TensorProto(name="w", data_type=TensorProto.STRING, dims=(1,), string_data=[b"x"])
    with pytest.raises(OnnxError, match="element type"):
        read_initializers(model_bytes([tensor]))


@pytest.mark.parametrize("data", [b"", b"\x00", b"not a model at all", b"\xff" * 40, b"\x3a\x7f\x01"])
def test_refuses_what_is_no_model(data):
    with pytest.raises(OnnxError):
        read_initializers(data)


def test_any_cut_gives_an_error_or_fewer_arrays_but_never_another_exception():
    data = assets.path("arbitrary-transform.onnx").read_bytes()
    for length in range(0, len(data), 9973):
        with pytest.raises(OnnxError):
            read_initializers(data[:length])


def test_damaged_bytes_give_an_error_or_an_array_but_never_another_exception():
    arrays = {"w": np.arange(6, dtype=np.int8).reshape(2, 3), "scale": np.float32(2), "zero": np.int8(1)}
    data = model_bytes((numpy_helper.from_array(np.asarray(a), n) for n, a in arrays.items()), [dequantize_node(0)])
    outcomes: set[type] = set()
    for at in range(len(data)):
        for value in (0, 0x7F, 0x80, 0xFF, data[at] ^ 1):
            damaged = data[:at] + bytes([value]) + data[at + 1 :]
            try:
                outcomes.add(type(read_initializers(damaged)))
            except OnnxError as error:
                outcomes.add(type(error))
    assert outcomes == {dict, OnnxError}
