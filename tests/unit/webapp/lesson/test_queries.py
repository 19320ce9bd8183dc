"""Parameters in an address's query become the declared kinds; what cannot is left for the check to refuse."""

from __future__ import annotations

import pytest

from models.contract.parameters import BadParameter, Number, Points, Switch
from webapp.lesson.queries import value_of

HINTS = Points(name="hints", label="Hints", help="Where.", most=2, coloured=True)


def test_points_are_json() -> None:
    text = '[{"x": 0.5, "y": 1, "colour": "#5b9bd5"}]'
    assert HINTS.check(value_of(HINTS, text)) == ({"x": 0.5, "y": 1.0, "colour": "#5b9bd5"},)


@pytest.mark.parametrize("text", ["", "5", "null", "[", "[[", "[" * 100_000, '{"x": 0}', '[{"x": NaN, "y": 0}]', '"a"'])
def test_what_is_no_list_of_points_is_refused(text: str) -> None:
    with pytest.raises(BadParameter, match="hints"):
        HINTS.check(value_of(HINTS, text))


def test_numbers_and_switches() -> None:
    number = Number(name="n", label="N", help=".", default=0, minimum=0.0, maximum=1.0, step=0.1)
    assert value_of(number, "0.5") == 0.5
    assert value_of(number, "half") == "half"
    assert value_of(Switch(name="s", label="S", help=".", default=False), "True") is True
