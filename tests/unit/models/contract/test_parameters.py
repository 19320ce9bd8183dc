"""Parameters: canonical values, refusals, schema."""

from __future__ import annotations

import json
import math

import pytest

from models.contract.parameters import (
    BadParameter,
    Choice,
    Mask,
    Number,
    Option,
    Points,
    Switch,
    Upload,
    check_all,
    schema_of,
)

BLEND = Number(name="blend", label="Blend", help="How much.", default=0.5, minimum=0.0, maximum=1.0, step=0.1)
PEOPLE = Number(name="people", label="People", help="How many.", default=6, minimum=1, maximum=6, step=1)
BOXES = Switch(name="boxes", label="Boxes", help="Draw boxes.", default=False)
STYLE = Choice(name="style", label="Style", help="Which.", default="a", options=(Option("a", "A"), Option("b", "B")))
PICTURE = Upload(name="picture", label="Picture", help="Yours.")
HINTS = Points(name="hints", label="Hints", help="Where.", most=2, coloured=True)
PROBE = Points(name="probe", label="Probe", help="Where.")
SHAPE = Mask(name="shape", label="Shape", help="Where.", default="0060", width=4, height=4)
ALL = (BLEND, PEOPLE, BOXES, STYLE, PICTURE, HINTS, PROBE, SHAPE)


def test_defaults_fill_what_is_not_given() -> None:
    assert check_all(ALL, {"people": 2}) == {
        "blend": 0.5,
        "people": 2,
        "boxes": False,
        "style": "a",
        "picture": None,
        "hints": (),
        "probe": (),
        "shape": "0060",
    }


def test_points_become_fractions_with_lower_case_colours() -> None:
    assert HINTS.check([{"x": 1, "y": 0.5, "colour": "#A0b1C2"}]) == ({"x": 1.0, "y": 0.5, "colour": "#a0b1c2"},)
    assert PROBE.check(({"x": 0, "y": 0},)) == ({"x": 0.0, "y": 0.0},)
    json.dumps(HINTS.describe())


def test_a_mask_is_as_many_digits_as_its_cells_take() -> None:
    assert SHAPE.check("00Ff") == "00ff"
    assert Mask(name="m", label="M", help=".", default="", width=16, height=16).digits == 64


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (BLEND, 1.01),
        (BLEND, -0.01),
        (BLEND, math.nan),
        (BLEND, math.inf),
        (BLEND, True),
        (BLEND, "0.5"),
        (BLEND, None),
        (BLEND, 10**400),
        (PEOPLE, 0),
        (PEOPLE, [1]),
        (BOXES, 1),
        (BOXES, "true"),
        (STYLE, "c"),
        (STYLE, 0),
        (STYLE, ["a"]),
        (PICTURE, ""),
        (PICTURE, "x" * 65),
        (PICTURE, 5),
        (HINTS, None),
        (HINTS, {"x": 0, "y": 0}),
        (HINTS, [{"x": 0, "y": 0}]),
        (HINTS, [{"x": 0, "y": 0, "colour": "red"}]),
        (HINTS, [{"x": 0, "y": 0, "colour": "#12345"}]),
        (HINTS, [{"x": 0, "y": 0, "colour": "#123456\n"}]),
        (HINTS, [{"x": 0, "y": 0, "colour": "#123456", "more": 1}]),
        (HINTS, [{"x": 0, "y": 0, "colour": "#123456"}] * 3),
        (PROBE, [{"x": 1.01, "y": 0}]),
        (PROBE, [{"x": math.nan, "y": 0}]),
        (PROBE, [{"x": True, "y": 0}]),
        (PROBE, [{"x": "0", "y": 0}]),
        (PROBE, [[0, 0]]),
        (SHAPE, None),
        (SHAPE, 60),
        (SHAPE, ""),
        (SHAPE, "060"),
        (SHAPE, "00600"),
        (SHAPE, "0060\n"),
        (SHAPE, "0x60"),
        (SHAPE, "٠٠٦٠"),
        (SHAPE, ["0060"]),
        (SHAPE, "f" * 1_000_000),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(parameter: object, value: object) -> None:
    with pytest.raises(BadParameter, match=parameter.name):  # type: ignore[attr-defined]
        parameter.check(value)  # type: ignore[attr-defined]


def test_numbers_with_a_whole_step_become_whole() -> None:
    assert PEOPLE.check(2.4) == 2
    assert isinstance(PEOPLE.check(2.0), int)
    assert isinstance(BLEND.check(1), float)


def test_an_undeclared_name_is_refused() -> None:
    with pytest.raises(BadParameter, match="there is no parameter"):
        check_all(ALL, {"nosuch": 1})


def test_the_schema_and_the_description_say_what_check_does() -> None:
    schema = schema_of(ALL)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["blend"]["minimum"] == 0
    assert schema["properties"]["people"]["type"] == "integer"
    assert schema["properties"]["style"]["enum"] == ["a", "b"]
    assert schema["properties"]["picture"]["type"] == ["string", "null"]
    assert schema["properties"]["shape"]["pattern"] == "^[0-9a-fA-F]{4}$"
    json.dumps([schema, [parameter.describe() for parameter in ALL]])
    assert PEOPLE.describe()["kind"] == "number"
