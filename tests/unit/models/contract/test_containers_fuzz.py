"""The fuzzer of containers: its short form, and that it sees what it is for."""

from __future__ import annotations

from models.contract import containers
from tests.fuzz.containers import MOST_MEMORY, Watch, mutated, originals


def test_a_few_seconds_of_it_find_nothing() -> None:
    watch = Watch(seed=1)
    watch.run(seconds=60, most=1500)
    assert watch.found == []
    assert sum(watch.outcomes.values()) >= 1500
    assert watch.outcomes["decoded"] > 100
    assert watch.outcomes["bad_image"] > 100
    assert 0 < watch.peak < MOST_MEMORY


def test_its_originals_are_sound_and_of_every_kind() -> None:
    made = originals()
    assert {containers.kind_of(data) for data in made} == set(containers.FORMATS)
    for data in made:
        assert containers.read(data, lambda width, height: None).width == 72


def test_an_input_is_made_from_seed_and_number_alone() -> None:
    made = originals()
    assert mutated(5, 77, made) == mutated(5, 77, list(made))
    assert len({mutated(5, number, made) for number in range(50)}) > 45
