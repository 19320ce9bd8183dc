"""Words that a reader stumbled over once do not come back: in catalogues, templates and cards, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = (
    "static/js/**/texts.*.toml",
    "models/*/texts.*.toml",
    "models/*/card*.md",
    "models/*/demo.py",
    "templates/**/*.html",
    "translations/*/LC_MESSAGES/messages.po",
)
ENGLISH = (
    *("Stop before", "Next stop", "Count anew", "Leave the teacher's place", "so that it stays fluent"),
    *("The browser's choice", "What it takes things for", "What it takes it for", "What is certainly there"),
    *("with the way to it", "The teacher shows nothing just now", "It stands in the terminal", "just now"),
    *("At the edges, and by whom", "Where to look", "your own face and room", "The system says no", "begin anew"),
)
PORTUGUESE = (
    *("Acordo com o que pessoas", "alegad", "alegou", "No máximo tantas são", "aprendido/aprendida"),
    *("Pronto quando você quiser", "Quão boa é", "em cada segunda imagem", "no mais das vezes"),
    *("só se comparam por alto", "o servidor sumi"),
)
TAPS = re.compile(r"\b(filter|kernel)(?:'s)? taps?\b|\bthe taps\b|do filtro: toques", re.IGNORECASE)


def files() -> Iterator[Path]:
    for place in PLACES:
        yield from sorted(ROOT.glob(place))


@pytest.mark.parametrize("phrase", ENGLISH + PORTUGUESE)
def test_a_phrase_that_stumbles_is_gone(phrase) -> None:
    words = re.compile(r"\s+".join(map(re.escape, phrase.split())), re.IGNORECASE)
    assert [file.name for file in files() if words.search(file.read_text(encoding="utf-8"))] == []


def test_what_slides_is_a_kernel_and_has_no_taps() -> None:
    assert [file.name for file in files() if TAPS.search(file.read_text(encoding="utf-8"))] == []
    step = (ROOT / "templates" / "playground" / "step.html").read_text(encoding="utf-8")
    said = re.findall(r"_\([\"'](.*?)[\"']\)", step)
    assert any("kernel" in text.lower() for text in said)
    assert [text for text in said if "filter" in text.lower()] == []


def test_the_places_are_there() -> None:
    assert all(any(ROOT.glob(place)) for place in PLACES)
