"""Messages between the web process and its workers survive the way there and back."""

from __future__ import annotations

import contextlib
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.protocol import (
    VERSION,
    Item,
    Kind,
    Message,
    Outcome,
    pack,
    pack_job,
    pack_outcomes,
    unpack,
    unpack_items,
    unpack_outcomes,
)

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
mapping = st.dictionaries(st.text(max_size=8), plain, max_size=4)
small = st.binary(max_size=30)
items = st.builds(
    Item,
    stream=st.text(max_size=12),
    seq=st.integers(0, 2**53 - 1),
    params=mapping,
    received=st.floats(allow_nan=False, allow_infinity=False),
    memory_seq=st.integers(-1, 2**53 - 1),
    image=small,
    memory=small,
    render=st.sampled_from(["server", "browser", "layers"]),
    still=st.booleans(),
    pictures=st.dictionaries(st.text(max_size=8), small, max_size=3),
    gap=st.booleans(),
    many=st.booleans(),
)
outcomes = st.builds(
    Outcome,
    stream=st.text(max_size=12),
    seq=st.integers(0, 2**53 - 1),
    code=st.text(max_size=8),
    message=st.text(max_size=8),
    data=st.none() | mapping,
    timing=st.dictionaries(st.text(max_size=8), st.floats(0, 1e6), max_size=4),
    layers=st.dictionaries(st.text(max_size=8), small, max_size=3),
    memory=st.none() | small,
)


@given(job=st.integers(0, 2**40), demo=st.text(max_size=8), sent=st.lists(items, max_size=4), alone=st.booleans())
def test_a_job_there(job: int, demo: str, sent: list[Item], alone: bool) -> None:
    message = unpack(pack_job(job, demo, sent, alone=alone))
    assert (message.kind, message.values["job"], message.values["demo"]) == ("run", job, demo)
    assert message.values["alone"] is alone
    assert unpack_items(message) == sent


@given(job=st.integers(0, 2**40), sent=st.lists(outcomes, max_size=4), broken=st.text(max_size=8))
def test_its_outcomes_back(job: int, sent: list[Outcome], broken: str) -> None:
    message = unpack(pack_outcomes(job, sent, broken))
    assert (message.kind, message.values["job"], message.values["broken"]) == ("done", job, broken)
    assert unpack_outcomes(message) == sent


def test_no_memory_and_an_empty_one_are_different_things() -> None:
    back = unpack_outcomes(
        unpack(
            pack_outcomes(
                1, [Outcome(stream="s", seq=number, memory=memory) for number, memory in enumerate((None, b""))]
            )
        )
    )
    assert [outcome.memory for outcome in back] == [None, b""]


@given(kind=st.sampled_from(Kind), values=mapping, parts=st.lists(small, max_size=3))
def test_any_message(kind: Kind, values: dict[str, Any], parts: list[bytes]) -> None:
    assert unpack(pack(kind, values, parts)) == Message(kind, values, parts)


def test_pictures_stand_beside_the_header_and_are_not_copied() -> None:
    image: Any = memoryview(b"a picture" * 1000)
    item = Item(stream="s", seq=0, params={}, received=0.0, memory_seq=-1, image=image, memory=b"")
    header, sent, memory = pack_job(
        1, "pose", [Item(stream="s", seq=0, params={}, received=0.0, memory_seq=-1, image=image, memory=b"")]
    )
    assert sent is image
    assert len(header) < 100
    parts: list[Any] = [memoryview(header), sent, memory]
    (item,) = unpack_items(unpack(parts))
    assert bytes(item.image) == bytes(image)


@pytest.mark.parametrize(
    "parts", [[], [b""], [b"\xc1"], [b"\x01"], [b"\xc0"], [b"\x91\x01"], [b"\x94\x01\x01\x01\x01"]]
)
def test_what_is_no_message_is_a_value_error(parts: list[bytes]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  msgpack's own kinds of it, each with its own text
        unpack(parts)


@given(st.lists(st.binary(max_size=40), max_size=3))
def test_noise_is_a_message_or_a_value_error(parts: list[bytes]) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(unpack(parts), Message)


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        unpack([msgpack.packb([VERSION + 1, "run", {}])])


@pytest.mark.parametrize("kind", ["", "stop", 7, None, ["run"]])
def test_a_kind_that_there_is_not_is_refused(kind: Any) -> None:
    with pytest.raises(ValueError, match="kind"):
        unpack([msgpack.packb([VERSION, kind, {}])])


@pytest.mark.parametrize("value", [object(), {1, 2}, 2**70, 1 + 2j])
def test_what_is_not_plain_data_is_refused_where_it_is_packed(value: Any) -> None:
    with pytest.raises((TypeError, OverflowError)):
        pack_outcomes(1, [Outcome(stream="s", seq=0, data={"value": value})])
