"""Tables of docs that a benchmark writes, each between two marks."""

from __future__ import annotations

import re
from pathlib import Path


def between(page: Path, name: str, text: str) -> None:
    """Put ``text`` between ``<!-- name -->`` and ``<!-- end of name -->``. Raises ValueError where they are missing."""
    before, _, after = _split(page, name)
    page.write_text(f"{before}{text}\n{after}")


def inside(page: Path, name: str) -> str:
    """What stands between the two marks now. Raises ValueError where they are missing."""
    return _split(page, name)[1]


def _split(page: Path, name: str) -> tuple[str, str, str]:
    """The page up to the first mark and with it, what is between, and the rest from the second mark on."""
    found = re.fullmatch(rf"(.*?<!-- {name} -->\n)(.*?)(<!-- end of {name} -->.*)", page.read_text(), re.DOTALL)
    if not found:
        raise ValueError(f"{page} has no marks of {name}")
    return found[1], found[2], found[3]
