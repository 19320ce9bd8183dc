"""The captioning demo on real photographs, with its own weights."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np
import pytest

from models.assets import assets
from models.captioning import weights
from models.captioning.demo import CaptioningDemo
from models.captioning.detector import SIDE, Detector
from models.captioning.looking import looker
from models.captioning.things import ONE_PERSON
from models.contract.demo import Memory, Sample
from models.contract.parameters import check_all
from models.contract.pictures import STILL
from models.toolkit import frames
from models.toolkit.devices import Device
from models.toolkit.unsaid import CAPTION_WORDS, STEMS, may_be_said
from tests.support.demos import loaded

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def demo() -> CaptioningDemo:
    return loaded(CaptioningDemo(), threads=2)


@pytest.fixture(scope="module")
def pictures() -> dict[str, np.ndarray]:
    import cv2

    names = ("coffee", "chelsea", "astronaut")
    found = {name: frames.decode(assets.path(f"{name}.png").read_bytes(), STILL) for name in names}
    film = cv2.VideoCapture(str(assets.path("carphone.mp4")))
    found["carphone"] = np.ascontiguousarray(film.read()[1][..., ::-1])
    return found


def describe(demo, *batch, **changed):
    params = {**check_all(demo.params, {}), **changed}
    samples = [Sample(picture) for picture in batch]
    found = demo.predict([demo.prepare(sample, params, {}) for sample in samples])
    return [demo.answer(sample, one, params, {}).data for sample, one in zip(samples, found, strict=True)]


def words(data) -> set[str]:
    return {word["word"] for word in data["words"]}


def test_what_is_certainly_there_is_named(demo, pictures) -> None:
    coffee, cat, astronaut, man = describe(demo, *pictures.values())
    assert words(coffee) & {"cup", "cups", "coffee", "mug"}
    assert words(cat) & {"cat", "kitty"}
    for data in (astronaut, man):
        assert sum(word["word"] in ONE_PERSON for word in data["words"]) == 1
        assert not words(data) & {"two", "people", "men", "women", "group"}


def test_a_switch_shows_it_without(demo, pictures) -> None:
    (cat,) = describe(demo, pictures["chelsea"], steer=False)
    assert "cat" not in words(cat)
    assert not cat["is_steered"]
    assert cat["evidence"] == []


def test_a_batch_says_what_each_picture_alone_says(demo, pictures) -> None:
    together = describe(demo, *pictures.values())
    for data, picture in zip(together, pictures.values(), strict=True):
        (alone,) = describe(demo, picture)
        assert alone["captions"][0]["text"] == data["captions"][0]["text"]


def test_a_mirrored_picture_gets_the_same_caption(demo, pictures) -> None:
    for name in ("coffee", "astronaut"):
        upright, mirrored = (
            describe(demo, np.ascontiguousarray(picture), steer=False)[0]
            for picture in (pictures[name], pictures[name][:, ::-1])
        )
        assert upright["captions"][0]["text"] == mirrored["captions"][0]["text"]
        for word, turned in zip(upright["words"], mirrored["words"], strict=True):
            np.testing.assert_allclose(word["attention"], np.array(turned["attention"])[:, ::-1], atol=0.02)


def test_attention_is_a_share_of_the_picture_for_each_word(demo, pictures) -> None:
    (data,) = describe(demo, pictures["astronaut"])
    for word in data["words"]:
        attention = np.array(word["attention"])
        assert attention.shape == (7, 7)
        assert (attention >= 0).all()
        assert 0.05 < attention.sum() <= 1.001


@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_best_sentences_come_in_order_and_end(demo, pictures, count) -> None:
    (data,) = describe(demo, pictures["carphone"], captions=count)
    probabilities = [caption["probability"] for caption in data["captions"]]
    assert 1 <= len(probabilities) <= count
    assert probabilities == sorted(probabilities, reverse=True)
    assert len({caption["text"] for caption in data["captions"]}) == len(probabilities)


def test_dreams_differ_and_are_less_probable(demo, pictures) -> None:
    picture = pictures["carphone"]
    texts = {describe(demo, picture, temperature=1.2)[0]["captions"][0]["text"] for _ in range(5)}
    assert len(texts) > 1
    (best,) = describe(demo, picture)
    dreams = [describe(demo, picture, temperature=1.2)[0]["captions"][0]["probability"] for _ in range(3)]
    assert np.median(dreams) < best["captions"][0]["probability"]


def test_the_caption_stands_through_noise(demo, pictures) -> None:
    """Camera noise of two seconds changes a caption once at most, however the frames' best ones change."""
    memory: Memory = {}
    rng, params, shown = np.random.default_rng(0), check_all(demo.params, {}), []
    for index in range(8):
        noise = rng.normal(0, 12, pictures["carphone"].shape)
        noisy = np.clip(pictures["carphone"] + noise, 0, 255).astype(np.uint8)
        answer = demo.run(Sample(noisy, 10 + index / 4), params, memory)
        memory = answer.memory
        shown.append(answer.data["shown"]["text"])
    assert sum(one != other for one, other in itertools.pairwise(shown)) <= 1


def test_the_caption_is_written_on_the_frame(demo, pictures) -> None:
    params = check_all(demo.params, {})
    for picture in (pictures["astronaut"], pictures["astronaut"][:40, :200].copy()):
        drawn = demo.render(Sample(picture.copy()), demo.run(Sample(picture), params), params)
        changed = (drawn != picture).any(axis=(1, 2))
        assert changed[-1]
        assert not changed[: len(changed) // 2].any()
        assert (drawn[changed] > 200).any()


@pytest.mark.parametrize("device", [None, Device("cpu", 1, mixed_precision=False, xla=False)], ids=["batch", "cpu"])
def test_the_detector_finds_the_person_and_the_cup(pictures, device) -> None:
    import cv2

    found = Detector(device)(np.stack([cv2.resize(pictures[name], (SIDE, SIDE)) for name in ("astronaut", "coffee")]))
    assert found[0].best([0]) > 0.5
    assert found[1].best([41]) > 0.3


def test_on_a_processor_is_seen_what_a_batch_on_a_gpu_sees(pictures) -> None:
    import cv2

    network, _ = weights.load()
    batch = np.stack([cv2.resize(pictures[name], (224, 224)) for name in ("astronaut", "coffee", "chelsea")])
    (one, classes), (other, others) = (
        looker(network, Device(kind, 1, mixed_precision=False, xla=False))(batch) for kind in ("cpu", "gpu")
    )
    assert one.shape == other.shape
    np.testing.assert_allclose(one, other, atol=1e-3)
    np.testing.assert_allclose(classes(), others(), atol=1e-3)


@pytest.fixture
def obsessed(demo) -> Iterator[CaptioningDemo]:
    """The network made to believe in nothing but words that insult, and the classes in a gorilla."""
    describer = demo._describer
    decoder, look = describer._writer._decoder, describer._look
    scores = decoder.scores
    bias = scores.bias.copy()
    bias[describer.vocabulary.tokens_of(CAPTION_WORDS)] += 25
    decoder.scores = scores._replace(bias=bias)
    sure = 30 * np.eye(1000, dtype=np.float32)[[366]]
    describer._look = lambda pictures: (look(pictures)[0], lambda: np.repeat(sure, len(pictures), 0))
    yield demo
    decoder.scores, describer._look = scores, look


@pytest.mark.parametrize("given", [{}, {"steer": False}, {"temperature": 1.0}, {"temperature": 1.5, "steer": False}])
def test_no_word_that_insults_is_said_of_a_person_whatever_the_network_believes(obsessed, pictures, given) -> None:
    for data in describe(obsessed, pictures["astronaut"], pictures["carphone"], captions=5, **given):
        for caption in data["captions"]:
            assert may_be_said(caption["text"].split(), CAPTION_WORDS)
            assert not set(re.findall(r"\w+", caption["texts"]["pt-BR"])) & set(STEMS)
        assert all(item["name"] != "monkey" for item in data["evidence"])


def test_after_a_cut_at_most_one_answer_is_of_the_old_scene(demo, pictures) -> None:
    """Eight answers a second, three scenes; captions stand for ten seconds at least where nothing is cut."""
    memory: Memory = {}
    shown: dict[str, list[str]] = {}
    params, now = check_all(demo.params, {"every": 10}), 100.0
    scenes = ("carphone", "coffee", "chelsea")
    for name in scenes:
        shown[name] = []
        for _ in range(4):
            answer = demo.run(Sample(pictures[name], now), params, memory)
            memory, now = answer.memory, now + 1 / 8
            shown[name].append(answer.data["shown"]["text"])
    for before, after in itertools.pairwise(scenes):
        assert sum(text in shown[before] for text in shown[after]) <= 1
    assert len({texts[-1] for texts in shown.values()}) == len(scenes)
