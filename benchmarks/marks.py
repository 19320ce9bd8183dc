"""Tables of docs that a benchmark writes, each between two marks."""

from __future__ import annotations

import re
from pathlib import Path


def between(page: Path, name: str, text: str) -> None:
    """Put ``text`` between ``<!-- name -->`` and ``<!-- end of name -->``. Raises ValueError where they are missing."""
    found = re.fullmatch(rf"(.*?<!-- {name} -->\n).*?(<!-- end of {name} -->.*)", page.read_text(), re.DOTALL)
    if not found:
        raise ValueError(f"{page} has no marks of {name}")
    page.write_text(f"{found[1]}{text}\n{found[2]}")
