"""Texts in every language: one catalogue a folder and language, ``texts.<language>.toml``.

Its entries map each English text that Python declares (in a demo, in its card's front matter) to its translation; its
tables are texts by key: ``[page]`` what the folder's scripts say, ``[words]`` names in a demo's answers. The scripts'
English stands in ``texts.en.toml``; what a language lacks is said in English. A card's body is prose and has a file of
its own, ``card.<language>.md``, under the same English headings. A line of a catalogue is ``key = "text"``, on which
TOML and JSON agree, so that the scripts' tests can read it too.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.contract.demo import Demo
from models.contract.parameters import Choice

_OF_METERS = ("metric", "unit", "promise")
_OF_MARKS = (("baseline", "what"), ("claim", "text"), ("claim", "aside"), ("measured", "text"), ("measured", "split"))
_OF_FAILURES = ("what", "why")
SPOKEN = frozenset(
    {"title", "summary", "invite", "label", "help", "idea", *_OF_METERS, *(key for _, key in _OF_MARKS), *_OF_FAILURES}
)
"""Keys of descriptions and cards whose values are sentences or names for people."""
AS_THEY_ARE = frozenset({"papers", "schema"})
"""Parts of a description in which nothing is translated: titles of papers, the API's schema."""


ENGLISH = "en"
"""The language that everything is written in first."""


@dataclass(frozen=True)
class Catalogue:
    """A folder's texts in one language. ``declared``: English text to translation; ``tables``: texts by key."""

    declared: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@functools.cache
def catalogue(folder: Path, language: str) -> Catalogue:
    """Empty where the folder has none. Raises ValueError for a damaged file."""
    file = folder / f"texts.{language}.toml"
    if not file.is_file():
        return Catalogue()
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {name: entry for name, entry in entries.items() if isinstance(entry, dict)}
    declared = {text: entry for text, entry in entries.items() if text not in tables}
    for texts in (declared, *tables.values()):
        if not all(isinstance(text, str) and text for text in texts.values()):
            raise ValueError(f"{file} must be texts alone")
    return Catalogue(declared, tables)


def translations(folder: Path, language: str) -> Mapping[str, str]:
    """English text to its translation, of what Python declares; empty where the folder has none."""
    return catalogue(folder, language).declared


def page_texts(folder: Path, language: str, table: str = "page") -> dict[str, str]:
    """What the folder's scripts say, or what another table holds, by key: in this language, or in English where that
    lacks a text."""
    return {**catalogue(folder, ENGLISH).tables.get(table, {}), **catalogue(folder, language).tables.get(table, {})}


def languages(folder: Path) -> tuple[str, ...]:
    """The tags (BCP 47) of the languages that a folder has catalogues in, English first."""
    tags = sorted(file.name.split(".")[1] for file in folder.glob("texts.*.toml"))
    return tuple(sorted(tags, key=lambda tag: tag != ENGLISH))


def translated(value: Any, texts: Mapping[str, str]) -> Any:
    """A description, JSON-ready, with each text for people that has a translation in its place."""
    if isinstance(value, dict):
        return {key: item if key in AS_THEY_ARE else _item(key, item, texts) for key, item in value.items()}
    return [translated(item, texts) for item in value] if isinstance(value, list | tuple) else value


def _item(key: str, item: Any, texts: Mapping[str, str]) -> Any:
    return texts.get(item, item) if key in SPOKEN and isinstance(item, str) else translated(item, texts)


def texts_of(demo: Demo, front: Mapping[str, Any]) -> Iterator[str]:
    """Every text that a translation must have: of the demo's declarations and of its card's front matter."""
    found = [demo.title, demo.summary, demo.invite]
    for param in demo.params:
        found += [param.label, param.help, getattr(param, "unit", "")]
        found += [option.label for option in param.options] if isinstance(param, Choice) else []
    for poll in demo.polls:
        found += [poll.question, *poll.choices.values()]
    found.append(front.get("idea", ""))
    for meter in filter(None, map(front.get, ("meter", "speed"))):
        found += [meter[key] for key in _OF_METERS]
        found += [meter[mark].get(key, "") for mark, key in _OF_MARKS]
    found += [failure[key] for failure in front.get("failures", ()) for key in _OF_FAILURES]
    yield from dict.fromkeys(text for text in found if re.search(r"[A-Za-z]{3}", text))
