"""The lips network as it is trained and as it serves; the committed weights."""

from __future__ import annotations

import time

import numpy as np
import pytest
import tensorflow as tf

from models.lips import weights
from models.lips.network import LOOK_AHEAD, LipNet, Shape
from models.lips.sound import BANDS
from models.lips.training import evaluate, network, synthesis
from models.lips.training.train import loss_of, options_from
from models.lips.visemes import CLOSED, PHONES, PRESS, VISEME_OF, VISEMES, to_visemes
from models.toolkit.weightfiles import WeightsFileError

pytestmark = pytest.mark.models


def both(net: LipNet, frames: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Visemes and mouth of the stream in NumPy, and of the trained form in TensorFlow."""
    memory = net.begin()
    told = [net.step(memory, frame) for frame in frames]
    said, mouth = network.logits(net._weights, net.shape, tf.constant(frames[None]))
    trained = to_visemes(tf.nn.softmax(said)[0].numpy()), tf.sigmoid(mouth)[0].numpy()
    return (np.stack([one.visemes for one in told]), np.stack([one.mouth for one in told])), trained


@pytest.mark.parametrize("committed", [False, True])
def test_the_stream_says_what_the_trained_network_says(committed: bool) -> None:
    shape = Shape(24, 32)
    net = weights.load().network if committed else LipNet(shape, network.initial_weights(shape, 1))
    frames = np.random.default_rng(2).normal(size=(60, BANDS)).astype(np.float32)
    served, trained = both(net, frames)
    for one, other in zip(served, trained, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_a_step_down_the_gradient_lessens_the_loss() -> None:
    shape = Shape(16, 16)
    variables = {name: tf.Variable(array) for name, array in network.initial_weights(shape, 1).items()}
    rng = np.random.default_rng(0)
    frames = tf.constant(rng.normal(size=(2, 20, BANDS)), tf.float32)
    phones, mouths = rng.integers(0, len(PHONES), (2, 20)), rng.random((2, 20, 5)).astype(np.float32)
    losses = []
    for _ in range(4):
        with tf.GradientTape() as tape:
            loss = loss_of(*network.logits(variables, shape, frames), phones, mouths)
        losses.append(float(loss))
        for variable, gradient in zip(variables.values(), tape.gradient(loss, list(variables.values())), strict=True):
            variable.assign_sub(0.05 * gradient)
    assert losses == sorted(losses, reverse=True)


def test_changed_weights_are_refused(tmp_path) -> None:
    file = tmp_path / "weights.npz"
    file.write_bytes(weights.FILE.read_bytes()[:-1] + b"x")
    file.with_suffix(".toml").write_text(weights.FILE.with_suffix(".toml").read_text())
    with pytest.raises(WeightsFileError, match="SHA-256"):
        weights.load(file)


def test_a_frame_takes_little_time() -> None:
    begin = time.process_time()
    net, memory = weights.load().network, weights.load().network.begin()
    loaded = time.process_time()
    frames = np.random.default_rng(0).normal(size=(500, BANDS)).astype(np.float32)
    for frame in frames:
        net.step(memory, frame)
    assert (time.process_time() - loaded) / len(frames) < 0.0015  # on a busy machine; measured: the notes
    assert loaded - begin < 5


def test_the_committed_weights_shut_the_mouth_for_b_and_open_it_for_a() -> None:
    """Spoken by a voice of espeak-ng that no training heard."""
    try:
        speaker = synthesis.Synthesizer()
    except synthesis.SynthesisError:
        pytest.skip("espeak-ng is not installed")
    said = speaker.say("Papa, mama, papa, mama, papa, mama.", "en-us+f2", rate=130, pitch=50, melody=50)
    assert said is not None
    trained = weights.load()
    from models.lips.training.data import as_heard
    from models.lips.training.packs import Speech

    truth = as_heard(Speech(*said, "f2", "papa"))
    told = trained.network.whole(truth.frames)
    visemes = VISEME_OF[truth.phones]
    closed, opened = visemes == CLOSED, visemes == VISEMES.index("aa")
    assert told.mouth[closed, PRESS].mean() > 2 * told.mouth[opened, PRESS].mean()
    assert told.mouth[opened, 0].mean() > 2 * told.mouth[closed, 0].mean()


def test_a_run_takes_its_recipe_from_the_command_line() -> None:
    options = options_from(["--data", "a", "--texts", "b", "--work", "c", "--run", "d"])
    assert options.units == 128
    assert LOOK_AHEAD == 4
    assert evaluate.milliseconds(weights.load().network) > 0
