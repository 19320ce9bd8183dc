"""What is certain about a picture, and what a caption must and must not say for it."""

from __future__ import annotations

import numpy as np
import pytest

from models.captioning import detector, weights
from models.captioning.detector import COCO, Detections, detections_of
from models.captioning.steering import Steering, steer
from models.captioning.things import FOLDER, ONE_PERSON, SEVERAL_PEOPLE, things
from models.captioning.tokens import Vocabulary
from models.contract.texts import ENGLISH, languages
from models.toolkit.unsaid import CAPTION_WORDS

TABBY, RETRIEVER, MUG, GORILLA, OX = 281, 207, 504, 366, 345


def probabilities(**shares: float) -> np.ndarray:
    found = np.full(1000, 1e-6)
    for name, share in shares.items():
        found[{"cat": TABBY, "dog": RETRIEVER, "mug": MUG, "gorilla": GORILLA, "cow": OX}[name]] = share
    return found


def detections(*found: tuple[str, float]) -> Detections:
    boxes = np.array([[0.1 * row, 0, 0.1 * row + 0.05, 1] for row in range(len(found))], np.float32).reshape(-1, 4)
    numbers = np.array([COCO.index(name) for name, _ in found], np.int32)
    return Detections(numbers, np.array([score for _, score in found], np.float32), boxes)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    with np.load(weights.FILE, allow_pickle=False) as arrays:
        return Vocabulary(tuple(arrays["vocabulary"].tobytes().decode().split("\n")))


def names(steering) -> list[str]:
    return [item.name for item in steering.evidence]


def test_a_sure_class_is_named_and_the_detectors_dog_is_not_believed() -> None:
    steering = steer(probabilities(cat=0.95), detections(("dog", 0.48), ("person", 0.05)))
    assert names(steering) == ["cat"]
    assert {"dog", "puppies", "man", "people"} <= steering.absent


def test_an_unsure_class_is_not_named() -> None:
    steering = steer(probabilities(cat=0.5), detections(("dog", 0.3)))
    assert steering.evidence == ()
    assert steering.absent == frozenset()


def test_a_dog_that_nobody_sees_is_not_named() -> None:
    assert "dog" in steer(probabilities(), detections(("chair", 0.3))).absent
    assert "dog" not in steer(probabilities(dog=0.2), detections()).absent


def test_one_person_is_named_once() -> None:
    steering = steer(probabilities(), detections(("person", 0.6), ("person", 0.1)))
    assert names(steering) == ["one person"]
    assert {"two", "women", "group"} <= steering.absent


def test_a_second_person_may_be_named_when_one_may_be_there() -> None:
    steering = steer(probabilities(), detections(("person", 0.6), ("person", 0.3)))
    assert names(steering) == ["people"]
    assert not steering.absent & set(SEVERAL_PEOPLE)


def test_the_detector_names_things_where_the_classes_are_unsure() -> None:
    assert names(steer(probabilities(), detections(("laptop", 0.7)))) == ["laptop"]
    assert names(steer(probabilities(mug=0.9), detections(("laptop", 0.7)))) == ["cup"]


def test_wishes_in_tokens(vocabulary) -> None:
    wishes = steer(probabilities(mug=0.9), detections(("person", 0.7))).wishes(vocabulary)
    said = [{vocabulary.words[token] for token in words} for words in wishes.demanded]
    assert said == [{"cup", "cups", "coffee", "mug"}, set(ONE_PERSON)]
    assert wishes.once == {1}
    assert "two" in {vocabulary.words[token] for token in wishes.forbidden}


def test_what_is_certain_has_a_name_in_each_language() -> None:
    told = steer(probabilities(cat=0.95), detections(("person", 0.7))).evidence
    assert [item.names["pt-BR"] for item in told] == ["gato", "uma pessoa"]
    for language in set(languages(FOLDER)) - {ENGLISH}:
        named = [thing.names[language] for thing in things()]
        assert len(set(named)) == len(named)


def forbidden(steering, vocabulary) -> set[str]:
    return {vocabulary.words[token] for token in steering.wishes(vocabulary).forbidden}


@pytest.mark.parametrize("seen", [(("person", 0.9),), (("person", 0.09),), (), (("bear", 0.7),)])
def test_no_monkey_is_ever_named_whatever_the_classes_say(seen, vocabulary) -> None:
    """With a person, with a trace of one, and without: nothing here is sure enough that nobody is there."""
    steering = steer(probabilities(gorilla=0.99), detections(*seen))
    assert "monkey" not in names(steering)
    assert "monkey" in forbidden(steering, vocabulary)
    assert all("monkey" not in item.words for item in steering.evidence)


def test_a_cow_is_named_only_where_no_trace_of_a_person_is_seen(vocabulary) -> None:
    alone = steer(probabilities(cow=0.9), detections())
    assert names(alone) == ["cow"]
    assert "cow" not in forbidden(alone, vocabulary)
    assert {"sheep", "clown", "fat"} <= forbidden(alone, vocabulary)
    for score in (0.09, 0.3, 0.8):
        beside = steer(probabilities(cow=0.9), detections(("person", score)))
        assert "cow" not in names(beside)
        assert {"cow", "cows"} <= forbidden(beside, vocabulary)


def test_without_the_recognisers_nothing_is_known_and_all_are_left_out(vocabulary) -> None:
    assert CAPTION_WORDS & set(vocabulary.words) == forbidden(Steering(), vocabulary)


def test_every_word_of_the_table_can_be_written(vocabulary) -> None:
    known = set(vocabulary.words)
    for thing in things():
        assert set(thing.words) <= known, thing.name
        assert all(0 <= number < 1000 for number in thing.imagenet)
    assert set(ONE_PERSON) | set(SEVERAL_PEOPLE) <= known
    assert not set(ONE_PERSON) & set(SEVERAL_PEOPLE)


def test_boxes_come_from_peaks_and_nothing_is_found_twice() -> None:
    # The second is no peak, since its neighbours are hotter; the third is the same person as the first.
    places = np.array([[40, 40, 0], [40, 41, 0], [40, 42, 0], [37, 44, 41]])
    heat = np.array([0.9, 0.5, 0.7, 0.4], np.float32)
    found = detections_of(places, heat, np.full((4, 4), 16, np.float32))
    assert [COCO[number] for number in found.classes] == ["person", "cup"]
    np.testing.assert_allclose(found.boxes[0], [144 / 384, 144 / 384, 176 / 384, 176 / 384], atol=1e-6)
    assert found.best([0, 41]) == pytest.approx(0.9)
    assert detector.nothing().best([0]) == 0
