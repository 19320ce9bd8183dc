"""The reader of legacy PyTorch files: what it reads, and that a hostile file can do nothing.

PyTorch is not here, so the files are written by hand, pickle instruction by pickle instruction.
"""

from __future__ import annotations

import builtins
import collections
import io
import os
import pickle
import struct
from typing import Any

import numpy as np
import pytest

from models.toolkit.importers import torch
from models.toolkit.importers.torch import TorchFileError


class Persistent:
    """Pickled as a reference to a storage."""

    def __init__(self, *identity):
        self.identity = identity


class Global:
    """Pickled as the bare name of a global, as PyTorch's own classes would be."""

    def __init__(self, module, name):
        self.name = (module, name)


class Call:
    """Pickled as a call of a global with arguments."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments


PythonsPickler: Any = pickle._Pickler  # the one in Python, whose steps can be replaced


class Pickler(PythonsPickler):
    def persistent_id(self, value):
        return value.identity if isinstance(value, Persistent) else None

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Global):
            module, name = value.name
            self.write(f"c{module}\n{name}\n".encode())
        elif isinstance(value, Call):
            self.save(value.function)
            self.save(value.arguments)
            self.write(pickle.REDUCE)
        else:
            super().save(value, save_persistent_id)


def pickled(value):
    stream = io.BytesIO()
    Pickler(stream, 2).dump(value)
    return stream.getvalue()


def storage(key="0", count=6, kind="FloatStorage", view=None):
    return Persistent("storage", Global("torch", kind), key, "cpu", count, view)


def tensor(block, shape, strides, offset=0):
    return Call(Global("torch._utils", "_rebuild_tensor_v2"), block, offset, shape, strides, False, empty_dict())


def empty_dict():
    return Call(Global("collections", "OrderedDict"))


def legacy_file(tensors, blocks, magic=torch.MAGIC, tail=b""):
    """A file of a dictionary of tensors and the storages by key."""
    parts = [pickled(magic), pickled(torch.VERSION), pickled({"little_endian": True}), pickled(tensors)]
    parts.append(pickled(list(blocks)))
    for block in blocks.values():
        parts += [struct.pack("<q", block.size), block.tobytes()]
    return b"".join(parts) + tail


SIX = {"0": np.arange(6, dtype=np.float32)}


def test_a_tensor_is_read() -> None:
    data = legacy_file({"weight": tensor(storage(), (2, 3), (3, 1))}, SIX)
    read = torch.read_bytes(data)
    assert list(read) == ["weight"]
    assert read["weight"].dtype == np.float32
    np.testing.assert_array_equal(read["weight"], [[0, 1, 2], [3, 4, 5]])


def test_strides_and_offset_are_honoured() -> None:
    data = legacy_file(
        {"turned": tensor(storage(), (3, 2), (1, 3)), "late": tensor(storage(), (2,), (2,), offset=1)}, SIX
    )
    read = torch.read_bytes(data)
    np.testing.assert_array_equal(read["turned"], [[0, 3], [1, 4], [2, 5]])
    np.testing.assert_array_equal(read["late"], [1, 3])
    assert read["turned"].flags.c_contiguous


def test_scalars_types_and_several_storages() -> None:
    blocks = {"7": np.array([5], np.int64), "9": np.array([1.5, 2.5], np.float16)}
    data = legacy_file(
        {
            "count": tensor(storage("7", 1, "LongStorage"), (), ()),
            "half": tensor(storage("9", 2, "HalfStorage"), (2,), (1,)),
        },
        blocks,
    )
    read = torch.read_bytes(data)
    assert read["count"].shape == ()
    assert read["count"] == 5
    np.testing.assert_array_equal(read["half"], np.array([1.5, 2.5], np.float16))


def test_attributes_of_the_dictionary_are_skipped() -> None:
    with_attributes: Any = collections.OrderedDict()
    with_attributes._metadata = {"version": 1}
    assert torch.read_bytes(legacy_file(with_attributes, {})) == {}


class Evil:
    """Pickled as a call of whatever it is given."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "harm"


@pytest.mark.parametrize("protocol", range(6))
def test_calls_are_never_made(marker, protocol) -> None:
    for evil in (Evil(os.system, f"touch {marker}"), Evil(builtins.exec, f"open({str(marker)!r}, 'w')")):
        harmful = pickle.dumps({"weight": evil}, protocol)
        head = pickled(torch.MAGIC) + pickled(torch.VERSION) + pickled({})
        with pytest.raises(TorchFileError):
            torch.read_bytes(head + harmful + pickled([]))
        with pytest.raises(TorchFileError):
            torch.read_bytes(harmful)
    assert not marker.exists()
    assert pickle.loads(pickle.dumps(Evil(os.system, f"touch {marker}"))) == 0  # such a pickle does do harm
    assert marker.exists()


@pytest.mark.parametrize(
    "name",
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("torch", "load"),
        ("torch._utils", "_rebuild_parameter"),
        ("collections", "OrderedDict.fromkeys"),
        ("numpy", "load"),
        ("torch.FloatStorage", "__init__"),
    ],
)
def test_other_names_are_refused(name) -> None:
    with pytest.raises(TorchFileError, match="names"):
        torch.read_bytes(legacy_file({"weight": Global(*name)}, {}))


@pytest.mark.parametrize(
    "value",
    [
        Call(Global("collections", "OrderedDict"), [("a", 1)]),
        Call(Global("torch", "FloatStorage"), 10**9),
        Call(Global("torch._utils", "_rebuild_tensor_v2"), 1, 2),
        tensor("storage", (1,), (1,)),
        tensor(storage(), [6], (1,)),
        tensor(storage(), (6,), (1, 1)),
        tensor(storage(), (-6,), (1,)),
        tensor(storage(), (6,), (-1,)),
        tensor(storage(), (True,), (1,)),
        tensor(storage(count=-1), (6,), (1,)),
        tensor(storage(kind="FloatStorage", view=("1", 0, 3)), (6,), (1,)),
        Persistent("module", Global("torch", "FloatStorage"), "0", "cpu", 6, None),
        Persistent("storage", "FloatStorage", "0", "cpu", 6, None),
        Persistent("storage"),
        3,
        None,
    ],
)
def test_what_is_no_tensor_is_refused(value) -> None:
    with pytest.raises(TorchFileError):
        torch.read_bytes(legacy_file({"weight": value}, SIX))


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [((7,), (1,), 0), ((6,), (1,), 1), ((2, 3), (4, 1), 0), ((1,), (1,), 6), ((0,), (1,), 0)],
)
def test_a_tensor_stays_within_its_storage(shape, strides, offset) -> None:
    with pytest.raises(TorchFileError, match="outside"):
        torch.read_bytes(legacy_file({"weight": tensor(storage(), shape, strides, offset)}, SIX))


def test_a_small_file_cannot_grow_large() -> None:
    with pytest.raises(TorchFileError, match="outside"):
        torch.read_bytes(legacy_file({"weight": tensor(storage(), (10**6, 10**6), (0, 0))}, SIX))
    huge = tensor(storage(count=2**39), (2**39,), (1,))
    with pytest.raises(TorchFileError, match="another length"):
        torch.read_bytes(legacy_file({"weight": huge}, SIX))


def test_a_damaged_file_is_refused() -> None:
    whole = legacy_file({"weight": tensor(storage(), (2, 3), (3, 1))}, SIX)
    for length in range(len(whole)):
        with pytest.raises(TorchFileError):
            torch.read_bytes(whole[:length])
    with pytest.raises(TorchFileError, match="fill"):
        torch.read_bytes(whole + b"\0")
    with pytest.raises(TorchFileError, match="legacy"):
        torch.read_bytes(legacy_file({}, {}, magic=1))


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_changed_bytes_raise_nothing_else() -> None:
    whole = legacy_file({"weight": tensor(storage(), (2, 3), (3, 1))}, SIX)
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(3000):
        changed = bytearray(whole)
        changed[rng.integers(len(whole))] = rng.integers(256)
        try:
            torch.read_bytes(bytes(changed))
        except TorchFileError:
            refused += 1
    assert refused > 1000


def test_deep_nesting_is_only_refused() -> None:
    nested = b"\x80\x02]" + b"\x85" * 100_000 + b"."
    head = pickled(torch.MAGIC) + pickled(torch.VERSION) + pickled({})
    for bad in (head + nested + pickled([]), head + pickled({}) + b"\x80\x02](" + nested[2:-1] + b"e."):
        with pytest.raises(TorchFileError):
            torch.read_bytes(bad)


def test_storages_that_no_tensor_uses_are_refused() -> None:
    with pytest.raises(TorchFileError, match="belongs to no tensor"):
        torch.read_bytes(legacy_file({}, SIX))
    with pytest.raises(TorchFileError, match="fill"):
        torch.read_bytes(legacy_file({"weight": tensor(storage(), (6,), (1,))}, {}))
