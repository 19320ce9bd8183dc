"""The radio student as it is trained and as it serves; the committed weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from models.radio import weights
from models.radio.network import OUTPUTS, Shape, Student, names
from models.radio.peaks import COLUMNS, HISTORY, ROWS
from models.radio.training import evaluate, network, supply
from models.radio.training.train import loss_of
from models.toolkit.weightfiles import WeightsFileError
from models.training import measuring, motion

pytestmark = pytest.mark.models


def inputs(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    shapes = ((count, ROWS, COLUMNS, HISTORY), (count, ROWS, 48, HISTORY), (count, 2))
    level, upright, where = (rng.normal(0.3, 0.3, shape).astype(np.float32) for shape in shapes)
    return level, upright, where


@pytest.mark.parametrize("committed", [False, True])
def test_the_student_says_what_the_trained_network_says(committed: bool) -> None:
    shape = Shape((8, 8, 12), 16)
    student = weights.load().student if committed else Student(shape, network.initial_weights(shape, 1))
    asked = inputs(5)
    trained = network.outputs(student.weights, student.shape, asked).numpy()
    np.testing.assert_allclose(student.outputs(*asked), trained, atol=1e-3)
    assert trained.shape == (5, OUTPUTS)


def test_in_half_the_bits_it_says_nearly_the_same() -> None:
    student = weights.load().student
    asked = inputs(5)
    try:
        halved = network.outputs(student.weights, student.shape, asked, half=True).numpy()
    except tf.errors.AbortedError:
        pytest.skip("this processor has no convolutions in bfloat16")
    assert halved.dtype == np.float32
    # Seven bits of a number are kept.
    np.testing.assert_allclose(halved, network.outputs(student.weights, student.shape, asked).numpy(), atol=0.08)


def test_a_step_down_the_gradient_lessens_the_loss() -> None:
    shape = Shape((4, 4, 4), 16)
    variables = {name: tf.Variable(array) for name, array in network.initial_weights(shape, 1).items()}
    rng = np.random.default_rng(0)
    wanted = [rng.normal(0, 0.3, size).astype(np.float32) for size in ((6, 28), (6, 2), (6,))]
    there = np.array([1, 1, 1, 1, 0, 0], np.float32)
    losses = []
    for _ in range(4):
        with tf.GradientTape() as tape:
            loss = loss_of(network.outputs(variables, shape, inputs(6)), wanted[0], wanted[1], wanted[2], there)
        losses.append(float(loss))
        found = tape.gradient(loss, list(variables.values()))
        for variable, gradient in zip(variables.values(), found, strict=True):
            variable.assign_sub(0.02 * gradient)
    assert losses == sorted(losses, reverse=True)


def test_where_nobody_is_no_pose_is_learnt() -> None:
    said = tf.Variable(np.random.default_rng(0).normal(size=(3, OUTPUTS)).astype(np.float32))
    with tf.GradientTape() as tape:
        loss = loss_of(
            said,
            np.ones((3, 28), np.float32),
            np.ones((3, 2), np.float32),
            np.ones(3, np.float32),
            np.zeros(3, np.float32),
        )
    gradient = tape.gradient(loss, said).numpy()
    assert not gradient[:, :-1].any()
    assert gradient[:, -1].all()


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    file.write_bytes(weights.FILE.read_bytes()[:-1] + b"x")
    file.with_suffix(".toml").write_text(weights.FILE.with_suffix(".toml").read_text())
    with pytest.raises(WeightsFileError, match="SHA-256"):
        weights.load(file)


def pack_of(folder: Path) -> Path:
    """Motion made up: somebody who sways and swings the arms, as two subjects."""
    rng = np.random.default_rng(0)
    pose = np.array(
        [
            *[(0, 1.62, 0.1), (0.03, 1.65, 0.09), (-0.03, 1.65, 0.09), (0.07, 1.63, 0.02), (-0.07, 1.63, 0.02)],
            *[(0.18, 1.42, 0), (-0.18, 1.42, 0), (0.22, 1.15, 0), (-0.22, 1.15, 0), (0.22, 0.92, 0.03)],
            *[(-0.22, 0.92, 0.03), (0.1, 0.95, 0), (-0.1, 0.95, 0), (0.1, 0.5, 0), (-0.1, 0.5, 0), (0.1, 0.08, 0)],
            (-0.1, 0.08, 0),
        ]
    )
    clips = []
    for _ in range(2):
        clip = np.repeat(pose[None], 90, axis=0)
        clip[:, [9, 10]] += 0.15 * np.sin(np.arange(90) / 5 + rng.uniform(0, 6))[:, None, None]
        clips.append((1000 * clip).astype(np.int16))
    offsets = np.array([0, 90, 180])
    labels = np.full(2, 6, np.uint8)
    np.savez(folder / "val.npz", frames_mm=np.concatenate(clips), offsets=offsets, label=labels)
    rows = [{"source": "made", "subject": name} for name in ("one", "two")]
    (folder / "val.json").write_text(json.dumps(rows))
    return folder


def test_the_evaluation_is_one_line_and_two_people_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate.main(["--data", str(pack_of(tmp_path)), "--scenes", "6", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out)
    assert found["simulated"] is True
    assert found["weights_sha256"] == measuring.sha256(weights.FILE)
    for name in evaluate.SETTINGS:
        low, high = found[name]["intervals"]["ap"]
        assert 0 <= low <= high <= 1
    assert found["no_wall"]["all_placed"] >= 0.8
    assert found["two_a_metre_apart"]["all_placed"] >= 0.8


def test_every_weight_is_there() -> None:
    student = weights.load().student
    assert {name: array.shape for name, array in student.weights.items()} == names(student.shape)


def test_a_larger_network_begins_by_saying_what_the_smaller_one_says() -> None:
    small, large = Shape((4, 6, 8), 16), Shape((6, 10, 12), 24)
    weights_of = network.initial_weights(small, 1)
    grown = network.grown(weights_of, small, network.initial_weights(large, 2), large)
    asked = inputs(5)
    np.testing.assert_allclose(
        Student(large, grown).outputs(*asked), Student(small, weights_of).outputs(*asked), atol=1e-5
    )
    assert all(np.any(array) for name, array in grown.items() if name.endswith("kernel"))


def test_new_scenes_come_after_so_many_steps_and_are_drawn_by_their_number(tmp_path: Path) -> None:
    clips = motion.read(pack_of(tmp_path), "val")
    recipe = supply.Recipe(scenes=3, still=0.3, every=3, renew=2, files=2, seed=5)
    made: list[tuple[int, int]] = []

    def tell(file: int, scene: int) -> None:
        made.append((file, scene))

    one = supply.Supply(tmp_path, clips, recipe, tell)
    rng = np.random.default_rng(0)
    drawn = [{id(one.at(step, rng)) for _ in range(20)} for step in range(6)]
    assert [len(stocks) for stocks in drawn] == [1, 1, 2, 2, 2, 2]
    assert len(drawn[3] & drawn[4]) == 1, "the older of two files is let go"
    assert made == [(0, 0), (0, 1), (0, 2)], "all but the first are made meanwhile"
    levels = one.at(5, np.random.default_rng(1)).examples.level
    folder = tmp_path / "again"
    folder.mkdir()
    again = supply.Supply(folder, clips, recipe, tell)
    np.testing.assert_array_equal(again.at(5, np.random.default_rng(1)).examples.level, levels)
    assert {file for file, _ in made} == {0, 1, 2}, "a run that goes on makes what it lacks itself"
