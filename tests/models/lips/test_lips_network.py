"""The lips network as it is trained and as it serves; the committed weights."""

from __future__ import annotations

import time

import numpy as np
import pytest
import tensorflow as tf

from models.lips import context, weights
from models.lips.network import LOOK_AHEAD, LipNet, Shape, names
from models.lips.sound import BANDS
from models.lips.training import context as fitting
from models.lips.training import data, evaluate, network, synthesis
from models.lips.training.train import loss_of, options_from
from models.lips.visemes import CLOSED, PHONES, PRESS, VISEME_OF, VISEMES, to_visemes
from models.toolkit.weightfiles import WeightsFileError

pytestmark = pytest.mark.models


def both(net: LipNet, frames: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Visemes and mouth of the stream in NumPy, and of the trained form in TensorFlow."""
    memory = net.begin()
    told = [net.step(memory, frame) for frame in frames]
    said, mouth = network.logits(net.weights, net.shape, tf.constant(frames[None]))
    trained = to_visemes(tf.nn.softmax(said)[0].numpy()), tf.sigmoid(mouth)[0].numpy()
    return (np.stack([one.visemes for one in told]), np.stack([one.mouth for one in told])), trained


@pytest.mark.parametrize("committed", [False, True])
def test_the_stream_says_what_the_trained_network_says(committed: bool) -> None:
    shape = Shape(24, 32)
    net = weights.load().network if committed else LipNet(shape, network.initial_weights(shape, 1))
    frames = np.random.default_rng(2).normal(size=(60, BANDS)).astype(np.float32)
    net = LipNet(net.shape, {name: net.weights[name] for name in names(net.shape)})  # without a second opinion
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


def test_a_second_opinion_learns_phones_from_few_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sounds that differ in one band each, drawn as in training: nearly all are told, by the stream as well."""
    monkeypatch.setattr(fitting, "_ROUNDS", 1)
    rng = np.random.default_rng(0)
    phones = np.repeat(rng.integers(0, len(PHONES), 300), 12)
    frames = rng.normal(0, 0.1, (len(phones), BANDS)).astype(np.float32)
    frames[np.arange(len(phones)), phones] += 4
    corpus = data.Frames(frames, phones, np.zeros((len(phones), 5), np.float32))
    opinion = fitting.fitted([(corpus, 1.0)], 1)
    assert {name: array.shape for name, array in opinion.items()} == context.NAMES
    seen = np.lib.stride_tricks.sliding_window_view(frames, context.FRAMES, axis=0).transpose(0, 2, 1)
    told = context.told(opinion, seen.reshape(len(seen), -1))
    np.testing.assert_allclose(told.sum(1), 1, atol=1e-5)
    middle = phones[context.FRAMES - 1 - LOOK_AHEAD :][: len(told)]
    assert (to_visemes(told).argmax(1) == VISEME_OF[middle]).mean() > 0.7
    shape = Shape(16, 16)
    net = LipNet(shape, {**network.initial_weights(shape, 1), **opinion})
    memory = net.begin()
    live = np.stack([net.step(memory, frame).visemes for frame in frames[: len(told)]])
    assert (live[LOOK_AHEAD:].argmax(1) == VISEME_OF[phones[: len(told) - LOOK_AHEAD]]).mean() > 0.7
