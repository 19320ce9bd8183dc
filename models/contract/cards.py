"""A demo's card: what the page and the API say of its idea, its claims and what was measured.

``card.md`` is TOML front matter between two ``+++`` lines, then Markdown under five headings.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

HEADINGS = (
    "The idea",
    "What the paper claimed",
    "What this one reaches",
    "Where it fails",
    "Cost per frame",
)
BETTER = ("higher", "lower")
SCALES = ("linear", "log")
FEWEST_FAILURES = 4
_PAPER = {"authors": str, "title": str, "venue": str, "year": int}
_METER = {"metric": str, "unit": str, "promise": str, "better": str, "scale": str}
_PARTS = ("baseline", "claim", "measured")
_BASELINE = {"value": float, "what": str}
_CLAIM = {"value": float, "text": str, "paper": str, "url": str}
_MEASURED = {"value": float, "text": str, "split": str, "n": int, "command": str}
_FAILURE = {"picture": str, "width": int, "what": str, "why": str}


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
    fields = {"idea": str, "papers": list, "meter": dict}
    _check("the front matter", front, fields, {"speed": dict, "failures": list})
    if not front["papers"]:
        raise CardError("papers must name one paper at least")
    for paper in front["papers"]:
        _check("a paper", paper, _PAPER)
    titles = [paper["title"] for paper in front["papers"]]
    _check_meter("meter", front["meter"], titles)
    if "interval" not in front["meter"]["measured"]:
        raise CardError("meter.measured needs interval, two numbers")
    if "speed" in front:
        _check_meter("speed", front["speed"], titles)
    failures = front.get("failures")
    if failures is not None and len(failures) < FEWEST_FAILURES:
        raise CardError(f"failures must be {FEWEST_FAILURES} at least")
    for failure in failures or ():
        _check("a failure", failure, _FAILURE)


def _check_meter(name: str, meter: dict[str, Any], titles: Sequence[str]) -> None:
    """One promise: what a trivial guess reaches, what was claimed and what was measured."""
    _check(name, meter, {**_METER, **dict.fromkeys(_PARTS, dict)}, {"perfect": float})
    baseline, claim, measured = (meter[part] for part in _PARTS)
    _check(f"{name}.baseline", baseline, _BASELINE)
    _check(f"{name}.claim", claim, _CLAIM, {"aside": str})
    _check(f"{name}.measured", measured, _MEASURED, {"interval": list, "comparable": bool})
    _check_source(name, claim, titles)
    if meter["better"] not in BETTER:
        raise CardError(f"{name}.better must be higher or lower")
    if meter["scale"] not in SCALES:
        raise CardError(f"{name}.scale must be linear or log")
    low, high = _interval(name, measured)
    values = [baseline["value"], claim["value"], measured["value"], low, high, meter.get("perfect", claim["value"])]
    if not all(math.isfinite(value) for value in values):
        raise CardError(f"the values of {name} must be finite numbers")
    if meter["scale"] == "log" and min(values) <= 0:
        raise CardError(f"on a log scale all the values of {name} must be above 0")
    if not low <= measured["value"] <= high:
        raise CardError(f"{name}.measured.value must lie within its interval")
    if measured["n"] < 1:
        raise CardError(f"{name}.measured.n must be 1 or more")
    if not measured["command"].startswith("python -m "):
        raise CardError(f"{name}.measured.command must be one that can be run: python -m …")
    sign = 1 if meter["better"] == "higher" else -1
    if sign * (claim["value"] - baseline["value"]) <= 0:
        raise CardError(f"what {name} claims must be better than its baseline")
    if sign * (values[-1] - claim["value"]) < 0:
        raise CardError(f"{name}.perfect must be no worse than the claim")


def _check_source(name: str, claim: dict[str, Any], titles: Sequence[str]) -> None:
    """The claim is of the paper that heads the page, or the card says why it is another's."""
    if claim["paper"] not in titles:
        raise CardError(f"{name}.claim.paper must be the title of one of the papers")
    if (claim["paper"] != titles[0]) != ("aside" in claim):
        raise CardError(f"{name}.claim needs aside, why it is not of the first paper, exactly when it is not")
    if not claim["url"].startswith("https://"):
        raise CardError(f"{name}.claim.url must begin with https://")


def _interval(name: str, measured: dict[str, Any]) -> tuple[float, float]:
    interval = measured.get("interval", [measured["value"]] * 2)
    if len(interval) != 2 or not all(_is_number(end) for end in interval):
        raise CardError(f"{name}.measured.interval must be two numbers")
    return interval[0], interval[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check(
    where: str, table: Any, fields: Mapping[str, type], optional: Mapping[str, type] = MappingProxyType({})
) -> None:
    """Each field is there, of its kind and not empty; no other is there, so that a slip of the pen shows."""
    if not isinstance(table, dict):
        raise CardError(f"{where} must be a table")
    present = {name: kind for name, kind in optional.items() if name in table}
    for name, kind in {**fields, **present}.items():
        value = table.get(name)
        fits = _is_number(value) if kind is float else type(value) is kind  # True is an int, too, and no number here
        if not fits or value == "":
            raise CardError(f"{where} needs {name}, a {kind.__name__}")
    unknown = sorted(set(table) - set(fields) - set(optional))
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
