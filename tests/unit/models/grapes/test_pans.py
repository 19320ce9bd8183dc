"""What a pan tells of numbers: its parts, how sure it is, and what would be reached at best."""

from __future__ import annotations

import numpy as np
import pytest

from models.grapes.instances import Grapes
from models.grapes.training import packs, pans
from models.grapes.training.identities import Identities, by_bunch, compare

SIDE = 100


def marks(*places: tuple[int, int]) -> np.ndarray:
    """Bunches of 30 × 30 pixels, numbered as they come."""
    found = np.zeros((SIDE, SIDE), np.uint8)
    for number, (x, y) in enumerate(places, start=1):
        found[y : y + 30, x : x + 30] = number
    return found


def frame(*places: tuple[int, int]) -> packs.Frame:
    one = marks(*places)
    return packs.Frame(np.repeat(one[..., None], 3, 2), packs.boxes(one), one)


def square(x: float, side: float = 0.2) -> np.ndarray:
    return np.array([x, 0.1, x + side, 0.1 + side])


def test_the_parts_of_bunches_add_up_to_the_whole() -> None:
    true = [{1: square(0.1), 2: square(0.6)}] * 6
    told = [{7 if number < 4 else 8: square(0.1), 9: square(0.35)} for number in range(6)]
    parts = by_bunch(told, true)
    assert parts == {1: Identities(4, 6, 6), 2: Identities(0, 0, 6), 0: Identities(0, 6, 0)}
    assert tuple(sum(one[part] for one in parts.values()) for part in range(3)) == tuple(compare(told, true))


def test_nothing_told_and_nothing_there_have_parts_too() -> None:
    assert by_bunch([{}], [{}]) == {0: Identities(0, 0, 0)}
    assert by_bunch([{1: square(0.1)}], [{}]) == {0: Identities(0, 1, 0)}
    assert by_bunch([{}], [{1: square(0.1)}]) == {1: Identities(0, 0, 1), 0: Identities(0, 0, 0)}


def test_perfect_numbers_bring_back_what_was_found_and_no_more() -> None:
    true = [{1: square(0.1), 2: square(0.6)}] * 2
    assert pans.numbered([[square(0.6), square(0.1)], [square(0.1), square(0.35)]], true) == Identities(3, 4, 4)
    assert pans.numbered([[], []], true) == Identities(0, 0, 4)
    assert pans.numbered([[square(0.1)]], [{}]) == Identities(0, 1, 0)


def test_bunches_that_touch_are_parted_by_their_marks() -> None:
    one = frame((10, 10), (40, 10))
    parts = pans.parts(one.marks > 0, one)
    assert {number: box.round(2).tolist() for number, box in parts.items()} == {
        1: [0.1, 0.1, 0.4, 0.4],
        2: [0.4, 0.1, 0.7, 0.4],
    }
    assert pans.parts(marks((10, 10)) > 0, one).keys() == {1}, "what was not seen has no part"


def test_a_pan_on_which_two_bunches_are_found_as_one_loses_one_of_them_for_all_numbers() -> None:
    frames = [frame((10, 10), (40, 10))] * 6

    def look(picture: np.ndarray) -> Grapes:
        inside = (picture[..., 0] > 0).astype(np.int32)
        return Grapes(inside, inside)

    found = pans.walk(frames, look)
    assert found.found == Identities(4, 4, 12), "once it is confirmed, its box overlaps a bunch's by one half"
    assert found.numbered == Identities(6, 6, 12)
    assert found.parted.f1 == 1
    assert (found.counted, found.there) == (1, 2)


def test_the_interval_is_over_photographs() -> None:
    each = {1: Identities(10, 10, 10), 2: Identities(0, 0, 10), 3: Identities(10, 10, 10), 4: Identities(0, 0, 10)}
    total = Identities(20, 20, 40)
    walked = pans.Walked(total, total, total, each, 2, 4)
    low, high = pans.interval([walked], [{1: 7, 2: 7, 3: 9, 4: 9}])
    assert low == high == pytest.approx(2 / 3), "both photographs are alike"
    low, high = pans.interval([walked], [{1: 7, 2: 8, 3: 9, 4: 10}])
    assert low < 2 / 3 < high


def test_the_photograph_of_each_bunch_of_a_pan_is_known() -> None:
    pictures = [
        packs.Marked(photo, np.full((SIDE, SIDE, 3), photo, np.uint8), one.astype(np.int32), one.astype(np.int32))
        for photo, one in ((5, marks((10, 10), (60, 60))), (8, marks((40, 40))))
    ]
    strip, ids = packs._strip(pictures, 2, np.random.default_rng(3))
    owners = packs.photos_of(pictures, 3, count=2)
    assert sorted(owners.values()) == [5, 5, 8]
    for number, photo in owners.items():
        assert np.median(strip[ids == number]) == photo
