"""EXIF data within a picture: its orientation, and that it does not claim the same bytes again and again."""

from __future__ import annotations

from models.contract.containers.base import ContainerError, damaged
from models.contract.containers.directories import Layout

PREFIX = b"Exif\0\0"
_ORIENTATION = 0x0112
_SLACK = 4096


def check(block: bytes) -> int:
    """The orientation that a block of EXIF data gives, 1 to 8; 1 for what cannot be read, as viewers do.

    Raises ContainerError where its entries are far too many, or claim, taken together, more bytes than it has: each is
    copied by who reads it, so that a megabyte could stand for gigabytes.
    """
    try:
        layout = Layout(block)
        entries = layout.entries(layout.first)
    except ContainerError:
        raise
    except ValueError:
        return 1
    inside = [entry for entry in entries if entry.start + entry.size <= len(block)]
    if sum(entry.size for entry in inside if entry.is_apart) > len(block) + _SLACK:
        raise damaged("its EXIF data claims more than it holds")
    found = next((layout.numbers(entry) for entry in inside if entry.tag == _ORIENTATION), ())
    return found[0] if found and 1 <= found[0] <= 8 else 1
