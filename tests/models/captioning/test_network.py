"""The captioning network, its weights file, soups of weights, and the tables of evaluation."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from models.assets import assets
from models.captioning import weights
from models.captioning.architecture import TUNED, Shape, WeightsError, initial_weights
from models.captioning.network import Captioner
from models.captioning.sights import KINDS, Sights
from models.captioning.tokens import END, START, build, words_of
from models.captioning.training import evaluate, soup
from models.captioning.writer import Writer
from models.toolkit import efficientnet_lite, efficientnet_lite0, frames
from models.toolkit.importers import torch
from models.toolkit.weightfiles import WeightsFileError
from models.training import flickr8k
from tests.support import pictures
from tests.support.flickr8k import archive_of

pytestmark = pytest.mark.models

SHAPE = Shape(vocabulary=12, width=16, heads=2, inner=32, encoders=1, middle=True, classes=True, positions=9)


@pytest.fixture(scope="module")
def network():
    return Captioner(SHAPE, initial_weights(SHAPE, 1))


def random_sights(count, seed=0):
    rng = np.random.default_rng(seed)
    return Sights(*(rng.random((count, *shape)).astype(np.float16) for shape in KINDS.values()))


def random_tokens(*shape):
    tokens = np.random.default_rng(5).integers(4, SHAPE.vocabulary, shape).astype(np.int32)
    tokens[..., 0] = START
    return tokens


def hidden(network, sights, tokens):
    memory = network.memory(*(tf.cast(kind, tf.float32) for kind in sights))
    return network.hidden(memory, tokens).numpy()


def test_a_word_does_not_see_those_after_it(network) -> None:
    sights, tokens = random_sights(2), random_tokens(2, 3, 6)
    before = hidden(network, sights, tokens)
    assert before.shape == (2, 3, 6, 16)
    changed = tokens.copy()
    changed[..., 4] = 4 + (changed[..., 4] - 3) % 8
    after = hidden(network, sights, changed)
    np.testing.assert_allclose(after[:, :, :4], before[:, :, :4], atol=1e-5)
    assert (np.abs(after[:, :, 4:] - before[:, :, 4:]).max(-1) > 1e-4).all()


def test_captions_of_a_picture_do_not_see_each_other(network) -> None:
    sights, tokens = random_sights(2), random_tokens(2, 3, 6)
    together = hidden(network, sights, tokens)
    np.testing.assert_allclose(hidden(network, sights, tokens[:, 1:2])[:, 0], together[:, 1], atol=1e-5)
    np.testing.assert_allclose(hidden(network, sights.rows([1]), tokens[1:])[0], together[1], atol=1e-5)


@pytest.mark.parametrize("kind", Sights._fields)
def test_every_kind_of_feature_is_looked_at(network, kind) -> None:
    sights, tokens = random_sights(1), random_tokens(1, 1, 4)
    other = sights._replace(**{kind: getattr(random_sights(1, seed=9), kind)})
    assert (np.abs(hidden(network, sights, tokens) - hidden(network, other, tokens)).max(-1) > 1e-4).all()


def test_word_by_word_is_the_same_as_all_at_once(network) -> None:
    sights, tokens = random_sights(2), random_tokens(2, 3, 6)
    whole = network.logits(hidden(network, sights, tokens)).numpy()
    whole -= np.log(np.exp(whole).sum(-1, keepdims=True))
    writer, same = Writer(network), np.tile(np.arange(3), (2, 1))
    step = writer.stepper(writer.look(sights))
    for position in range(6):
        log_probs = step(tokens[:, :, position], same)
        np.testing.assert_allclose(log_probs, whole[:, :, position], atol=1e-4)
        assert step.attention[position].shape == (2, 3, 7, 7)
        assert (step.attention[position].sum((2, 3)) < 1).all()  # the classes are looked at too


def test_caches_follow_their_hypotheses(network) -> None:
    """What the stepper gives for reordered hypotheses is what it gives for them from the start."""
    sights, writer = random_sights(2), Writer(network)
    tokens = random_tokens(2, 3, 4)
    parents = np.array([[2, 0, 0], [1, 1, 2]])
    looks = writer.look(sights)
    step, straight = writer.stepper(looks), writer.stepper(looks)
    same = np.tile(np.arange(3), (2, 1))
    for position in range(2):
        step(tokens[:, :, position], same)
    turned = step(tokens[:, :, 2], parents)
    reordered = np.take_along_axis(tokens[:, :, :2], parents[..., None], 1)
    for position in range(2):
        straight(reordered[:, :, position], same)
    np.testing.assert_allclose(turned, straight(tokens[:, :, 2], same), atol=1e-5)
    np.testing.assert_allclose(np.exp(turned).sum(-1), 1, atol=1e-4)


def test_two_views_are_averaged_and_their_order_does_not_matter(network) -> None:
    one, other, writer = random_sights(2, seed=1), random_sights(2, seed=2), Writer(network)
    tokens, same = random_tokens(2, 3, 3), np.tile(np.arange(3), (2, 1))
    both, swapped = (Sights(*map(np.concatenate, zip(*pair, strict=True))) for pair in ((one, other), (other, one)))
    steps = [
        writer.stepper(writer.look(one)),
        writer.stepper(writer.look(other)),
        writer.stepper(writer.look(both), 2),
        writer.stepper(writer.look(swapped), 2),
    ]
    for position in range(3):
        first, second, averaged, turned = (step(tokens[:, :, position], same) for step in steps)
        mean = (first + second) / 2
        np.testing.assert_allclose(averaged, mean - np.log(np.exp(mean).sum(-1, keepdims=True)), atol=1e-4)
        np.testing.assert_allclose(averaged, turned, atol=1e-4)


def test_attention_of_a_caption_is_that_of_its_own_words(network) -> None:
    """What a beam search says of where it looked is what writing the same words again, alone, gives."""
    sights, writer = random_sights(2), Writer(network)
    written = writer.beams(writer.look(sights), 3)
    assert written.attention.shape == (*written.beams.tokens.shape, 7, 7)
    for picture, row in ((0, 0), (1, 2)):
        again, same = writer.stepper(writer.look(sights.rows([picture]))), np.zeros((1, 1), np.int32)
        word = START
        for position, token in enumerate(written.beams.tokens[picture, row]):
            again(np.array([[word]], np.int32), same)
            seen = written.attention[picture, row, position]
            np.testing.assert_allclose(seen, again.attention[-1][0, 0], atol=1e-5)
            word = token
            if token == END:
                break


def test_weights_that_do_not_fit_are_refused() -> None:
    arrays = initial_weights(SHAPE, 1)
    with pytest.raises(WeightsError, match="missing or superfluous"):
        Captioner(SHAPE, arrays | {"more": arrays["words"]})
    with pytest.raises(WeightsError, match="shape"):
        Captioner(SHAPE, arrays | {"words": arrays["words"][:-1]})


def test_the_encoders_own_blocks_begin_as_they_were() -> None:
    """A network whose encoder was trained along sees at first what the encoder sees, and then something else."""
    shape = Shape(vocabulary=12, width=16, heads=2, inner=32, pooled=True, tuned=4, positions=9)
    own = efficientnet_lite.folded(torch.read(assets.path(efficientnet_lite.ASSET)))
    arrays = initial_weights(shape, 1)
    network = Captioner(shape, {name: own.get(name.removeprefix(TUNED), array) for name, array in arrays.items()})
    encoder = efficientnet_lite0.load()
    picture = frames.decode(assets.path("astronaut.png").read_bytes())[None, :224, :224]
    plain, x = encoder(picture), encoder.trunk(picture, 4)
    seen = network.features(encoder, x)
    for kind in ("top", "logits", "middle"):
        np.testing.assert_allclose(getattr(seen, kind), getattr(plain, kind), atol=1e-3)
    network.weights["tuned.11.expand.kernel"].assign_add(tf.ones((1, 1, 112, 672)) * 0.1)
    changed = network.features(encoder, x)
    assert np.abs(changed.top - plain.top).max() > 0.1
    np.testing.assert_allclose(changed.logits, plain.logits, atol=1e-3)  # the classes are ImageNet's still


def test_the_mean_of_the_places_is_looked_at() -> None:
    shape = Shape(vocabulary=12, width=16, heads=2, inner=32, pooled=True, positions=9)
    network = Captioner(shape, initial_weights(shape, 1))
    top = tf.random.stateless_uniform((2, 7, 7, 1280), (1, 2))
    memory = network.memory(top, top, top).numpy()
    assert memory.shape == (2, 50, 16)
    network.weights["pooled.kernel"].assign_add(tf.ones((1280, 16)))
    changed = network.memory(top, top, top).numpy()
    np.testing.assert_array_equal(memory[:, :49], changed[:, :49])
    turned = tf.reverse(top, [1])
    np.testing.assert_allclose(network.memory(turned, top, top)[:, 49], changed[:, 49], atol=1e-3)


def test_a_soup_is_the_mean_of_its_runs(tmp_path) -> None:
    vocabulary = build([["a", "dog", "ß", "t-shirt", "'s", "x", "y", "z"]], least=1)
    arrays = [initial_weights(SHAPE, seed) for seed in (1, 2, 3)]
    files = [tmp_path / f"{number}.npz" for number in range(3)]
    for file, its in zip(files, arrays, strict=True):
        weights.save(file, SHAPE, its, vocabulary)
    out = tmp_path / "mean.npz"
    assert soup.main([*map(str, files), "--out", str(out)]) == 0
    mean, shape, words = weights.read(out)
    assert (shape, words) == (SHAPE, vocabulary)
    for name, array in mean.items():
        np.testing.assert_allclose(array, sum(its[name] for its in arrays) / 3, atol=2e-3)


def test_runs_that_do_not_go_together_make_no_soup(tmp_path, capsys) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    weights.save(one, SHAPE, initial_weights(SHAPE, 1), build([["a"] * 5]))
    weights.save(other, SHAPE, initial_weights(SHAPE, 1), build([["b"] * 5]))
    assert soup.main([str(one), str(other), "--out", str(tmp_path / "out.npz")]) == 1
    assert "other.npz has another architecture or vocabulary" in capsys.readouterr().err
    assert not (tmp_path / "out.npz").exists()


def test_a_weights_file_there_and_back(network, tmp_path) -> None:
    vocabulary = build([["a", "dog", "ß", "t-shirt", "'s", "x", "y", "z"]], least=1)
    file = tmp_path / "weights.npz"
    arrays = {name: variable.numpy() for name, variable in network.weights.items()}
    weights.save(file, SHAPE, arrays, vocabulary)
    loaded, words = weights.load(file)
    assert words == vocabulary
    assert loaded.shape == SHAPE
    for name, variable in loaded.weights.items():
        np.testing.assert_array_equal(variable, arrays[name].astype(np.float16).astype(np.float32))


def test_a_changed_weights_file_is_refused(network, tmp_path) -> None:
    file = tmp_path / "weights.npz"
    arrays = {name: variable.numpy() for name, variable in network.weights.items()}
    weights.save(file, SHAPE, arrays, build([["a"] * 5]))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(WeightsFileError, match="SHA-256"):
        weights.load(file)
    with pytest.raises(WeightsFileError, match="cannot be read"):
        weights.load(tmp_path / "missing.npz")


CAPTIONS = ("A red dog .", "The green dog .", "A blue dog .")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """60 pictures with five captions each; those of the dev split are grey."""
    names = [f"{index}.jpg" for index in range(60)]
    captions = [f"{name}#{k}\t{CAPTIONS[i % 3]}" for i, name in enumerate(names) for k in range(5)]
    grey = pictures.plain((90, 90, 90), 224, 224)
    folder = tmp_path_factory.mktemp("captioning")
    return archive_of(folder, names[:48], names[48:], captions, pictures=dict.fromkeys(names[48:], grey))


def test_the_tables_tell_of_what_is_in_the_archive(archive, tmp_path, capsys) -> None:
    """The dev pictures are grey: their mirror images get the same captions, and so the same scores."""
    corpus = flickr8k.read_corpus(archive)
    vocabulary = build(words_of(caption) for name in corpus.train for caption in corpus.captions[name])
    shape = Shape(len(vocabulary), width=16, heads=2, inner=32, pooled=True, tuned=11, positions=6)
    file = tmp_path / "weights.npz"
    weights.save(file, shape, initial_weights(shape, 1), vocabulary)
    assert evaluate.main(["--data", str(archive), "--weights", str(file)]) == 0
    title, _, *rows = capsys.readouterr().out.strip().splitlines()
    assert title.startswith("| dev split, 12 pictures, 5 references | BLEU-1 |")
    scores = dict(row.strip("| ").split(" | ", 1) for row in rows)
    assert list(scores) == [
        "greedy",
        "greedy, with the mirror image",
        "beam 3",
        "beam 3 of mirrored pictures",
        "beam 3, with the mirror image",
    ]
    assert scores["beam 3"] == scores["beam 3 of mirrored pictures"] == scores["beam 3, with the mirror image"]
