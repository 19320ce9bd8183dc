"""What this worker knows of the streams' newest memories.

A sample may be on its way here while the one before it is still being finished, so the memory that travels with it can
be one sample old; the newer of the two counts. What was made here need not be read from its bytes again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from models.contract.demo import Demo, Memory
from models.toolkit import memory as codec
from wire.protocol import Item

MOST = 256
"""Streams of which the newest memory is kept here."""


class Memories:
    """Of the streams used last. May be called from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, Memory]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def newest(self, demo: Demo, item: Item) -> Memory:
        """The newer of what came along and what was made here."""
        with self._lock:
            seq, memory = self._known.get(item.stream, (-1, codec.EMPTY))
        return memory if seq >= item.memory_seq else codec.unpack(_owner(demo), item.memory)

    def keep(self, demo: Demo, item: Item, memory: Memory) -> bytes:
        """Keep a memory as the stream's newest; its bytes, which travel. Raises ValueError for what cannot travel."""
        blob = codec.pack(_owner(demo), memory)
        if not item.still:
            with self._lock:
                self._known[item.stream] = (item.seq, memory)
                self._known.move_to_end(item.stream)
                if len(self._known) > MOST:
                    self._known.popitem(last=False)
        return blob


def _owner(demo: Demo) -> str:
    return f"{demo.name} {demo.memory_version}"
