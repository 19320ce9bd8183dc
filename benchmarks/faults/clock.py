"""A server whose clock on the wall can be set: the machine's own is everybody's, and is left alone."""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path

from tests.support.server import ROOT

_SECONDS = struct.Struct("=d")
_PROGRAM = """
import mmap, struct, time

with open({file!r}, "rb") as _file:
    _page = mmap.mmap(_file.fileno(), 8, access=mmap.ACCESS_READ)
_real, _ahead = time.time, struct.Struct("=d")
time.time = lambda: _real() + _ahead.unpack_from(_page)[0]
"""
"""Run by Python at the start of each of the server's processes (sitecustomize), before anything has asked for the
time. ``time.time`` is what tokens, limits, votes and the transport go by."""


class WallClock:
    """Made before the server, whose processes find it by ``path``."""

    def __init__(self, folder: Path) -> None:
        file = folder / "ahead"
        file.write_bytes(_SECONDS.pack(0.0))
        (folder / "sitecustomize.py").write_text(_PROGRAM.format(file=str(file)))
        self.path = os.pathsep.join([str(folder), str(ROOT)])
        """For PYTHONPATH."""
        with file.open("r+b") as opened:
            self._page = mmap.mmap(opened.fileno(), _SECONDS.size)

    def set_ahead(self, seconds: float) -> None:
        """From now on all its processes are so many seconds ahead of the machine, or behind it."""
        _SECONDS.pack_into(self._page, 0, seconds)
