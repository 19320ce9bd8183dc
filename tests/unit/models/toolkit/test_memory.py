"""The one codec of what streams remember."""

from __future__ import annotations

import os
import zlib
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.toolkit import memory

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
kinds = st.sampled_from([np.float16, np.float32, np.float64, np.int64, np.uint16, np.uint8, np.bool_]).map(
    np.dtype
) | st.just(np.dtype(">f4"))


@given(st.dictionaries(st.text(), plain, min_size=1, max_size=4))
def test_plain_values_come_back_as_they_were(values: dict[str, Any]) -> None:
    assert memory.unpack("pose", memory.pack("pose", values)) == values


@given(arrays.arrays(kinds, arrays.array_shapes(min_dims=0, min_side=0), fill=st.nothing()))
def test_arrays_come_back_as_they_were_and_cannot_be_changed(array: np.ndarray) -> None:
    back = memory.unpack("pose", memory.pack("pose", {"array": array, "within": [{"it": array.T}]}))
    assert back["array"].dtype == array.dtype.newbyteorder("<")
    np.testing.assert_array_equal(back["array"], array)
    np.testing.assert_array_equal(back["within"][0]["it"], array.T)
    assert not back["array"].flags.writeable


def test_an_empty_memory_is_no_bytes() -> None:
    assert memory.pack("pose", {}) == b""
    assert memory.unpack("pose", b"") == {}


def test_numbers_of_numpy_are_kept_and_tuples_are_lists() -> None:
    back = memory.unpack("pose", memory.pack("pose", {"one": np.float64(1.5), "two": (1, (2, 3))}))
    assert back["one"] == 1.5
    assert back["two"] == [1, [2, 3]]


def test_only_the_owner_reads_it() -> None:
    blob = memory.pack("pose", {"n": 1})
    assert memory.unpack("style", blob) == {}
    assert memory.unpack("pose", blob) == {"n": 1}


@given(st.binary(max_size=200))
def test_garbage_is_an_empty_memory(blob: bytes) -> None:
    assert memory.unpack("pose", blob) == {}


def sealed(value: Any) -> bytes:
    """Garbage whose check sum is right."""
    body = msgpack.packb(value)
    return body + zlib.crc32(body).to_bytes(4, "little")


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [memory.VERSION, "pose"],
        [memory.VERSION, "pose", [1]],
        [memory.VERSION + 1, "pose", {"n": 1}],
        [memory.VERSION, "pose", {"n": msgpack.ExtType(9, b"x")}],
        [memory.VERSION, "pose", {"n": msgpack.ExtType(1, b"x")}],
        [memory.VERSION, "pose", {"n": msgpack.ExtType(1, msgpack.packb(["|O", [1], bytes(8)]))}],
        [memory.VERSION, "pose", {"n": msgpack.ExtType(1, msgpack.packb(["<f4", [3], bytes(8)]))}],
        [memory.VERSION, "pose", {"n": msgpack.ExtType(1, msgpack.packb(["nonsense", [1], bytes(8)]))}],
        [memory.VERSION, "pose", {"n": msgpack.ExtType(1, msgpack.packb([7, [-1], bytes(8)]))}],
        [memory.VERSION, "pose", {1: 2}],
    ],
)
def test_what_is_of_another_shape_is_an_empty_memory(value: Any) -> None:
    assert memory.unpack("pose", sealed(value)) == {}


def test_any_changed_byte_empties_it() -> None:
    blob = memory.pack("pose", {"array": np.arange(50, dtype=np.float32), "text": "standing"})
    for place in range(len(blob)):
        flipped = bytearray(blob)
        flipped[place] ^= 0x41
        assert memory.unpack("pose", bytes(flipped)) == {}
    assert memory.unpack("pose", blob[:-1]) == memory.unpack("pose", blob + b"\0") == {}


def test_it_is_bounded_both_ways() -> None:
    with pytest.raises(ValueError, match="the most"):
        memory.pack("pose", {"array": np.zeros(memory.MOST, np.uint8)})
    assert memory.unpack("pose", sealed([memory.VERSION, "pose", {"n": os.urandom(memory.MOST)}])) == {}


@pytest.mark.parametrize("value", [object(), np.array(["text"]), np.array([None]), 2**70, {1, 2}, 1 + 2j])
def test_what_is_neither_plain_nor_numbers_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        memory.pack("pose", {"n": value})


def test_a_part_that_is_no_mapping_is_empty() -> None:
    assert memory.part({"tracks": {"a": 1}}, "tracks") == {"a": 1}
    assert memory.part({"tracks": [1]}, "tracks") == memory.part({}, "tracks") == {}
