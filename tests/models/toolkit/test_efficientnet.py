"""The encoder with its real weights: it must know what is in the pictures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.assets import assets
from models.toolkit import efficientnet_lite0, frames
from models.toolkit.importers import torch

pytestmark = pytest.mark.models

ESPRESSO = 967
CATS = range(281, 286)
"""ImageNet's five kinds of cat that live with people, tabby to Egyptian."""


@pytest.fixture(scope="module")
def weights():
    return torch.read(assets.path(efficientnet_lite0.ASSET))


@pytest.fixture(scope="module")
def network(weights):
    return efficientnet_lite0.EfficientNetLite0(weights)


def picture(name):
    """(224, 224, 3) RGB uint8"""
    side = efficientnet_lite0.SIDE
    return cv2.resize(frames.decode(assets.path(name).read_bytes()), (side, side), interpolation=cv2.INTER_AREA)


def probabilities(logits):
    shares = np.exp(logits - logits.max())
    return shares / shares.sum()


def test_it_sees_an_espresso_and_a_cat(network) -> None:
    batch = np.stack([picture("coffee.png"), picture("chelsea.png"), picture("astronaut.png")])
    seen = network(batch)
    assert seen.top.shape == (3, 7, 7, 1280)
    assert seen.middle.shape == (3, 14, 14, 112)
    assert seen.logits.shape == (3, 1000)
    coffee, cat, astronaut = (probabilities(row) for row in seen.logits.numpy())
    assert coffee.argmax() == ESPRESSO
    assert coffee[ESPRESSO] > 0.9
    assert cat.argmax() in CATS
    assert cat[CATS].sum() > 0.9
    assert astronaut.max() < 0.5  # ImageNet has no class for her
    assert 0 <= float(seen.top.numpy().min()) <= float(seen.top.numpy().max()) <= 6


def test_a_batch_gives_what_each_picture_gives(network) -> None:
    first, second = picture("coffee.png"), picture("chelsea.png")
    both = network(np.stack([first, second]))
    for index, one in enumerate((first, second)):
        alone = network(one[None])
        for kind in ("middle", "top", "logits"):
            np.testing.assert_allclose(getattr(alone, kind)[0], getattr(both, kind)[index], atol=1e-3)


def test_floats_are_taken_like_bytes(network) -> None:
    frame = picture("coffee.png")[None]
    np.testing.assert_array_equal(network(frame).logits, network(frame.astype(np.float32)).logits)


def test_batch_norms_are_folded_right(weights, network) -> None:
    """The stem against convolution, batch norm and ReLU6 written out in numpy, at one place."""
    frame = picture("chelsea.png")
    patch = (frame[100:103, 60:63].astype(np.float64) - 127) / 128  # "SAME" padding with stride 2 starts at 0
    kernel = weights["_conv_stem.weight"].astype(np.float64)  # (out, in, height, width)
    summed = np.einsum("oihw,hwi->o", kernel, patch)
    gamma, beta, mean, variance = (
        weights[f"_bn0.{part}"].astype(np.float64) for part in ("weight", "bias", "running_mean", "running_var")
    )
    expected = np.clip((summed - mean) / np.sqrt(variance + 1e-3) * gamma + beta, 0, 6)
    np.testing.assert_allclose(network.stem(frame[None]).numpy()[0, 50, 30], expected, atol=1e-3)


def test_weights_that_do_not_fit_are_refused(weights) -> None:
    error = efficientnet_lite0.WeightsError
    with pytest.raises(error, match="lack"):
        efficientnet_lite0.EfficientNetLite0({name: array for name, array in weights.items() if name != "_fc.bias"})
    with pytest.raises(error, match="too many"):
        efficientnet_lite0.EfficientNetLite0(weights | {"more": weights["_fc.bias"]})
    with pytest.raises(error, match="shape"):
        efficientnet_lite0.EfficientNetLite0(weights | {"_fc.weight": weights["_fc.weight"].T})


def test_the_file_holds_what_the_architecture_needs(weights) -> None:
    assert len(weights) == 296
    counted = (array.size for name, array in weights.items() if "running" not in name and "num_batches" not in name)
    assert sum(counted) == 4_652_008  # the parameters that training changes, as published
