"""The grape network with its trained weights, on drawn scenes that it never saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from models.grapes import scene, weights
from models.grapes.finder import Finder, fitted
from models.grapes.network import GrapeNet, Shape, initial_weights
from models.grapes.training import evaluate, packs
from models.grapes.training.scores import Counts, compare
from models.training.packs import PackError, unpacked

pytestmark = pytest.mark.models

SIDE = 320


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(weights.load(), SIDE)


def drawn(seed: int, **wishes: Any) -> scene.Drawn:
    return scene.draw(
        np.random.default_rng((99, seed)), SIDE, scene.Wishes(radius=9, leaves=0.2, shade=0, blur=0, **wishes)
    )


def test_the_network_has_a_map_for_every_pixel() -> None:
    network = GrapeNet(Shape(), initial_weights(Shape(), 0))
    assert network(np.zeros((2, 64, 96, 3), np.uint8)).shape == (2, 64, 96, 2)


def test_berries_of_drawn_scenes_are_found(finder: Finder) -> None:
    counts = Counts()
    for seed in range(6):
        one = drawn(seed, bunches=2, light=1.0)
        counts = counts + compare(finder(one.picture), one.berries.astype(np.int32))
    assert counts.berry_f1 > 0.6, counts
    assert counts.foreground_iou > 0.7, counts


def test_next_to_nothing_is_found_where_no_grapes_are(finder: Finder) -> None:
    shares = [(finder(drawn(seed, bunches=0, light=1.0).picture).berries > 0).mean() for seed in range(4)]
    assert max(shares) < 0.02


@pytest.mark.parametrize(("height", "width"), [(240, 320), (320, 240), (37, 500), (1, 1)])
def test_pictures_of_any_size_are_looked_at(finder: Finder, height: int, width: int) -> None:
    grapes = finder(np.zeros((height, width, 3), np.uint8))
    seen = fitted(np.zeros((height, width, 3), np.uint8), SIDE)
    assert grapes.berries.shape == grapes.bunches.shape == seen.shape[:2]
    assert all(side % 16 == 0 for side in seen.shape[:2])


def test_a_pack_of_another_split_is_measured(tmp_path: Path) -> None:
    folder = tmp_path / "pack" / "odd"
    for kind in ("images", "berries", "bunches"):
        (folder / kind).mkdir(parents=True)
    rows = []
    for number in range(3):
        one = drawn(number, bunches=2, light=1.0)
        cv2.imwrite(str(folder / "images" / f"p{number}.jpg"), one.picture[..., ::-1])
        cv2.imwrite(str(folder / "berries" / f"p{number}.png"), one.berries)
        cv2.imwrite(str(folder / "bunches" / f"p{number}.png"), one.bunches.astype(np.uint8))
        rows.append({"file": f"p{number}", "photo": number})
    (folder / "index.json").write_text(json.dumps(rows))
    found = evaluate.report(tmp_path / "pack", "odd", SIDE, walks=0)
    assert found["pictures"] == 3
    assert found["berry_f1_interval"][0] <= found["berry_f1"] <= found["berry_f1_interval"][1]
    assert evaluate.promised(found)["value"] == pytest.approx(100 * found["bunch_f1"])
    assert found["berries_ratio"]["low"] < found["berries_ratio"]["middle"] < found["berries_ratio"]["high"]
    assert 0 <= found["threshold"]["berry_f1"] <= 1


def test_a_pack_without_the_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no split"):
        packs.read(tmp_path, "val")
    (tmp_path / "no.tar").write_bytes(b"nothing")
    with pytest.raises(PackError), unpacked(tmp_path / "no.tar"):
        pass
