"""The style demo with its real networks, against the ONNX files that the weights come from."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest

from models.assets import assets
from models.contract.demo import Memory, Picture, Sample, Size
from models.contract.parameters import check_all
from models.contract.pictures import STILL
from models.style.demo import StyleDemo
from models.toolkit import frames, resizing
from models.toolkit.importers.onnx import read_weights
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def network():
    from models.style.network import StyleNetwork

    return StyleNetwork(read_weights(assets.path("multistyle26.onnx")))


@pytest.fixture(scope="module")
def reference():
    """(image (H, W, 3) in 0..1, style weights (26,)) → what onnxruntime makes of the ONNX file."""
    session = onnxruntime.InferenceSession(str(assets.path("multistyle26.onnx")), providers=["CPUExecutionProvider"])

    def run(image, style):
        feeds = {"image": image.transpose(2, 0, 1)[None], "style_weights": style}
        return session.run(None, feeds)[0][0].transpose(1, 2, 0)

    return run


@pytest.fixture(scope="module")
def demo():
    return loaded(StyleDemo(), threads=2)


@pytest.fixture(scope="module")
def frame(demo):
    return demo.example()


def params_of(demo, picture=None, **values):
    return {**check_all(demo.params, values), "picture": picture}


def run(demo, frame, picture=None, **values):
    """The annotated frame for these parameters, without memory."""
    params = params_of(demo, picture, **values)
    return demo.run(Sample(frame), params).layers["picture"]


def difference(first, second):
    return float(np.abs(first.astype(int) - second).mean())


def photograph(name, size):
    return resizing.fit_within(frames.decode(assets.path(name).read_bytes(), STILL), size)


# the network


@pytest.mark.parametrize("style", [0, 7, 15, 17, 25])
def test_a_photograph_comes_out_as_from_the_onnx_file(network, reference, frame, style):
    from models.style.network import one_style

    image = frame.astype(np.float32) / 255
    painted = network.stylize(image, one_style(style))
    assert np.abs(painted - reference(image, one_style(style))).max() < 1e-3
    assert painted.std() > 0.05


@pytest.mark.parametrize("shape", [(16, 16), (64, 100), (240, 320), (320, 240), (180, 320), (256, 256), (16, 320)])
def test_every_size_and_blend_comes_out_as_from_the_onnx_file(network, reference, shape):
    from models.style.network import blend_styles

    image = np.random.default_rng(shape[0]).random((*shape, 3), dtype=np.float32)
    style = blend_styles(3, 19, 0.3)
    assert style.sum() == pytest.approx(1)
    assert np.abs(network.stylize(image, style) - reference(image, style)).max() < 1e-3


def test_a_mix_of_many_styles_comes_out_as_from_the_onnx_file(network, reference):
    rng = np.random.default_rng(0)
    image, style = rng.random((48, 64, 3), dtype=np.float32), rng.dirichlet(np.ones(26)).astype(np.float32)
    assert np.abs(network.stylize(image, style) - reference(image, style)).max() < 1e-3


def test_bytes_are_the_rounded_floats(network, frame):
    from models.style.network import one_style

    floats = network.stylize(frame.astype(np.float32) / 255, one_style(4))
    painted = network.paint(frame, one_style(4))
    assert painted.dtype == np.uint8
    assert np.abs(painted - floats * 255).max() <= 0.51


def test_new_sizes_do_not_trace_again(network):
    from models.style.network import one_style

    network.paint(np.zeros((32, 32, 3), np.uint8), one_style(0))
    before = network.traces
    for height, width in itertools.product((16, 36, 60), (20, 48, 64)):
        assert network.paint(np.zeros((height, width, 3), np.uint8), one_style(1)).shape == (height, width, 3)
    assert network.traces == before


@pytest.mark.parametrize("shape", [(18, 32, 3), (32, 30, 3), (12, 32, 3), (32, 32, 4)])
def test_sizes_that_do_not_fit_are_refused(network, shape):
    with pytest.raises(ValueError, match="does not fit"):
        network.paint(np.zeros(shape, np.uint8), np.ones(26, np.float32))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: w.pop("res.3.1.norm.beta"),
        lambda w: w.update({"contract.0.w": w["contract.0.w"][:, :2]}),
        lambda w: w.update({"res.6.0.w": w["res.5.0.w"]}),
    ],
)
def test_weights_of_another_architecture_are_refused(spoil):
    from models.style.layers import WeightsError
    from models.style.network import StyleNetwork

    weights = read_weights(assets.path("multistyle26.onnx"))
    spoil(weights)
    with pytest.raises(WeightsError):
        StyleNetwork(weights)


# the demo


def test_declarations_need_neither_tensorflow_nor_opencv():
    code = (
        "import sys; import models.style.demo; "
        "print([name for name in ('tensorflow', 'keras', 'cv2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_style_that_was_asked_for_is_served(demo, frame, reference):
    from models.style.network import one_style

    image = frame.astype(np.float32) / 255
    results = [run(demo, frame, style=str(style)) for style in range(26)]
    for style in (0, 5, 13, 21):
        expected = reference(image, one_style(style)) * 255
        assert [np.abs(result - expected).mean() < 1 for result in results].index(True) == style
    for first, second in itertools.combinations(results, 2):
        assert difference(first, second) > 8


def test_blend_goes_from_one_style_to_the_other(demo, frame):
    first, second = run(demo, frame, style="4"), run(demo, frame, style="19")
    np.testing.assert_array_equal(run(demo, frame, style="4", second="19", blend=0.0), first)
    np.testing.assert_array_equal(run(demo, frame, style="4", second="19", blend=1.0), second)
    half = run(demo, frame, style="4", second="19", blend=0.5)
    assert min(difference(half, first), difference(half, second)) > 8


def test_strength_zero_is_the_camera_picture_and_one_the_painting(demo, frame):
    picture = Picture("coffee", photograph("coffee.png", Size(400, 300)))
    for own in (None, picture):
        np.testing.assert_array_equal(run(demo, frame, own, strength=0.0), frame)
        steps = [difference(run(demo, frame, own, strength=s), frame) for s in (0.05, 0.3, 0.65, 1.0)]
        assert steps == sorted(steps)
        assert steps[0] < 8 < steps[-1]


@pytest.mark.parametrize("own", [False, True])
def test_keeping_colours_keeps_chroma(demo, frame, own):
    import cv2

    picture = Picture("coffee", photograph("coffee.png", Size(400, 300))) if own else None
    plain, kept = (run(demo, frame, picture, style="19", colours=c) for c in (False, True))
    chroma = [cv2.cvtColor(p, cv2.COLOR_RGB2YCrCb)[:, :, 1:] for p in (frame, plain, kept)]
    # not zero: a bright painting of a dark colour leaves what RGB can show
    assert difference(chroma[2], chroma[0]) < 5
    assert difference(chroma[1], chroma[0]) > 3 * difference(chroma[2], chroma[0])


@pytest.mark.parametrize(
    ("size", "detail", "expected"),
    [
        ((640, 480), "320x240", (240, 320)),
        ((480, 640), "320x240", (320, 240)),
        ((640, 480), "640x480", (480, 640)),
        ((640, 360), "480x360", (268, 480)),
        ((90, 51), "320x240", (48, 88)),
    ],
)
def test_the_result_has_the_size_of_the_detail(demo, frame, size, detail, expected):
    import cv2

    resized = cv2.resize(frame, size)
    assert run(demo, resized, detail=detail).shape == (*expected, 3)


def test_a_batch_gives_what_single_frames_give(demo, frame):
    picture = Picture("coffee", photograph("coffee.png", Size(400, 300)))
    cases = [
        (frame, params_of(demo, style="3")),
        (np.ascontiguousarray(frame.transpose(1, 0, 2)), params_of(demo, style="8", strength=0.5)),
        (frame, params_of(demo, picture)),
        (frame[:100], params_of(demo, style="3", second="9", blend=0.4)),
    ]
    canvases = [demo.prepare(Sample(image), params, {}) for image, params in cases]
    together = demo.predict(canvases)
    assert len(together) == len(cases)
    for canvas, painted in zip(canvases, together, strict=True):
        alone = demo.predict([canvas])[0]
        np.testing.assert_array_equal(painted.painting, alone.painting)
        assert painted.painting.shape == canvas.frame.shape


def test_data_is_the_parameters_as_used(demo, frame):
    import json

    picture = Picture("a-key", photograph("coffee.png", Size(400, 300)))
    params = params_of(demo, picture, style="7", strength=0.5)
    data = demo.run(Sample(frame), params).data
    assert json.loads(json.dumps(data)) == data
    assert data["picture"] == "a-key"
    assert (data["style"], data["strength"], data["steady"]) == ("7", 0.5, True)


# steadiness, on the real network


def still_stream(demo, frame, count=10, **values):
    """Results of a still scene with sensor noise (σ 4) and JPEG, 20 frames a second."""
    memory: Memory = {}
    rng = np.random.default_rng(5)
    params = params_of(demo, **values)
    for step in range(count):
        sensor = np.clip(frame + rng.normal(0, 4, frame.shape), 0, 255).astype(np.uint8)
        image = frames.decode(frames.encode_jpeg(sensor, 85))
        answer = demo.run(Sample(image, 10 + step / 20), params, memory)
        memory = answer.memory
        yield answer.layers["picture"].copy()


def mean_change(results):
    return np.mean([difference(a, b) for a, b in itertools.pairwise(results)])


@pytest.mark.parametrize("values", [{"style": "19"}, {"style": "15", "colours": True, "strength": 0.8}])
def test_a_still_scene_does_not_shimmer(demo, frame, values):
    steady = mean_change(still_stream(demo, frame, **values))
    shimmering = mean_change(still_stream(demo, frame, steady=False, **values))
    assert steady < 1.2
    assert steady < shimmering / 5


def test_a_new_style_shows_at_once(demo, frame):
    before, after = params_of(demo, style="19"), params_of(demo, style="1")
    memory = demo.run(Sample(frame, 1.0), before).memory
    shown = demo.run(Sample(frame, 1.05), after, memory).layers["picture"]
    np.testing.assert_array_equal(shown, run(demo, frame, style="1", steady=False))


def test_without_steadiness_nothing_is_remembered(demo, frame):
    memory = demo.run(Sample(frame, 1.0), params_of(demo)).memory
    assert memory
    assert demo.run(Sample(frame, 1.1), params_of(demo, steady=False), memory).memory == {}
