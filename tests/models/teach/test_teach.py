"""What a page gets to learn from: features and maps that fit each other, and how measurements are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.teach.demo import MAPS
from models.teach.training.evaluate import ASKED, SHOTS, WAYS, tasks
from models.teach.training.learning import Task, learn
from models.toolkit.described import packed, unpacked
from tests.support.demos import loaded

pytestmark = pytest.mark.models


def test_features_survive_their_packing_to_the_last_of_16_bits() -> None:
    features = np.linspace(0, 6, 1280, dtype=np.float32)
    assert len(packed(features)) == 3416
    assert np.abs(unpacked(packed(features)) - features).max() <= 3 / 65_535 + 1e-6
    assert unpacked(packed(np.array([-1.0, 7.0]))).tolist() == [0.0, 6.0]


def test_features_are_the_means_of_the_maps_and_a_mirrored_picture_has_nearly_the_same() -> None:
    demo = loaded(find_demos()["teach"])
    picture = demo.example()
    answer = demo.run(Sample(picture), check_all(demo.params, {}))
    maps = answer.layers[MAPS]
    assert maps.shape == (1280, answer.data["rows"] * answer.data["columns"])
    features = unpacked(answer.data["features"])
    assert np.abs(maps.mean(1) * 6 / 255 - features).max() < 6 / 255 / 2
    params = check_all(demo.params, {"where": False})
    assert demo.run(Sample(picture), params).layers == {}
    other = unpacked(demo.run(Sample(np.ascontiguousarray(picture[:, ::-1])), params).data["features"])
    noise = unpacked(
        demo.run(Sample(np.random.default_rng(1).integers(0, 256, picture.shape, np.uint8)), params).data["features"]
    )
    assert np.linalg.norm(other - features) < 0.5 * np.linalg.norm(noise - features)


def test_a_task_asks_for_pictures_that_it_was_not_shown() -> None:
    labels = np.repeat(np.arange(8), 25)
    made, truth = tasks(labels, count=5)
    assert truth.shape == (5, WAYS * ASKED)
    for task, right in zip(made, truth, strict=True):
        pictures = [picture for picture, _ in task.train]
        assert len(pictures) == WAYS * SHOTS
        assert not set(pictures) & set(task.test)
        things = {label: labels[picture] for picture, label in task.train}
        assert [things[label] for label in right] == labels[list(task.test)].tolist()
    assert tasks(labels, count=5)[0] == made


def test_the_pages_own_script_learns_what_can_be_told_apart() -> None:
    random = np.random.default_rng(3)
    features = np.abs(random.normal(0.1, 0.05, (20, 1280)))
    features[::2, :200] += 0.5
    (learnt,) = learn(features, [Task([(at, at % 2) for at in range(10)], list(range(10, 20)), 2, 1)])
    assert learnt.probabilities.argmax(1).tolist() == [0, 1] * 5
    assert learnt.weights.shape == (2, 1280)
    assert np.abs(learnt.weights.sum(0)).max() < 1e-4, "what speaks for one speaks against the other"
