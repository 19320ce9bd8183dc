"""A demo's texts in other languages: ``texts.<language>.toml`` and ``card.<language>.md`` in its own folder.

The first maps each English text that the demo declares, or that its card's front matter has, to its translation. The
second is the card's body, under the same English headings. What has no translation is shown in English.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.contract.demo import Demo
from models.contract.parameters import Choice

SPOKEN = frozenset({"title", "summary", "label", "help", "idea", "metric", "unit", "text"})
"""Keys of descriptions and cards whose values are sentences or names for people."""
AS_THEY_ARE = frozenset({"papers", "schema"})
"""Parts of a description in which nothing is translated: titles of papers, the API's schema."""


@functools.cache
def translations(folder: Path, language: str) -> Mapping[str, str]:
    """English text to its translation; empty where the demo has none. Raises ValueError for a damaged file."""
    file = folder / f"texts.{language}.toml"
    if not file.is_file():
        return {}
    texts = tomllib.loads(file.read_text(encoding="utf-8"))
    if not all(isinstance(text, str) and text for text in texts.values()):
        raise ValueError(f"{file} must be texts alone")
    return texts


def translated(value: Any, texts: Mapping[str, str]) -> Any:
    """A description, JSON-ready, with each text for people that has a translation in its place."""
    if isinstance(value, dict):
        return {key: item if key in AS_THEY_ARE else _item(key, item, texts) for key, item in value.items()}
    return [translated(item, texts) for item in value] if isinstance(value, list | tuple) else value


def _item(key: str, item: Any, texts: Mapping[str, str]) -> Any:
    return texts.get(item, item) if key in SPOKEN and isinstance(item, str) else translated(item, texts)


def texts_of(demo: Demo, front: Mapping[str, Any]) -> Iterator[str]:
    """Every text that a translation must have: of the demo's declarations and of its card's front matter."""
    found = [demo.title, demo.summary]
    for param in demo.params:
        found += [param.label, param.help, getattr(param, "unit", "")]
        found += [option.label for option in param.options] if isinstance(param, Choice) else []
    for poll in demo.polls:
        found += [poll.question, *poll.choices.values()]
    meter = front.get("meter", {})
    found += [front.get("idea", ""), meter.get("metric", ""), meter.get("unit", "")]
    found += [meter.get(mark, {}).get("text", "") for mark in ("claimed", "measured")]
    yield from dict.fromkeys(text for text in found if re.search(r"[A-Za-z]{3}", text))
