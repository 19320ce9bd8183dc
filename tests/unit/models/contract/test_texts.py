"""Demos in other languages: every text has its translation, and cards that have one keep the form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.contract.cards import HEADINGS, CardError, read_card, read_sections
from models.contract.demo import Demo
from models.contract.registry import find_demos
from models.contract.texts import (
    ENGLISH,
    Catalogue,
    catalogue,
    languages,
    page_texts,
    texts_of,
    translated,
    translations,
)

OWN = list(find_demos().values())
ROOT = Path(__file__).resolve().parents[4]
OTHERS = [language for language in languages(ROOT / "static" / "js") if language != ENGLISH]
CARDS = [file for demo in OWN for file in sorted(demo.folder.glob("card.*.md"))]
LINE = re.compile(r'\[\w+\]|(?:[\w-]+|"(?:[^"\\]|\\.)*") = "(?:[^"\\]|\\["\\n])*"|#.*|')

each_demo = pytest.mark.parametrize("demo", OWN, ids=lambda demo: demo.name)
each_language = pytest.mark.parametrize("language", OTHERS)


@each_demo
@each_language
def test_every_text_of_a_demo_is_translated(demo: Demo, language: str) -> None:
    card = demo.folder / "card.md"
    front = read_card(card).front if card.is_file() else {}
    missing = [text for text in texts_of(demo, front) if text not in translations(demo.folder, language)]
    assert missing == [], f"add them to {demo.folder.name}/texts.{language}.toml"


@each_demo
@each_language
def test_nothing_is_translated_that_is_not_there(demo: Demo, language: str) -> None:
    card = demo.folder / "card.md"
    known = set(texts_of(demo, read_card(card).front if card.is_file() else {}))
    assert [text for text in translations(demo.folder, language) if text not in known] == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.parent.name}/{card.name}")
def test_a_translated_card_has_the_same_headings(card: Path) -> None:
    assert tuple(heading for heading, _ in read_sections(card)) == HEADINGS


def test_a_card_without_its_headings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.pt-BR.md").write_text("## The idea\n\nUma ideia.\n")
    with pytest.raises(CardError, match=r"card\.pt-BR\.md: its headings"):
        read_sections(tmp_path / "card.pt-BR.md")


def test_only_what_people_read_is_translated() -> None:
    texts = {"Speed": "Velocidade", "pose": "postura"}
    told = {
        "name": "pose",
        "title": "Speed",
        "params": [{"name": "Speed", "label": "Speed", "default": "Speed"}],
        "schema": {"title": "Speed"},
        "card": {"papers": [{"title": "Speed"}], "idea": "Speed"},
    }
    assert translated(told, texts) == {
        "name": "pose",
        "title": "Velocidade",
        "params": [{"name": "Speed", "label": "Velocidade", "default": "Speed"}],
        "schema": {"title": "Speed"},
        "card": {"papers": [{"title": "Speed"}], "idea": "Velocidade"},
    }


def test_a_demo_without_translations_stays_as_it_is(tmp_path: Path) -> None:
    assert translations(tmp_path, "pt-BR") == {}
    assert translated({"title": "Mirror"}, {}) == {"title": "Mirror"}


def test_what_a_language_lacks_is_said_in_english(tmp_path: Path) -> None:
    (tmp_path / "texts.en.toml").write_text('[page]\none = "One"\ntwo = "Two"\n')
    (tmp_path / "texts.pt-BR.toml").write_text('"Mirror" = "Espelho"\n\n[page]\none = "Um"\n\n[words]\ncat = "gato"\n')
    (tmp_path / "texts.ar.toml").write_text("")
    assert languages(tmp_path) == ("en", "ar", "pt-BR")
    assert page_texts(tmp_path, "pt-BR") == {"one": "Um", "two": "Two"}
    assert page_texts(tmp_path, "ar") == page_texts(tmp_path, "en") == {"one": "One", "two": "Two"}
    assert translations(tmp_path, "pt-BR") == {"Mirror": "Espelho"}
    assert catalogue(tmp_path, "pt-BR").tables["words"] == {"cat": "gato"}
    assert catalogue(tmp_path, "fr") == Catalogue()


@pytest.mark.parametrize("text", ['one = ""', "one = 1", "[page]\none = [1]", "[page.more]\none = 'x'"])
def test_a_catalogue_has_texts_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "texts.en.toml").write_text(text)
    with pytest.raises(ValueError, match=r"texts\.en\.toml must be texts alone"):
        catalogue(tmp_path, "en")


def test_scripts_can_read_every_catalogue() -> None:
    files = [*ROOT.glob("static/js/**/texts.*.toml"), *ROOT.glob("models/*/texts.*.toml")]
    assert len(files) > 2 * len(OTHERS)
    for file in files:
        assert [line for line in file.read_text(encoding="utf-8").splitlines() if not LINE.fullmatch(line)] == [], file
