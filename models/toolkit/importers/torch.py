"""Tensors out of PyTorch's legacy weight files (before its zip format), without PyTorch and without ``pickle``.

Such a file is five pickles one after another (magic number, version, system, the object, the storages' keys),
then each storage's element count and raw elements. A pickle is a program; here it is read by an interpreter
that knows the few instructions a dictionary of tensors needs. Names in it are only compared with a list, never
imported, and nothing is called: what a hostile file names stays a name.

Tensors are views into a storage with an offset and strides, and weights saved after a permutation have strides
that are not those of a contiguous array: they are honoured.
"""

from __future__ import annotations

import io
import pickletools
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

MAGIC = 0x1950A86A20F9469CFC6C
VERSION = 1001
STORAGES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
"""torch storage class → numpy dtype."""

_NUMBERS = {"BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT"}
_STRINGS = {"BINUNICODE", "SHORT_BINUNICODE", "BINSTRING", "SHORT_BINSTRING"}
_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
}


class TorchFileError(ValueError):
    """The bytes are not a legacy PyTorch file of plain tensors, or they are damaged."""


class Name(NamedTuple):
    """A global that the pickle names. Never looked up."""

    module: str
    name: str


class Storage(NamedTuple):
    """A block of elements by its key in the file."""

    key: str
    dtype: str
    elements: int


class View(NamedTuple):
    """A tensor: a strided view (strides in elements) of a storage."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


_ORDERED_DICT = Name("collections", "OrderedDict")
_REBUILD = Name("torch._utils", "_rebuild_tensor_v2")
_MARK = object()


def read(path: Path) -> dict[str, Array]:
    """The tensors of a ``state_dict`` by name, C-contiguous, in their stored types.

    Raises TorchFileError for anything but a dictionary of plain tensors, and for sizes that do not add up.
    """
    return read_bytes(path.read_bytes())


def read_bytes(data: bytes) -> dict[str, Array]:
    """Like :func:`read`, from bytes."""
    stream = io.BytesIO(data)
    if _unpickle(stream) != MAGIC or _unpickle(stream) != VERSION:
        raise TorchFileError("not a legacy PyTorch file")
    _unpickle(stream)  # the saving machine's type sizes; the storages below are little-endian by specification
    views = _unpickle(stream)
    keys = _unpickle(stream)
    if not isinstance(views, dict) or not isinstance(keys, list):
        raise TorchFileError("the file does not hold a dictionary of tensors")
    for name, view in views.items():
        if not isinstance(name, str) or not isinstance(view, View):
            raise TorchFileError(f"the entry {name!r} is not a tensor")
    blocks = _read_blocks(stream, keys, {view.storage.key: view.storage for view in views.values()})
    return {name: _tensor(view, blocks) for name, view in views.items()}


def _read_blocks(stream: io.BytesIO, keys: list[Any], storages: dict[str, Storage]) -> dict[str, Array]:
    """Each storage's elements, in the order of the keys; the file must end after the last."""
    blocks: dict[str, Array] = {}
    for key in keys:
        storage = storages.get(key) if isinstance(key, str) else None
        if storage is None:
            raise TorchFileError("a storage belongs to no tensor")
        header = stream.read(8)
        size = storage.elements * np.dtype(storage.dtype).itemsize
        if len(header) != 8 or struct.unpack("<q", header)[0] != storage.elements:
            raise TorchFileError(f"the storage {key!r} has another length than the tensors say")
        content = stream.read(size)
        if len(content) != size:
            raise TorchFileError("the file is cut off")
        blocks[key] = np.frombuffer(content, storage.dtype)
    if set(blocks) != set(storages) or stream.read(1):
        raise TorchFileError("the storages do not fill the file")
    return blocks


def _tensor(view: View, blocks: dict[str, Array]) -> Array:
    """Cut a tensor out of its storage. A view that repeats elements could be of any size, so it is refused."""
    block = blocks[view.storage.key]
    count = 1
    for length in view.shape:
        count *= length
    last = view.offset + sum((length - 1) * stride for length, stride in zip(view.shape, view.strides, strict=True))
    if count == 0 or count > block.size or last >= block.size or block.size != view.storage.elements:
        raise TorchFileError("a tensor reaches outside its storage")
    strides = [stride * block.itemsize for stride in view.strides]
    strided = np.lib.stride_tricks.as_strided(block[view.offset :], view.shape, strides, writeable=False)
    return np.array(strided, order="C")


def _unpickle(stream: io.BytesIO) -> Any:
    """Run one pickle of the stream with the instructions that a dictionary of tensors needs."""
    machine = _Machine()
    try:
        for opcode, argument, _ in _instructions(stream):
            machine.step(opcode, argument)
    except TorchFileError:
        raise
    except (ValueError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise TorchFileError(f"the pickle is damaged: {error}") from error
    if len(machine.stack) != 1:
        raise TorchFileError("the pickle does not end with one object")
    return machine.stack[0]


def _instructions(stream: io.BytesIO) -> Iterator[tuple[str, Any, int | None]]:
    for opcode, argument, position in pickletools.genops(stream):
        yield opcode.name, argument, position


class _Machine:
    """The pickle machine's stack and memo, and the instructions that are allowed."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def step(self, opcode: str, argument: Any) -> None:
        """Run one instruction. Raises TorchFileError for one that weights do not need."""
        if opcode in _NUMBERS | _STRINGS:
            self.stack.append(argument)
        elif opcode in _CONSTANTS:
            self.stack.append(_CONSTANTS[opcode]())
        else:
            method = getattr(self, f"_{opcode.lower()}", None)
            if method is None:
                raise TorchFileError(f"the pickle uses {opcode}, which weights do not need")
            method(argument)

    def _proto(self, argument: int) -> None:
        if argument > 2:
            raise TorchFileError(f"pickle protocol {argument} is not read here")

    def _stop(self, _: Any) -> None:
        """The caller checks what is left on the stack."""

    def _mark(self, _: Any) -> None:
        self.stack.append(_MARK)

    def _binput(self, argument: int) -> None:
        self.memo[argument] = self.stack[-1]

    _long_binput = _binput

    def _binget(self, argument: int) -> None:
        self.stack.append(self.memo[argument])

    _long_binget = _binget

    def _global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        found = Name(module, name)
        if found not in (_ORDERED_DICT, _REBUILD) and not (module == "torch" and name in STORAGES):
            raise TorchFileError(f"the pickle names {module}.{name}, which weights do not need")
        self.stack.append(found)

    def _tuple(self, _: Any) -> None:
        self.stack.append(tuple(self._since_mark()))

    def _tuple1(self, _: Any) -> None:
        self._last_as_tuple(1)

    def _tuple2(self, _: Any) -> None:
        self._last_as_tuple(2)

    def _tuple3(self, _: Any) -> None:
        self._last_as_tuple(3)

    def _append(self, _: Any) -> None:
        item = self.stack.pop()
        self._target(list).append(item)

    def _appends(self, _: Any) -> None:
        items = self._since_mark()
        self._target(list).extend(items)

    def _setitem(self, _: Any) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._target(dict)[_key(key)] = value

    def _setitems(self, _: Any) -> None:
        items = self._since_mark()
        if len(items) % 2:
            raise TorchFileError("a dictionary's keys and values do not pair up")
        pairs = {_key(key): value for key, value in zip(items[::2], items[1::2], strict=True)}
        self._target(dict).update(pairs)

    def _binpersid(self, _: Any) -> None:
        self.stack.append(_storage(self.stack.pop()))

    def _reduce(self, _: Any) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        if function == _ORDERED_DICT and arguments == ():
            self.stack.append({})
        elif function == _REBUILD and isinstance(arguments, tuple):
            self.stack.append(_view(*arguments))
        else:
            raise TorchFileError("the pickle calls something that weights do not need")

    def _build(self, _: Any) -> None:
        """A state_dict carries version numbers as attributes; they say nothing about the tensors."""
        self.stack.pop()
        self._target(dict)

    def _since_mark(self) -> list[Any]:
        items: list[Any] = []
        while (item := self.stack.pop()) is not _MARK:
            items.append(item)
        return items[::-1]

    def _last_as_tuple(self, count: int) -> None:
        items = [self.stack.pop() for _ in range(count)]
        self.stack.append(tuple(items[::-1]))

    def _target(self, kind: type) -> Any:
        if not isinstance(self.stack[-1], kind):
            raise TorchFileError(f"the pickle puts items into something that is not a {kind.__name__}")
        return self.stack[-1]


def _key(key: Any) -> str | int:
    if not isinstance(key, str | int):
        raise TorchFileError("a dictionary's key is neither a name nor a number")
    return key


def _storage(identity: Any) -> Storage:
    """A persistent id: ("storage", class, key, device, number of elements, view of another storage or None)."""
    kind, name, key, _, elements, view = identity
    if kind != "storage" or not isinstance(name, Name) or name.name not in STORAGES or view is not None:
        raise TorchFileError("the pickle refers to something that is not a storage")
    if not isinstance(key, str) or not _is_count(elements):
        raise TorchFileError("a storage has no key or no length")
    return Storage(key, STORAGES[name.name], elements)


def _view(storage: Any, offset: Any, shape: Any, strides: Any, *_: Any) -> View:
    """The arguments of torch's _rebuild_tensor_v2; the rest are gradients and hooks."""
    if not isinstance(storage, Storage) or not isinstance(shape, tuple) or not isinstance(strides, tuple):
        raise TorchFileError("a tensor is not a view of a storage")
    if len(shape) != len(strides) or not all(_is_count(number) for number in (offset, *shape, *strides)):
        raise TorchFileError("a tensor's shape or strides are not numbers")
    return View(storage, offset, shape, strides)


def _is_count(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**40
