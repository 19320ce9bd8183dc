"""HED with its real weights beside the two kernels: what each calls an edge, and what it is said to cost."""

from __future__ import annotations

import numpy as np
import pytest

from models.assets import assets
from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.edges import classic, counting, network
from models.edges.demo import EdgesDemo
from models.toolkit.devices import Device
from models.toolkit.importers import h5
from tests.support.demos import loaded

pytestmark = pytest.mark.models

CPU = Device("cpu", threads=1, mixed_precision=False, xla=False)


@pytest.fixture(scope="module")
def demo() -> EdgesDemo:
    return loaded(EdgesDemo())


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    return h5.read(assets.path("hed.h5"))


def step() -> np.ndarray:
    """Dark on the left, bright on the right, grainy all over: an edge, and what is none."""
    picture = np.full((160, 208, 3), 60.0)
    picture[:, 104:] = 190
    grain = np.random.default_rng(2).normal(0, 12, (160, 208, 1))
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def edges(demo: EdgesDemo, picture: np.ndarray, **given: object) -> dict[str, np.ndarray]:
    return dict(demo.predict([demo.prepare(Sample(picture), check_all(demo.params, given), {})])[0].maps)


def test_all_three_find_a_step(demo: EdgesDemo) -> None:
    for name, found in edges(demo, step()).items():
        rows = found[16:-16]
        assert rows[:, 101:107].max(axis=1).mean() > 2 * rows[:, 16:80].mean(), name


def test_the_network_tells_an_outline_from_texture(demo: EdgesDemo) -> None:
    """Without a blur both kernels see the grain as well; the network hardly cares for it."""

    def contrast(found: np.ndarray) -> float:
        return float(found[16:-16, 101:107].max(axis=1).mean() / found[16:-16, 16:80].mean())

    contrasts = {name: contrast(found) for name, found in edges(demo, step(), smooth=0.0).items()}
    assert contrasts["hed"] > 2 * max(contrasts["sobel"], contrasts["laplacian"]), contrasts


def test_eight_bits_see_what_single_precision_sees(demo: EdgesDemo) -> None:
    single = network.EdgeNetwork(assets.path("hed.h5"), Device("gpu", 1, mixed_precision=False, xla=False))
    picture = demo.prepare(Sample(demo.example()), check_all(demo.params, {}), {}).picture
    apart = np.abs(demo._network(picture) - single(picture))
    assert apart.mean() < 0.01
    assert apart.max() < 0.15
    fused = single(picture)[:, :, 5]
    assert 0.02 < fused.mean() < 0.5
    assert fused.max() > 0.9


def test_scales_go_from_fine_to_coarse(demo: EdgesDemo) -> None:
    """How much neighbouring pixels differ falls from each scale to the next."""
    maps = [edges(demo, demo.example(), view="hed", scale=str(scale))["hed"] for scale in range(1, 6)]
    rough = [float(np.abs(np.diff(found, axis=1)).mean() / found.mean()) for found in maps]
    assert rough == sorted(rough, reverse=True)


def test_the_costs_are_those_of_the_architecture(demo: EdgesDemo, weights: dict[str, np.ndarray]) -> None:
    assert counting.parameters() == sum(array.size for array in weights.values())
    params = check_all(demo.params, {"detail": "160x120"})
    answer = demo.run(Sample(demo.example()), params)
    ways = {way["name"]: way for way in answer.data["ways"]}
    height, width = answer.layers["hed"].shape
    # The first block alone: 9 · 3 · 64 and 9 · 64 · 64 multiply-adds a pixel.
    assert ways["hed"]["multiply_adds"] > height * width * 9 * (3 + 64) * 64
    assert ways["laplacian"]["multiply_adds"] < ways["sobel"]["multiply_adds"] < ways["hed"]["multiply_adds"] / 1000
    assert all(way["milliseconds"] > 0 for way in ways.values())
    assert ways["hed"]["milliseconds"] > 10 * ways["sobel"]["milliseconds"]


def test_the_kernels_give_the_numbers_that_they_should() -> None:
    """Against the sums written out, at one pixel."""
    grey = np.random.default_rng(3).integers(0, 60, (7, 9)).astype(np.float32)
    patch = grey[2:5, 3:6]
    across = float((patch * [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]).sum())
    down = float((patch * [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]).sum())
    around = float((patch * [[0, 1, 0], [1, -4, 1], [0, 1, 0]]).sum())
    assert classic.sobel(grey)[3, 4] == pytest.approx(min(1, np.hypot(across, down) * classic.SOBEL_GAIN), abs=1e-5)
    assert classic.laplacian(grey)[3, 4] == pytest.approx(min(1, abs(around) * classic.LAPLACIAN_GAIN), abs=1e-5)


def test_a_threshold_leaves_yes_and_no(demo: EdgesDemo) -> None:
    params = check_all(demo.params, {"threshold": 0.5, "view": "sobel", "names": False, "ink": True})
    frame = demo.example()
    drawn = demo.render(Sample(frame.copy()), demo.run(Sample(frame), params), params)
    assert drawn is not None
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) == 2


def test_weights_that_do_not_fit_are_refused(weights: dict[str, np.ndarray]) -> None:
    first = "block1/layers/conv2d/vars/0"
    with pytest.raises(network.WeightsError, match="lack block1"):
        network.Hed({name: array for name, array in weights.items() if name != first})
    with pytest.raises(network.WeightsError, match="has shape"):
        network.Hed({**weights, first: weights[first][:2]})
    with pytest.raises(network.WeightsError, match="too many"):
        network.Hed({**weights, "more/vars/0": np.zeros(1, np.float32)})
