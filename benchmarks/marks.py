"""Tables of docs that a benchmark writes, each between two marks."""

from __future__ import annotations

import re
from pathlib import Path


def between(page: Path, name: str, text: str) -> None:
    """Put ``text`` between ``<!-- name -->`` and ``<!-- end of name -->``. Raises ValueError where they are missing."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    written, found = marks.subn(lambda m: f"{m[1]}{text}\n{m[2]}", page.read_text())
    if not found:
        raise ValueError(f"{page} has no marks of {name}")
    page.write_text(written)
