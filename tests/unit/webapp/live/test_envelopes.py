"""What clients send on /live is of the protocol's form, or refused in one sentence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.streams import MAX_SEQ
from webapp.errors import InvalidFormat
from webapp.live.envelopes import Close, FrameHead, Open, ParamsChange, read, read_frame

HUGE = 10**99
NESTED: Any = 1
for _ in range(900):
    NESTED = [NESTED]


def test_a_whole_open() -> None:
    message = read(Open, ({"v": 1, "demo": "pose", "params": {"a": 1}, "render": "browser"},))
    assert (message.demo, message.params, message.render) == ("pose", {"a": 1}, "browser")


def test_the_least_open() -> None:
    message = read(Open, ({"v": 1, "demo": "pose"},))
    assert (message.params, message.render) == ({}, "server")


def test_a_whole_frame() -> None:
    head, image = read_frame(({"stream": "s", "seq": MAX_SEQ, "t": 12.5}, b"jpeg"))
    assert (head.stream, head.seq, head.t, image) == ("s", MAX_SEQ, 12.5, b"jpeg")


def test_a_whole_number_may_stand_for_a_time() -> None:
    head, _ = read_frame(({"stream": "s", "seq": 0, "t": 12}, b""))
    assert head.t == 12.0


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "open",
        [],
        ["v", 1],
        b"bytes",
        NESTED,
        math.nan,
        HUGE,
        True,
        {},
        {"demo": "pose"},
        {"v": 1},
        {"v": 2, "demo": "pose"},
        {"v": "1", "demo": "pose"},
        {"v": None, "demo": "pose"},
        {"v": HUGE, "demo": "pose"},
        {"v": math.nan, "demo": "pose"},
        {"v": 1, "demo": 5},
        {"v": 1, "demo": ""},
        {"v": 1, "demo": "x" * 65},
        {"v": 1, "demo": None},
        {"v": 1, "demo": ["pose"]},
        {"v": 1, "demo": b"pose"},
        {"v": 1, "demo": "\ud800"},
        {"v": 1, "demo": "pose", "params": None},
        {"v": 1, "demo": "pose", "params": []},
        {"v": 1, "demo": "pose", "params": "a"},
        {"v": 1, "demo": "pose", "params": {"x" * 65: 1}},
        {"v": 1, "demo": "pose", "params": {str(n): n for n in range(65)}},
        {"v": 1, "demo": "pose", "params": NESTED},
        {"v": 1, "demo": "pose", "render": "gpu"},
        {"v": 1, "demo": "pose", "render": None},
    ],
)
def test_an_open_of_another_form(value: Any) -> None:
    with pytest.raises(InvalidFormat):
        read(Open, (value,))


@pytest.mark.parametrize(
    "head",
    [
        None,
        5,
        "s",
        [],
        b"s",
        NESTED,
        {},
        {"stream": "s"},
        {"seq": 1},
        {"stream": 5, "seq": 1},
        {"stream": "", "seq": 1},
        {"stream": "s" * 65, "seq": 1},
        {"stream": None, "seq": 1},
        {"stream": "s", "seq": -1},
        {"stream": "s", "seq": MAX_SEQ + 1},
        {"stream": "s", "seq": HUGE},
        {"stream": "s", "seq": 1.0},
        {"stream": "s", "seq": math.nan},
        {"stream": "s", "seq": True},
        {"stream": "s", "seq": "1"},
        {"stream": "s", "seq": None},
        {"stream": "s", "seq": [1]},
        {"stream": "s", "seq": 1, "t": math.nan},
        {"stream": "s", "seq": 1, "t": math.inf},
        {"stream": "s", "seq": 1, "t": -math.inf},
        {"stream": "s", "seq": 1, "t": "1"},
        {"stream": "s", "seq": 1, "t": None},
        {"stream": "s", "seq": 1, "t": 10**400},
    ],
)
def test_a_frame_of_another_form(head: Any) -> None:
    with pytest.raises(InvalidFormat):
        read_frame((head, b"jpeg"))


@pytest.mark.parametrize(
    "args",
    [
        (),
        ({"stream": "s", "seq": 0},),
        ({"stream": "s", "seq": 0}, "text"),
        ({"stream": "s", "seq": 0}, None),
        ({"stream": "s", "seq": 0}, [1]),
        (b"jpeg", {"stream": "s", "seq": 0}),
        ({"stream": "s", "seq": 0}, b"jpeg", b"more"),
    ],
)
def test_a_frame_has_two_arguments_the_second_bytes(args: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidFormat, match="two arguments"):
        read_frame(args)


@pytest.mark.parametrize("args", [(), ({}, {}), ({"stream": "s"}, None)])
def test_other_events_have_one(args: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidFormat, match="one argument"):
        read(Close, args)


def test_more_than_is_asked_for_is_left_aside() -> None:
    assert read(Close, ({"stream": "s", "more": NESTED},)).stream == "s"


def test_params_are_asked_for_when_they_change() -> None:
    with pytest.raises(InvalidFormat):
        read(ParamsChange, ({"stream": "s"},))
    assert read(ParamsChange, ({"stream": "s", "params": {}},)).params == {}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["v", "demo", "stream", "seq", "t", "params", "render"]), inner, max_size=6)
    ),
    max_leaves=8,
)


def refusal_of(take: Callable[[], Any]) -> str:
    """The sentence of an InvalidFormat, or nothing when there is none; anything else is raised."""
    try:
        take()
    except InvalidFormat as refused:
        return refused.message
    return ""


@given(st.sampled_from([Open, FrameHead, ParamsChange, Close]), st.lists(anything, max_size=3))
def test_anything_else_is_refused_in_one_short_sentence(kind: Any, args: list[Any]) -> None:
    for take in (lambda: read(kind, tuple(args)), lambda: read_frame(tuple(args))):
        message = refusal_of(take)
        assert len(message) < 300
        assert "\n" not in message
        assert "pydantic" not in message


def test_the_sentence_names_the_field_and_repeats_nothing_long() -> None:
    with pytest.raises(InvalidFormat, match=r"^seq: ") as refused:
        read_frame(({"stream": "s", "seq": "1" * 10_000}, b""))
    assert len(refused.value.message) < 200
