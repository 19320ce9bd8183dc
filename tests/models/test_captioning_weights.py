"""The weights that are committed: whole, small enough, and able to describe a picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models import assets, efficientnet_lite0, frames
from models.captioning import weights
from models.captioning.features import Sights
from models.captioning.tokens import END
from models.captioning.writer import Writer

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def trained():
    return weights.load()


def test_they_are_whole_and_small(trained) -> None:
    network, vocabulary = trained
    assert weights.FILE.stat().st_size <= 25_000_000
    assert network.shape.vocabulary == len(vocabulary)
    assert all(np.isfinite(variable.numpy()).all() for variable in network.weights.values())


def test_they_describe_pictures(trained) -> None:
    network, vocabulary = trained
    names = ("coffee.png", "chelsea.png", "astronaut.png")
    pictures = [frames.decode(assets.path(name).read_bytes()) for name in names]
    side = efficientnet_lite0.SIDE
    batch = np.stack([cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA) for picture in pictures])
    encoder = efficientnet_lite0.load()
    seen = network.features(encoder, encoder.trunk(batch, network.shape.tuned))
    sights = Sights(*(getattr(seen, kind).numpy().astype(np.float16) for kind in Sights._fields))
    writer = Writer(network)
    beams = writer.beams(writer.look(sights)).beams
    assert (np.diff(beams.scores, axis=1) <= 0).all()
    captions = [vocabulary.decode(best) for best in beams.tokens[:, 0]]
    for caption, tokens in zip(captions, beams.tokens[:, 0], strict=True):
        assert 4 <= len(caption) <= 20
        assert END in tokens
    assert len({" ".join(caption) for caption in captions}) == 3  # it looks at the picture
