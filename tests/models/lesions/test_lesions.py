"""The lesion network, its training on a made-up pack, and the committed weights. No picture of a patient is needed."""

from __future__ import annotations

import json

import numpy as np
import pytest
import tensorflow as tf

from models.assets import assets
from models.lesions import weights
from models.lesions.classes import CLASSES
from models.lesions.network import LesionNetwork, Shape, unfolded
from models.lesions.reader import Reader, as_lesions
from models.lesions.training import baselines, data, evaluate, keep, shortcuts, train
from models.toolkit import efficientnet_lite, frames
from models.toolkit.weightfiles import WeightsFileError
from models.training.training import RunError
from tests.support.lesions import drawn, line, lines_of, pack_of
from tests.support.training import step_by_step, stops

pytestmark = pytest.mark.models

SMALL = Shape(height=64, width=96)
imagenet = pytest.mark.skipif(
    not (assets.CACHE / efficientnet_lite.ASSET).is_file(), reason="the encoder is only for training"
)


@pytest.fixture(scope="module")
def raw():
    """Random weights of the right scale, unfolded."""
    rng = np.random.default_rng(0)
    arrays = {}
    for name, shape in efficientnet_lite.layer_shapes().items():
        inputs = np.prod(shape[:2]) if name.endswith("depthwise.kernel") else np.prod(shape[:3])
        scale = 1.5 / np.sqrt(inputs) if len(shape) == 4 else 0.1
        arrays[name] = rng.normal(0, scale, shape).astype(np.float32)
    return unfolded(arrays, SMALL, 1), arrays


def test_what_the_network_sees_has_the_shapes_that_it_says(raw) -> None:
    network = LesionNetwork(SMALL, raw[0])
    pictures = np.random.default_rng(1).integers(0, 256, (2, 64, 96, 3)).astype(np.uint8)
    sight = network(pictures)
    assert sight.top.shape == (2, 2, 3, 1280)
    assert sight.texture.shape == (2, 224)
    assert sight.logits.shape == (2, len(CLASSES))
    heat = network.heat(sight.top).numpy()
    np.testing.assert_allclose(heat.mean((1, 2)), sight.logits.numpy(), atol=1e-4)  # its bias is zero


def test_kernels_and_gains_fold_back_into_what_they_were(raw) -> None:
    unfolded_weights, arrays = raw
    network = LesionNetwork(SMALL, unfolded_weights)
    folded = network.folded(unfolded_weights)
    assert set(folded) == {*arrays, "classes.kernel", "classes.bias"}
    for name, array in arrays.items():
        np.testing.assert_allclose(folded[name], array, rtol=1e-4, atol=1e-6)
    pictures = np.random.default_rng(1).integers(0, 256, (2, 64, 96, 3)).astype(np.uint8)
    again = LesionNetwork(SMALL, folded)(pictures).logits
    np.testing.assert_allclose(again, network(pictures).logits, atol=1e-4)


def test_every_gain_is_the_scale_of_its_kernel(raw) -> None:
    kernels = [array for name, array in raw[0].items() if name.endswith("expand.kernel")]
    assert kernels
    for array in kernels:
        np.testing.assert_allclose(np.square(array).sum((0, 1, 2)), 1, rtol=1e-3)


def test_left_out_blocks_and_features_make_answers_random_in_training_only(raw) -> None:
    network = LesionNetwork(SMALL, raw[0])
    pictures = np.random.default_rng(1).integers(0, 256, (4, 64, 96, 3)).astype(np.uint8)
    tf.random.set_seed(1)
    plain = [network(pictures).logits.numpy() for _ in range(2)]
    mixed = [network(pictures, depth=0.8).texture.numpy() for _ in range(2)]
    np.testing.assert_array_equal(*plain)
    assert np.abs(mixed[0] - mixed[1]).max() > 1e-4


def test_what_is_frozen_does_not_learn() -> None:
    assert not train.learns("stem.kernel", 2, True)
    assert not train.learns("1.project.gain", 2, True)
    assert train.learns("10.project.gain", 2, True)
    assert train.learns("2.expand.kernel", 2, True)
    assert not train.learns("2.depthwise.kernel", 0, False)
    assert train.learns("2.depthwise.gain", 0, False)
    rates = [train.share_of_rate(name, 0.5) for name in ("stem.kernel", "7.expand.gain", "head.bias", "classes.bias")]
    assert rates == sorted(rates)
    assert rates[2:] == [0.5, 1.0]


def test_classes_are_drawn_between_as_often_as_they_are_and_equally() -> None:
    labels = np.repeat([5, 4], [90, 10])
    np.testing.assert_allclose(train.drawing_shares(labels, 7, 0)[[5, 4]], [0.9, 0.1], atol=1e-6)
    np.testing.assert_allclose(train.drawing_shares(labels, 7, 1)[[5, 4]], [0.5, 0.5], atol=1e-6)
    np.testing.assert_allclose(train.drawing_shares(labels, 7, 0.5)[[5, 4]], [0.75, 0.25], atol=1e-6)


def test_views_are_averaged_so_a_mirrored_picture_gets_the_same_answer(raw) -> None:
    reader = Reader(LesionNetwork(SMALL, raw[0]))
    picture = drawn(2, 5)[0]
    answers = reader(np.stack([picture, picture[:, ::-1], picture[::-1]]))
    np.testing.assert_allclose(answers.logits[0], answers.logits[1], atol=1e-3)
    np.testing.assert_allclose(answers.texture[0], answers.texture[2], atol=1e-3)
    np.testing.assert_allclose(answers.heat[0], answers.heat[1][:, ::-1], atol=1e-3)
    np.testing.assert_allclose(answers.heat[0], answers.heat[2][::-1], atol=1e-3)
    assert np.abs(Reader(LesionNetwork(SMALL, raw[0]), views=1)(picture[None]).logits - answers.logits[0]).max() > 1e-3


# Training


def begun(pack, out, *more):
    options = ["--data", str(pack), "--out", str(out), "--pictures", "4", "--threads", "1", "--score-every", "2"]
    return train.Trainer(train.options_from([*options, "--height", "30", "--depth", "0", "--dropout", "0", *more]))


def trained(pack, out, *more):
    begun(pack, out, *more).run()
    with np.load(out / "checkpoint.npz") as arrays:
        return {name: arrays[name] for name in arrays.files}


@imagenet
def test_a_run_that_was_stopped_ends_as_one_that_was_not(tmp_path) -> None:
    pack, steps = pack_of(tmp_path), ("--steps", "4")
    with step_by_step():
        whole = trained(pack, tmp_path / "whole", *steps)
        halves = begun(pack, tmp_path / "halves", *steps)
        with stops(halves):
            halves.run()
        with pytest.raises(RunError, match="--resume"):
            trained(pack, tmp_path / "halves", *steps)
        with pytest.raises(RunError, match="another seed"):
            trained(pack, tmp_path / "halves", *steps, "--resume", "--seed", "2")
        halves = trained(pack, tmp_path / "halves", *steps, "--resume")
    assert whole.keys() == halves.keys()
    for name, array in whole.items():
        np.testing.assert_allclose(halves[name], array, rtol=1e-3, atol=1e-5, err_msg=name)
    moved = np.abs(whole["weight/head.kernel"] - whole["mean/head.kernel"]).max()
    assert moved > 0


@imagenet
def test_from_a_pack_to_its_figures(tmp_path) -> None:
    """Train, keep, evaluate and the shortcuts on a made-up pack."""
    pack = pack_of(tmp_path, lines_of(train=130))
    trained(pack, tmp_path / "run", "--steps", "2")
    file, kept = tmp_path / "weights.npz", tmp_path / "baselines.json"
    common = ["--data", str(pack), "--baselines", str(kept)]
    keep.keep(keep.options_from([*common, "--height", "30", "--run", str(tmp_path / "run"), "--out", str(file)]))

    measured = ["--views", "1", "--resamples", "50", "--weights", str(file)]
    found = evaluate.report(evaluate.options_from([*common, *measured]))
    assert json.loads(json.dumps(found)) == found
    assert (found["pictures"], found["groups"], found["counts"]) == (21, 14, dict.fromkeys(CLASSES, 3))
    assert sum(map(sum, found["confusion"].values())) == 21
    for name, (low, high) in found["intervals"].items():
        if found[name] is None:
            assert name.startswith("precision"), name  # of a class that was never answered
            continue
        assert low <= high, name
        assert name.startswith("ece") or low <= found[name] <= high, name  # a resample's calibration error is larger
    assert found["baselines"]["always_naevus"] == {"balanced_accuracy": round(1 / 7, 4), "melanoma_auc": 0.5}
    assert found["weights_sha256"] == weights_sha256(file)
    assert f"| balanced_accuracy | {found['balanced_accuracy']} |" in evaluate.table(found)

    found = shortcuts.report(shortcuts.options_from(["--data", str(pack), *measured]))
    assert set(found["shortcuts"]) == set(shortcuts.DISGUISES)
    assert found["shortcuts"]["as_it_is"]["turned"] == 0
    assert "| ruler | " in shortcuts.table(found)


def weights_sha256(file):
    return file.with_suffix(".toml").read_text().split('"')[1]


def test_a_split_with_one_class_alone_is_measured_as_far_as_it_goes(tmp_path) -> None:
    pack = pack_of(tmp_path, [line(f"I{index}", "nv", "hidden") for index in range(3)])
    found = evaluate.report(evaluate.options_from(["--data", str(pack), "--split", "hidden", "--resamples", "10"]))
    assert found["melanoma_auc"] is None
    assert found["recall_mel"] is None
    assert found["counts"]["nv"] == 3


# The committed weights


@pytest.fixture(scope="module")
def committed():
    return weights.load()


def test_the_committed_weights_answer_with_probabilities(committed) -> None:
    reader = Reader(committed.network)
    answers = reader(np.stack([drawn(label, label)[0] for label in range(3)]))
    probabilities = committed.calibration.probabilities(answers.logits)
    assert probabilities.shape == (3, 7)
    np.testing.assert_allclose(probabilities.sum(1), 1)
    assert weights.FILE.stat().st_size < 25e6


def test_the_committed_weights_refuse_everyday_pictures_and_noise(committed) -> None:
    reader = Reader(committed.network)
    noise = np.random.default_rng(0).integers(0, 256, (2, 150, 200, 3)).astype(np.uint8)
    pictures = [*noise, np.full((150, 200, 3), 128, np.uint8)]
    astronaut = assets.CACHE / "astronaut.png"
    if astronaut.is_file():
        pictures.append(np.ascontiguousarray(frames.decode(astronaut.read_bytes())[106:256, 156:356]))
    assert not committed.familiarity.is_lesion(reader(np.stack(pictures)).texture).any()


def test_damaged_weights_are_refused(tmp_path) -> None:
    (tmp_path / "weights.npz").write_bytes(weights.FILE.read_bytes()[:-1])
    (tmp_path / "weights.toml").write_bytes(weights.FILE.with_suffix(".toml").read_bytes())
    with pytest.raises(WeightsFileError, match="damaged"):
        weights.load(tmp_path / "weights.npz")


def test_of_a_picture_from_outside_the_middle_is_seen_unstretched() -> None:
    wide = np.zeros((100, 400, 3), np.uint8)
    wide[:, 140:260] = 255  # within the middle, which is 133 columns wide
    seen = as_lesions(wide)
    assert seen.shape == (150, 200, 3)
    assert (seen[75, :, 0] > 127).sum() == pytest.approx(200 * 120 / 133, abs=3)
    assert as_lesions(np.zeros((300, 1, 3), np.uint8)).shape == (150, 200, 3)


def test_baselines_fit_the_committed_table() -> None:
    models = baselines.load()
    rows = data.parse_rows(",".join(line("A", "nv", "x")) + "\n" + ",".join(line("A", "nv", "x").values()))
    for kind in baselines.KINDS:
        assert baselines.probabilities(models[kind], rows).shape == (1, 7)
