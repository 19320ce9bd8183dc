"""Writes the tables of settings and of the demos' parameters into docs/, from what the code declares.

    python -m scripts.tables

A table stands between ``<!-- table: NAME -->`` and ``<!-- end of table -->``; NAME is
``settings``, ``floors`` or a demo's name.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from models.contract.parameters import Choice, Mask, Number, Parameter, Points, Switch
from models.contract.registry import find_demos
from scripts.imports import FLOORS
from webapp.config import Config
from webapp.settings import ROOT

DOCS = ROOT / "docs"
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def main() -> int:
    """Write every table anew. Returns the exit code."""
    for file in sorted(DOCS.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        if (new := renew(text)) != text:
            file.write_text(new, encoding="utf-8")
    return 0


def renew(text: str) -> str:
    """A page's text with its tables as they should be now. Raises KeyError for a table of no known name."""
    return _TABLE.sub(lambda found: f"{found[1]}{_table(found[2])}\n{found[3]}", text)


def names(text: str) -> list[str]:
    """The names of a page's tables."""
    return [found[2] for found in _TABLE.finditer(text)]


def _table(name: str) -> str:
    made = {"settings": settings, "floors": floors}
    return made[name]() if name in made else parameters(find_demos()[name].params)


def settings() -> str:
    """Every setting in the order of its declaration: variable, default, reason."""
    rows = [
        f"| `{name.upper()}` | {_default(field.default)} | {field.description or ''} |"
        for name, field in Config.model_fields.items()
    ]
    return "\n".join(["| setting | default | reason |", "|---|---|---|", *rows])


def floors() -> str:
    """The floors of the house, from the top: their rooms, what they hold, what they may import beside what is below."""
    rows = [
        f"| {', '.join(f'`{_folder(room)}`' for room in floor.rooms)} | {floor.holds} | "
        f"{', '.join(f'`{_folder(room)}`' for room in floor.outside)} |"
        for floor in FLOORS
    ]
    return "\n".join(["| rooms | hold | and of models/ and wire/ |", "|---|---|---|", *rows])


def _folder(room: str) -> str:
    path = room.replace(".", "/")
    return f"{path}/" if room.endswith("*") or (ROOT / path).is_dir() or "*" in room else f"{path}.py"


def parameters(params: tuple[Parameter, ...]) -> str:
    """A demo's parameters: name in the API, what it may be, default, label and help as the page has them."""
    rows = [f"| `{p.name}` | {_allowed(p)} | {_first(p)} | {p.label}. {p.help} |" for p in params]
    return "\n".join(["| parameter | values | default | what it does |", "|---|---|---|---|", *rows])


def _allowed(param: Parameter) -> str:
    if isinstance(param, Number):
        return f"{param.minimum:g} to {param.maximum:g}"
    if isinstance(param, Switch):
        return "`true`, `false`"
    if isinstance(param, Choice):
        values = [option.value for option in param.options]
        shown = [values[0], "…", values[-1]] if len(values) > 6 else values
        return ", ".join("…" if value == "…" else f"`{value}`" for value in shown)
    if isinstance(param, Points):
        colour = ', "colour": "#rrggbb"' if param.coloured else ""
        return f'up to {param.most} of `{{"x": 0 to 1, "y": 0 to 1{colour}}}`'
    if isinstance(param, Mask):
        return f"{param.width} × {param.height} cells, four to each of {param.digits} hexadecimal digits"
    return "an upload's id"


def _first(param: Parameter) -> str:
    return "a shape" if isinstance(param, Mask) else _value(param.default)


def _value(default: Any) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if default is None or default == ():
        return "none"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _default(default: Any) -> str:
    """A setting's default as it would be written in the environment; a path within the project as such."""
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT)}`"
    if isinstance(default, bool):
        return f"`{int(default)}`"
    shown = ",".join(map(str, default)) if isinstance(default, tuple) else default
    return "empty" if shown == "" else f"`{shown}`"


if __name__ == "__main__":
    sys.exit(main())
