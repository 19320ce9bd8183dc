"""What is told of masks, what a visitor may change of a picture, and how many berries there may be."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.grapes import counting, telling, weather
from models.grapes.instances import Grapes, berries_in, bunches_of

FOLDER = Path(counting.__file__).parent


def rings(count: int = 9, side: int = 120) -> np.ndarray:
    """Berries of ten pixels' radius in a square grid, touching."""
    berries = np.zeros((side, side), np.uint8)
    for number in range(count):
        row, column = divmod(number, 3)
        cv2.circle(berries, (30 + 21 * column, 30 + 21 * row), 10, number + 1, cv2.FILLED)
    return berries.astype(np.int32)


def test_outlines_drawn_again_cover_what_they_were_taken_from() -> None:
    berries = rings()
    again = np.zeros(berries.shape, np.uint8)
    for number, outline in enumerate(telling.berry_outlines(berries), start=1):
        cv2.fillPoly(again, [np.array(outline, np.int32).reshape(-1, 2)], number)
    assert ((again > 0) & (berries > 0)).sum() > 0.93 * ((again > 0) | (berries > 0)).sum()
    assert telling.matched(again.astype(np.int32), berries) == 9


def test_no_answer_is_longer_than_30_kb_however_many_berries_there_are() -> None:
    grid = np.kron(np.arange(1, 1601).reshape(40, 40), np.ones((6, 8), int)).astype(np.int32)
    outlines = telling.berry_outlines(grid)
    assert len(outlines) == telling.MOST_BERRIES
    assert len(json.dumps(outlines, separators=(",", ":"))) < 30_000


def test_a_truth_is_compared_with_what_was_told() -> None:
    berries = rings()
    told = np.where(berries == 5, 0, berries)
    judged = telling.judged(Grapes(told, bunches_of(told)), berries)
    assert judged == {
        "berries_there": 9,
        "berries_told": 8,
        "berries_right": 8,
        "bunches_there": 1,
        "bunches_told": 1,
        "bunches_right": 1,
    }
    assert berries_in(Grapes(told, bunches_of(told)), 1) == [8]
    assert berries_in(Grapes(told, np.zeros_like(told)), 0) == []


def test_leaves_add_up_and_hide_berries_and_light_fades() -> None:
    drawn = weather.vines("black", 1, 96, 128)
    few, some = (weather.behind_leaves(drawn.picture, share)[1] for share in (0.25, 0.5))
    assert few.any()
    assert (some | few).sum() == some.sum() > few.sum()
    shown = [
        np.unique(weather.seen(drawn.berries, cover)).size for cover in (np.zeros_like(few), few, np.ones_like(few))
    ]
    assert shown[0] >= shown[1] > shown[2] == 1
    assert weather.lit(drawn.picture, 0.05).max() <= 12
    assert weather.lit(drawn.picture, 4.0).max() == 255
    assert np.array_equal(weather.lit(drawn.picture, 1.0), drawn.picture)


def test_how_many_berries_there_are_is_as_it_was_measured() -> None:
    ratio = counting.measured()
    told = ratio.of(200)
    assert told["low"] < told["middle"] < told["high"]
    assert told == {"told": 200, **{name: round(200 * part) for name, part in ratio._asdict().items()}}
    with pytest.raises(OSError, match="nothing"):
        counting.measured(Path("nothing.json"))


def test_the_page_shows_what_was_measured_of_real_pictures() -> None:
    shown = json.loads((FOLDER / "page" / "figures.json").read_text())["real"]
    measured = json.loads(counting.MEASURED.read_text())
    names = {"foreground": "foreground_iou", "berries": "berry_f1", "bunches": "bunch_f1", "identities": "pan_idf1"}
    assert shown == {name: round(measured[of], 3) for name, of in names.items()}
