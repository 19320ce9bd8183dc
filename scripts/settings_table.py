"""Writes the table of settings into docs/operations.md, from webapp/config.py.

    python -m scripts.settings_table
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from webapp.config import ROOT, Config

TARGET = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- settings: python -m scripts.settings_table -->", "<!-- end of settings -->"


def main() -> int:
    """Write the table anew. Returns the exit code."""
    TARGET.write_text(renew(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def renew(text: str) -> str:
    """The page's text with the present table between its two marks."""
    pattern = f"{re.escape(BEGIN)}.*?{re.escape(END)}"
    if len(re.findall(pattern, text, re.DOTALL)) != 1:
        raise ValueError(f"the page must have the marks {BEGIN} and {END}, once")
    return re.sub(pattern, lambda _: f"{BEGIN}\n{table()}\n{END}", text, flags=re.DOTALL)


def table() -> str:
    """Every setting in the order of its declaration: variable, default, reason."""
    rows = [f"| `{name.upper()}` | {shown(f.default)} | {f.description or ''} |" for name, f in fields()]
    return "\n".join(["| setting | default | reason |", "|---|---|---|", *rows])


def fields() -> list[tuple[str, Any]]:
    return list(Config.model_fields.items())


def shown(default: Any) -> str:
    """A default as it would be written in the environment; a path within the project as such."""
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT)}`"
    if isinstance(default, bool):
        return f"`{int(default)}`"
    return f"`{default}`" if default not in ("", ()) else "empty"


if __name__ == "__main__":
    sys.exit(main())
