"""Colorization with its network: Lab, folding, weights, training, hints, full size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import tensorflow as tf

from models.assets import assets
from models.colorization import lab, weights
from models.colorization.demo import ColorizationDemo
from models.colorization.network import Colorizer, Shape, initial_weights
from models.colorization.training import train
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.contract.pictures import STILL
from models.toolkit import frames
from models.toolkit.weightfiles import WeightsFileError
from tests.support.demos import loaded
from tests.support.flickr8k import archive_of
from tests.support.training import step_by_step, stops

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo():
    return loaded(ColorizationDemo())


def run(demo, frame, **given):
    params = check_all(demo.params, given)
    answer = demo.run(Sample(frame), params)
    return demo.render(Sample(frame.copy()), answer, params), answer.data


def chroma(rgb):
    return np.linalg.norm(lab.to_lab(rgb)[..., 1:], axis=-1)


# Lab


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [((255, 255, 255), (100, 0, 0)), ((255, 0, 0), (53.24, 80.09, 67.20)), ((0, 0, 255), (32.30, 79.19, -107.86))],
)
def test_lab_is_what_the_standard_says(rgb, expected) -> None:
    """White is 100; red and blue of sRGB as Lindbloom's calculator gives them for D65."""
    np.testing.assert_allclose(lab.to_lab(np.array([[rgb]], np.uint8))[0, 0], expected, atol=0.1)


def test_lab_there_and_back() -> None:
    levels = np.arange(0, 256, 5, dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(52, -1, 3)
    assert np.abs(lab.to_rgb(lab.to_lab(cube)).astype(int) - cube).max() <= 1


def test_lab_that_no_screen_shows_is_clipped() -> None:
    beyond = np.array([[[50, 110, -110], [120, 0, 0], [-20, 0, 0]]], np.float32)
    found = lab.to_rgb(beyond)
    assert found.dtype == np.uint8
    assert found[0, 1].tolist() == [255, 255, 255]
    assert found[0, 2].tolist() == [0, 0, 0]


# The network and its file

SMALL = Shape(widths=(16, 16, 8, 8), hint_width=8)


@pytest.mark.skipif(not (assets.CACHE / "efficientnet-lite0.pth").is_file(), reason="the encoder is only for training")
def test_folded_batch_norms_give_the_same_and_the_file_keeps_it(tmp_path) -> None:
    rng = np.random.default_rng(0)
    raw = initial_weights(SMALL, 1)
    for name in raw:
        if name.endswith(("/mean", "/beta")):
            raw[name] = np.asarray(rng.normal(0, 0.3, raw[name].shape)).astype(np.float32)
        elif name.endswith(("/gamma", "/variance")):
            raw[name] = np.asarray(rng.uniform(0.5, 1.5, raw[name].shape)).astype(np.float32)
    network = Colorizer(SMALL, raw)
    lightness = rng.uniform(0, 100, (2, 64, 96)).astype(np.float32)
    hints = rng.normal(0, 0.5, (2, 16, 24, 3)).astype(np.float32)
    logits = network(lightness, hints).numpy()
    assert logits.shape == (2, 16, 24, 261)
    file = tmp_path / "weights.npz"
    weights.save(file, SMALL, network.folded(raw), np.full(261, 1 / 261))
    loaded = weights.load(file)
    assert loaded.network.shape == SMALL
    again = loaded.network(lightness, hints).numpy()
    assert np.abs(again - logits).max() < 0.05 * np.abs(logits).max()
    assert not any(name.endswith("gamma") for name in loaded.network.weights)


def test_weights_are_verified(tmp_path) -> None:
    for name in ("weights.npz", "weights.toml"):
        (tmp_path / name).write_bytes((weights.FILE.parent / name).read_bytes())
    file = tmp_path / "weights.npz"
    assert file.stat().st_size <= 25_000_000
    weights.load(file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    with pytest.raises(WeightsFileError, match="SHA-256"):
        weights.load(file)
    file.unlink()
    with pytest.raises(WeightsFileError, match="cannot be read"):
        weights.load(file)


@pytest.mark.skipif(not (assets.CACHE / "efficientnet-lite0.pth").is_file(), reason="the encoder is only for training")
def test_training_goes_on_where_it_stopped(tmp_path) -> None:
    names = [f"{number}.jpg" for number in range(6)]
    captions = [f"{name}#{number}\ta picture" for name in names for number in range(5)]
    pictures = np.random.default_rng(0).integers(0, 255, (6, 224, 224, 3), np.uint8)
    archive = archive_of(tmp_path, names[:4], names[4:], captions)
    for split, part in (("train", pictures[:4]), ("dev", pictures[4:])):
        (tmp_path / "work").mkdir(exist_ok=True)
        part.tofile(tmp_path / "work" / f"{split}.u8")
    arguments = [
        "--data",
        str(archive),
        "--work",
        str(tmp_path / "work"),
        "--pictures",
        "2",
        "--side",
        "32",
        "--warmup",
        "1",
        "--dev",
        "2",
        "--score-every",
        "2",
        "--steps",
        "4",
    ]

    def begun(name):
        return train.Trainer(train.options_from([*arguments, "--run", name]))

    whole, stopped, halves = begun("whole"), begun("halves"), begun("halves")
    with step_by_step():
        whole.run()
        with stops(stopped):
            stopped.run()
        halves.run()
    for name, variable in whole.network.weights.items():
        np.testing.assert_allclose(halves.network.weights[name], variable, atol=1e-5, err_msg=name)
    assert weights.load(halves.record.folder / "weights.npz").prior.sum() == pytest.approx(1, abs=1e-4)
    assert halves.step == 4
    assert "going on after step 2" in (halves.record.folder / "log.txt").read_text()
    assert "ab RMSE" in (halves.record.folder / "log.txt").read_text()


# The demo


def test_only_lightness_is_looked_at(demo) -> None:
    frame = demo.example()
    grey = np.repeat(cv2.cvtColor(frame, cv2.COLOR_RGB2LAB)[..., :1], 3, 2)
    grey = cv2.cvtColor(np.dstack([grey[..., 0], np.full((*frame.shape[:2], 2), 128, np.uint8)]), cv2.COLOR_LAB2RGB)
    rgb, _ = run(demo, frame)
    from_grey, _ = run(demo, grey)
    assert np.abs(rgb.astype(int) - from_grey).mean() < 1.5
    assert chroma(rgb).mean() > 4, "it is coloured"


def test_saturation_zero_is_grey(demo) -> None:
    rgb, data = run(demo, demo.example(), saturation=0)
    assert chroma(rgb).max() < 3
    assert data["saturation"] == 0


def test_a_photograph_keeps_its_full_size(demo) -> None:
    large = cv2.resize(demo.example(), (4000, 3000), interpolation=cv2.INTER_CUBIC)
    rgb, _ = run(demo, large)
    assert rgb.shape == (3000, 4000, 3)
    kept = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[..., 0].astype(int) - cv2.cvtColor(large, cv2.COLOR_RGB2LAB)[..., 0]
    assert np.abs(kept).mean() < 2


def test_a_hint_colours_its_place_and_not_the_far_side(demo) -> None:
    frame = demo.example()  # the left arm of the suit is in the lower left, the shuttle at the upper right
    height, width = frame.shape[:2]
    hint = {"x": 0.2, "y": 0.8, "colour": "#2040c0"}
    before, _ = run(demo, frame)
    after, data = run(demo, frame, hints=[hint])
    assert data["hints"] == [hint]
    place = (slice(int(0.72 * height), int(0.88 * height)), slice(int(0.12 * width), int(0.28 * width)))
    far = (slice(0, height // 2), slice(int(0.6 * width), width))
    change = np.linalg.norm(lab.to_lab(after)[..., 1:] - lab.to_lab(before)[..., 1:], axis=-1)
    assert change[place].mean() > 15
    assert change[far].mean() < 0.2 * change[place].mean()
    assert lab.to_lab(after)[place][..., 2].mean() < -10, "it is blue there"


def test_the_asked_place_is_told(demo) -> None:
    _, data = run(demo, demo.example(), probe=[{"x": 0.45, "y": 0.2}])
    place = data["place"]
    shares = [probability for _, _, probability in place["bins"]]
    assert shares == sorted(shares, reverse=True)
    assert 0.9 < sum(shares) <= 1.001
    assert place["mode"] == place["bins"][0][:2]
    assert run(demo, demo.example())[1]["place"] is None


def test_doubt_is_shown(demo) -> None:
    frame = demo.example()
    plain, shown = run(demo, frame)[0], run(demo, frame, unsure=True)[0]
    assert shown.shape == frame.shape
    assert np.abs(shown.astype(int) - plain).mean() > 5


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "CMYK", "I;16"])
def test_a_scanned_tiff_is_coloured(demo, mode) -> None:
    from PIL import Image

    picture = Image.fromarray(demo.example())
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    else:
        picture = picture.convert(mode)
    import io

    file = io.BytesIO()
    picture.save(file, "TIFF")
    frame = frames.decode(file.getvalue(), STILL)
    rgb, _ = run(demo, frame)
    assert rgb.shape == demo.example().shape


def test_the_network_is_traced_once(demo) -> None:
    run(demo, demo.example())
    traces = demo._painter._see.experimental_get_tracing_count()
    for side in (100, 300):
        run(demo, np.zeros((side, 2 * side, 3), np.uint8))
    assert demo._painter._see.experimental_get_tracing_count() == traces
    assert isinstance(next(iter(demo._painter._network.weights.values())), tf.Tensor)
