"""Any picture as a style: the TensorFlow networks against the ONNX graphs freed of their quantisation."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from models.assets import assets
from models.contract.demo import Picture
from models.contract.pictures import STILL
from models.toolkit import frames
from models.toolkit.importers.onnx import read_weights

pytestmark = pytest.mark.models


def without_quantisation(path) -> onnx.ModelProto:
    """The graph of a QDQ file with every Quantize/Dequantize pair on activations left out, weights as floats."""
    model = onnx.load(path)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    floats, same_as, nodes = dict(stored), dict[str, str](), list[onnx.NodeProto]()
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in stored:
            quantised, scale, zero = (stored[name].astype(np.float64) for name in node.input)
            axis = next((a.i for a in node.attribute if a.name == "axis"), 1)
            if scale.size > 1:
                shape = [-1 if i == axis else 1 for i in range(quantised.ndim)]
                scale, zero = scale.reshape(shape), zero.reshape(shape)
            floats[node.output[0]] = ((quantised - zero) * scale).astype(np.float32)
        elif node.op_type in ("QuantizeLinear", "DequantizeLinear"):
            same_as[node.output[0]] = same_as.get(node.input[0], node.input[0])
        else:
            node.input[:] = [same_as.get(name, name) for name in node.input]
            nodes.append(node)
    output = model.graph.output[0].name
    for node in nodes:
        node.output[:] = [output if name == same_as.get(output) else name for name in node.output]
    used = {name for node in nodes for name in node.input}
    kept = [numpy_helper.from_array(np.asarray(array), name) for name, array in floats.items() if name in used]
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    model.graph.ClearField("node")
    model.graph.ClearField("initializer")
    model.graph.ClearField("value_info")
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(kept)
    return model


def session_of(name):
    model = without_quantisation(assets.path(name))
    assert not any("quant" in node.op_type.lower() for node in model.graph.node)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_inputs()]
    return lambda *inputs: session.run(None, dict(zip(names, inputs, strict=True)))[0]


@pytest.fixture(scope="module")
def predictor():
    from models.style.arbitrary import StylePredictor

    return StylePredictor(read_weights(assets.path("arbitrary-predict.onnx")))


@pytest.fixture(scope="module")
def transformer():
    from models.style.arbitrary import StyleTransformer

    return StyleTransformer(read_weights(assets.path("arbitrary-transform.onnx")))


@pytest.fixture(scope="module")
def painter():
    from models.style.painter import Painter

    styles, predicts, transforms = (
        assets.path(f"{name}.onnx") for name in ("multistyle26", "arbitrary-predict", "arbitrary-transform")
    )
    return Painter(styles, predicts, transforms)


def square(name, side):
    from models.style import pictures

    return pictures.square(frames.decode(assets.path(name).read_bytes(), STILL), side)


@pytest.mark.parametrize("name", ["coffee.png", "chelsea.png", "astronaut.png"])
def test_style_vectors_are_those_of_the_graph(predictor, name):
    picture = square(name, 256)
    expected = session_of("arbitrary-predict.onnx")(picture[None]).ravel()
    vector = predictor.vector(picture)
    assert vector.shape == (100,)
    assert np.abs(vector - expected).max() < 1e-3
    assert np.abs(expected).max() > 0.5


@pytest.mark.parametrize("style", ["coffee.png", "chelsea.png"])
def test_paintings_are_those_of_the_graph(predictor, transformer, style):
    content, vector = square("astronaut.png", 384), predictor.vector(square(style, 256))
    expected = session_of("arbitrary-transform.onnx")(content[None], vector.reshape(1, 1, 1, 100))[0]
    painted = transformer.stylize(content, vector)
    assert np.abs(painted - expected).max() < 1e-3
    assert painted.std() > 0.05


def test_new_sizes_do_not_trace_again(transformer):
    vector = np.zeros(100, np.float32)
    transformer.paint(np.zeros((32, 32, 3), np.uint8), vector)
    before = transformer.traces
    for shape in ((16, 20, 3), (64, 48, 3), (240, 320, 3)):
        assert transformer.paint(np.zeros(shape, np.uint8), vector).shape == shape
    assert transformer.traces == before


@pytest.mark.parametrize("name", ["arbitrary-predict.onnx", "arbitrary-transform.onnx"])
def test_weights_of_another_architecture_are_refused(name):
    from models.style import arbitrary
    from models.style.layers import WeightsError

    build = arbitrary.StylePredictor if "predict" in name else arbitrary.StyleTransformer
    weights = read_weights(assets.path(name))
    key = next(key for key in weights if key.endswith("/weights_dequant"))
    for wrong in ({**weights, key: weights[key][1:]}, {k: v for k, v in weights.items() if k != key}):
        with pytest.raises(WeightsError):
            build(wrong)
    extra = {**weights, "transformer/residual/residual6/conv1/weights_dequant": weights[key]}
    with pytest.raises(WeightsError, match="too many"):
        build(extra)


def test_strength_moves_from_the_frames_own_style_to_the_pictures(painter):
    frame = (square("astronaut.png", 240) * 255).astype(np.uint8)
    coffee = Picture("coffee", (square("coffee.png", 256) * 255).astype(np.uint8))
    paintings = [painter.paint_like(coffee, frame, strength).astype(int) for strength in (0.25, 0.5, 0.75, 1.0)]
    distances = [np.abs(painting - frame).mean() for painting in paintings]
    assert distances == sorted(distances)
    assert distances[-1] > 1.3 * distances[0]
    np.testing.assert_array_equal(paintings[-1], painter._transformer.paint(frame, painter.vector_of(coffee)))


def test_each_picture_gives_its_own_style(painter):
    frame = (square("astronaut.png", 64) * 255).astype(np.uint8)
    coffee, cat = (Picture(name, (square(name, 256) * 255).astype(np.uint8)) for name in ("coffee.png", "chelsea.png"))
    first, second = (painter.paint_like(picture, frame, 1.0).astype(int) for picture in (coffee, cat))
    assert np.abs(first - second).mean() > 8


def test_a_pictures_vector_is_computed_once_and_few_are_kept(painter, monkeypatch):
    from models.style import painter as module

    computed = []
    vector = painter._predictor.vector

    def counted(picture):
        computed.append(1)
        return vector(picture)

    monkeypatch.setattr(module, "REMEMBERED_PICTURES", 3)
    monkeypatch.setattr(painter._predictor, "vector", counted)
    rgb = np.full((40, 60, 3), 90, np.uint8)
    for key in ("a", "b", "a", "c", "a", "d", "a"):
        painter.vector_of(Picture(key, rgb))
    assert len(computed) == 4
    assert len(painter._vectors) == 3
    painter.vector_of(Picture("b", rgb))  # the least recently used went first
    assert len(computed) == 5


@pytest.mark.parametrize("size", [(9, 9), (2000, 30), (30, 2000), (256, 256)])
def test_style_pictures_of_any_shape(painter, size):
    rgb = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    vector = painter.vector_of(Picture(f"{size}", rgb))
    assert np.isfinite(vector).all()
    assert painter.paint_like(Picture(f"{size}", rgb), np.zeros((32, 32, 3), np.uint8), 1.0).shape == (32, 32, 3)
