"""Training on a GPU, where PyTorch is installed: that it computes what TensorFlow and NumPy run, and that it learns."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.assets import assets
from models.captioning import weights
from models.captioning.sights import Sights
from models.captioning.tokens import END
from models.captioning.writer import Writer
from models.contract.pictures import STILL
from models.toolkit import efficientnet_lite, efficientnet_lite0, frames
from models.toolkit.importers import torch as torch_files
from models.training.training import RunError
from tests.support import pictures
from tests.support.flickr8k import archive_of

torch = pytest.importorskip("torch", reason="PyTorch is none of the project's dependencies")

from models.captioning.training import tune  # noqa: E402
from models.captioning.training.torch_network import Network, from_torch, to_torch  # noqa: E402
from models.captioning.training.views import views_of  # noqa: E402

pytestmark = pytest.mark.models

COLOURS = {"red": (220, 30, 30), "green": (30, 200, 40), "blue": (30, 40, 220)}


@pytest.fixture(scope="module")
def photographs() -> np.ndarray:
    names = ("chelsea.png", "astronaut.png", "coffee.png")
    side = efficientnet_lite.SIDE
    found = [frames.decode(assets.path(name).read_bytes(), STILL) for name in names]
    return np.stack([cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA) for picture in found])


def network_of(arrays, shape) -> Network:
    own = efficientnet_lite.folded(torch_files.read(assets.path(efficientnet_lite.ASSET)))
    return Network(shape, *({name: to_torch(name, it) for name, it in some.items()} for some in (arrays, own)))


def test_it_says_what_tensorflow_says(photographs) -> None:
    arrays, shape, _ = weights.read(weights.FILE)
    ours = network_of(arrays, shape)
    network, vocabulary = weights.load()
    encoder = efficientnet_lite0.load()
    seen = network.features(encoder, encoder.trunk(photographs, shape.tuned))
    with torch.no_grad():
        memory = ours.memory(torch.from_numpy(photographs.transpose(0, 3, 1, 2).copy()).float())
        drawn = ours.write(memory, 1, lambda scores: scores.argmax(-1))[:, 0, 1:]
        logits = ours.logits(ours.hidden(memory, drawn[:, None, :8]))
    theirs = network.memory(seen.top, seen.middle, seen.logits)
    np.testing.assert_allclose(memory, theirs, atol=0.01)
    hidden = network.hidden(theirs, drawn[:, None, :8].numpy().astype(np.int32))
    np.testing.assert_allclose(logits, network.logits(hidden), atol=0.02)
    writer = Writer(network)
    sights = Sights(*(np.asarray(getattr(seen, kind)) for kind in Sights._fields))
    greedy = writer.beams(writer.look(sights), 1).beams.tokens[:, 0]
    assert [vocabulary.decode(one) for one in drawn.tolist()] == [vocabulary.decode(one) for one in greedy]
    assert all(END in one for one in drawn.tolist())


def test_weights_there_and_back() -> None:
    arrays, _, _ = weights.read(weights.FILE)
    for name, array in arrays.items():
        np.testing.assert_array_equal(from_torch(name, to_torch(name, array)), array)


def test_views_differ_and_stay_pictures(photographs) -> None:
    torch.manual_seed(1)
    given = torch.from_numpy(photographs[1:2].transpose(0, 3, 1, 2).copy()).repeat(40, 1, 1, 1)
    seen = views_of(given, 0.5).numpy()
    assert seen.shape == given.shape
    assert seen.min() >= 0
    assert seen.max() <= 255
    assert len({view.tobytes() for view in seen}) == 40
    # The astronaut's suit is orange: whatever the view, but for the grey ones, there is more red than blue.
    colourful = seen[np.ptp(seen, axis=1).max((1, 2)) > 1]
    assert len(colourful) >= 30
    assert (colourful[:, 0].mean((1, 2)) > colourful[:, 2].mean((1, 2))).mean() > 0.9
    whole = views_of(torch.full((20, 3, 224, 224), 90, dtype=torch.uint8), 0.5).numpy()
    assert (np.ptp(whole, axis=(2, 3)) < 1).all()  # nothing black comes in from outside the picture


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tune")
    names = [f"{index}.jpg" for index in range(36)]
    colours = [tuple(COLOURS)[index % 3] for index in range(36)]
    captions = [f"{name}#{k}\tA {colour} wall ." for name, colour in zip(names, colours, strict=True) for k in range(5)]
    contents = {name: pictures.plain(COLOURS[colour], 224, 224) for name, colour in zip(names, colours, strict=True)}
    return archive_of(folder, names[:24], names[24:], captions, pictures=contents), folder


def trainer(corpus, run, *more) -> tune.Trainer:
    archive, folder = corpus
    small = ("--pictures", "8", "--positions", "6", "--judges", "1", "--averaging", "0.5", "--warmup", "5")
    arguments = ["--data", str(archive), "--work", str(folder), "--run", run, *small, *more]
    return tune.Trainer(tune.options_from(arguments))


def test_training_learns_resumes_and_reinforces(corpus) -> None:
    whole = trainer(corpus, "whole", "--epochs", "10")
    before = str(whole.scores())
    whole.run()
    lines = (whole.record.folder / "log.txt").read_text().splitlines()
    losses = [float(line.split("loss ")[1].split(";")[0]) for line in lines]
    assert losses[-1] < losses[0] - 1
    assert "CIDEr 0.0" in before
    assert "CIDEr 0.0" not in lines[-1]

    stopped = trainer(corpus, "stopped", "--epochs", "10")
    for _ in range(3):
        stopped._train_epoch()
        stopped.epoch += 1
    stopped._save()
    resumed = trainer(corpus, "stopped", "--epochs", "10")
    resumed.run()
    for name, weight in whole.weights.items():
        torch.testing.assert_close(resumed.weights[name], weight, atol=2e-3, rtol=1e-2)
    with pytest.raises(RunError, match="another seed"):
        trainer(corpus, "stopped", "--seed", "2")._resume()

    start = str(whole.record.folder / "epoch-10.npz")
    rewarded = trainer(corpus, "rewarded", "--start", start, "--reinforce", "--epochs", "3", "--bleu", "0.5")
    rewarded.run()
    lines = (rewarded.record.folder / "log.txt").read_text().splitlines()
    rewards = [float(line.split("samples ")[1].split(";")[0]) for line in lines]
    assert rewards[-1] > rewards[0]
