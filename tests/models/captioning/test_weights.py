"""The weights that are committed: whole, small enough, and able to describe a picture."""

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
from models.toolkit import efficientnet_lite0, frames

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def trained():
    return weights.load()


def test_they_are_whole_and_small(trained) -> None:
    network, vocabulary = trained
    assert weights.FILE.stat().st_size <= 25_000_000
    assert network.shape.vocabulary == len(vocabulary)
    assert all(np.isfinite(variable.numpy()).all() for variable in network.weights.values())


SAID = {
    "coffee.png": "a little girl is sitting on a red tunnel",
    "chelsea.png": "a small dog is playing with a playpen",
    "astronaut.png": "a boy in a orange shirt is playing with a basketball",
}
"""What the network said greedily after training, by itself, in PyTorch."""


@pytest.fixture(scope="module")
def sights(trained) -> Sights:
    network, _ = trained
    pictures = [frames.decode(assets.path(name).read_bytes(), STILL) for name in SAID]
    side = efficientnet_lite0.SIDE
    batch = np.stack([cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA) for picture in pictures])
    encoder = efficientnet_lite0.load()
    seen = network.features(encoder, encoder.trunk(batch, network.shape.tuned))
    return Sights(*(getattr(seen, kind).numpy().astype(np.float16) for kind in Sights._fields))


def test_they_say_what_they_said_after_training(trained, sights) -> None:
    network, vocabulary = trained
    writer = Writer(network)
    tokens = writer.beams(writer.look(sights), 1).beams.tokens[:, 0]
    assert [" ".join(vocabulary.decode(one)) for one in tokens] == list(SAID.values())


def test_a_beam_describes_pictures(trained, sights) -> None:
    network, vocabulary = trained
    writer = Writer(network)
    beams = writer.beams(writer.look(sights)).beams
    assert (np.diff(beams.scores, axis=1) <= 0).all()
    captions = [vocabulary.decode(best) for best in beams.tokens[:, 0]]
    for caption, tokens in zip(captions, beams.tokens[:, 0], strict=True):
        assert 4 <= len(caption) <= 20
        assert END in tokens
    assert len({" ".join(caption) for caption in captions}) == 3  # it looks at the picture
