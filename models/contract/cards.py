"""A demo's card: what the page and the API say of its idea, its claims and what was measured.

``card.md`` is TOML front matter between two ``+++`` lines, then Markdown under five headings.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEADINGS = (
    "The idea",
    "What the paper claimed",
    "What this one reaches",
    "Where it fails",
    "Cost per frame",
)
_PAPER = {"authors": str, "title": str, "venue": str, "year": int}
_METER = {"metric": str, "unit": str, "scale": str, "hype": float, "reality": float}
_CLAIMED = {"value": float, "text": str, "source": str}
_MEASURED = {"value": float, "text": str, "command": str}


class CardError(ValueError):
    """A card that lacks something; the message says what."""


@dataclass(frozen=True)
class Card:
    """``front`` is the front matter, JSON-ready; ``sections`` are (heading, Markdown), in order."""

    front: dict[str, Any]
    sections: tuple[tuple[str, str], ...]


def read_card(file: Path) -> Card:
    """Read and check a card. Raises CardError."""
    try:
        return parse_card(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CardError(f"{file} is missing") from None
    except CardError as error:
        raise CardError(f"{file}: {error}") from None


def read_sections(file: Path) -> tuple[tuple[str, str], ...]:
    """Read and check the body of a card in another language: the same headings, without front matter.

    Raises CardError.
    """
    try:
        return _sections(file.read_text(encoding="utf-8"))
    except CardError as error:
        raise CardError(f"{file}: {error}") from None


def parse_card(text: str) -> Card:
    """Check a card's text and take it apart. Raises CardError."""
    match = re.fullmatch(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", text, re.DOTALL)
    if match is None:
        raise CardError("it must begin with TOML between two lines of +++")
    try:
        front = tomllib.loads(match[1])
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"its front matter is not TOML: {error}") from None
    _check_front(front)
    return Card(front, _sections(match[2]))


def _check_front(front: dict[str, Any]) -> None:
    _check("the front matter", front, {"idea": str, "papers": list, "meter": dict})
    if not front["papers"]:
        raise CardError("papers must name one paper at least")
    for paper in front["papers"]:
        _check("a paper", paper, _PAPER)
    meter = front["meter"]
    _check("meter", meter, {**_METER, "claimed": dict, "measured": dict})
    _check("meter.claimed", meter["claimed"], _CLAIMED)
    _check("meter.measured", meter["measured"], _MEASURED)
    if meter["scale"] not in ("linear", "log"):
        raise CardError("meter.scale must be linear or log")
    values = [meter["hype"], meter["reality"], meter["claimed"]["value"], meter["measured"]["value"]]
    if not all(math.isfinite(value) for value in values):
        raise CardError("the meter's values must be finite numbers")
    if meter["hype"] == meter["reality"]:
        raise CardError("the meter's two ends must differ")
    if meter["scale"] == "log" and min(values) <= 0:
        raise CardError("on a log scale all the meter's values must be above 0")
    low, high = sorted(values[:2])
    if not all(low <= value <= high for value in values[2:]):
        raise CardError("claimed and measured must lie between the meter's two ends")


def _check(where: str, table: Any, fields: dict[str, type]) -> None:
    """Each field is there, of its kind and not empty; no other is there, so that a slip of the pen shows."""
    if not isinstance(table, dict):
        raise CardError(f"{where} must be a table")
    for name, kind in fields.items():
        value = table.get(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number if kind is float else isinstance(value, kind) and not isinstance(value, bool)
        if not fits or value == "":
            raise CardError(f"{where} needs {name}, a {kind.__name__}")
    unknown = sorted(set(table) - set(fields))
    if unknown:
        raise CardError(f"{where} has no {unknown[0]}")


def _sections(body: str) -> tuple[tuple[str, str], ...]:
    """The Markdown under each level-2 heading; headings within fenced code do not count."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    preamble = current
    is_code = False
    for line in body.splitlines():
        if line.startswith("```"):
            is_code = not is_code
        if line.startswith("## ") and not is_code:
            heading = line[3:].strip()
            if heading in sections:
                raise CardError(f"the heading {heading!r} stands twice")
            current = sections[heading] = []
        else:
            current.append(line)
    if "".join(preamble).strip():
        raise CardError("there is text before the first heading")
    if tuple(sections) != HEADINGS:
        raise CardError(f"its headings must be, in this order: {', '.join(HEADINGS)}")
    texts = tuple((heading, "\n".join(lines).strip()) for heading, lines in sections.items())
    for heading, text in texts:
        if not text:
            raise CardError(f"there is nothing under {heading!r}")
    return texts
