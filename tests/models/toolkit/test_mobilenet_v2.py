"""MobileNetV2 built here: against Keras's own with the same weights, and the weights that must be refused."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from models.assets import assets
from models.content.published import DENSE
from models.content.watching import PUBLISHED
from models.toolkit.importers import bundles
from models.toolkit.mobilenet_v2 import SIDE, MobileNetV2, WeightsError, blocks, shapes

pytestmark = pytest.mark.models

Weights = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return bundles.read(*(assets.path(name) for name in PUBLISHED))


def test_the_package_has_every_weight_in_its_shape_and_nothing_else(weights: Weights) -> None:
    assert {name: array.shape for name, array in weights.items()} == shapes(DENSE)
    assert len(weights) == 266
    assert sum(array.size for array in weights.values()) == 2_619_461
    assert len(blocks()) == 17


def test_it_says_what_keras_says(weights: Weights) -> None:
    keras = tf.keras.applications.MobileNetV2((SIDE, SIDE, 3), include_top=False, weights=None)
    for layer in keras.layers:
        names = [f"{layer.name}/{weight.name.split('/')[-1].split(':')[0]}" for weight in layer.weights]
        found = [name if name in weights else f"{layer.name}/depthwise_kernel" for name in names]
        if found:
            layer.set_weights([weights[name] for name in found])
    pictures = np.random.default_rng(1).uniform(0, 1, (2, SIDE, SIDE, 3)).astype(np.float32)
    x = tf.reduce_mean(keras(pictures, training=False), axis=(1, 2)).numpy()
    for number in (1, 2, 3):
        x = x @ weights[f"dense_{number}/kernel"] + weights[f"dense_{number}/bias"]
        x = np.maximum(x, 0) if number < 3 else x
    mine = MobileNetV2(weights, DENSE)(pictures).numpy()
    assert mine.shape == (2, 5)
    assert np.abs(mine - x).max() < 1e-3 * np.abs(x).max()


def test_other_weights_are_refused(weights: Weights) -> None:
    name = "block_3_project/kernel"
    lacking = {one: array for one, array in weights.items() if one != name}
    for wrong, why in (
        (lacking, "missing"),
        ({**weights, "more": np.zeros(1)}, "superfluous"),
        ({**weights, name: weights[name][..., 1:]}, "shape"),
        ({**weights, name: np.full_like(weights[name], np.nan)}, "numbers"),
    ):
        with pytest.raises(WeightsError, match=why):
            MobileNetV2(wrong, DENSE)
