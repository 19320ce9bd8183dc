"""Demos in other languages: every text has its translation, and cards that have one keep the form."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.contract.cards import HEADINGS, CardError, read_card, read_sections
from models.contract.demo import Demo
from models.contract.registry import find_demos
from models.contract.texts import texts_of, translated, translations

OWN = list(find_demos().values())
LANGUAGE = "pt-BR"

each_demo = pytest.mark.parametrize("demo", OWN, ids=lambda demo: demo.name)


@each_demo
def test_every_text_of_a_demo_is_translated(demo: Demo) -> None:
    card = demo.folder / "card.md"
    front = read_card(card).front if card.is_file() else {}
    missing = [text for text in texts_of(demo, front) if text not in translations(demo.folder, LANGUAGE)]
    assert missing == [], f"add them to {demo.folder.name}/texts.{LANGUAGE}.toml"


@each_demo
def test_nothing_is_translated_that_is_not_there(demo: Demo) -> None:
    card = demo.folder / "card.md"
    known = set(texts_of(demo, read_card(card).front if card.is_file() else {}))
    assert [text for text in translations(demo.folder, LANGUAGE) if text not in known] == []


@each_demo
def test_a_translated_card_has_the_same_headings(demo: Demo) -> None:
    file = demo.folder / f"card.{LANGUAGE}.md"
    if file.is_file():
        assert tuple(heading for heading, _ in read_sections(file)) == HEADINGS


def test_a_card_without_its_headings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.pt-BR.md").write_text("## The idea\n\nUma ideia.\n")
    with pytest.raises(CardError, match=r"card\.pt-BR\.md: its headings"):
        read_sections(tmp_path / "card.pt-BR.md")


def test_only_what_people_read_is_translated() -> None:
    texts = {"Speed": "Velocidade", "pose": "postura"}
    told = {"name": "pose", "title": "Speed", "params": [{"name": "Speed", "label": "Speed", "default": "Speed"}],
            "schema": {"title": "Speed"}, "card": {"papers": [{"title": "Speed"}], "idea": "Speed"}}  # fmt: skip
    assert translated(told, texts) == {
        "name": "pose", "title": "Velocidade", "params": [{"name": "Speed", "label": "Velocidade", "default": "Speed"}],
        "schema": {"title": "Speed"}, "card": {"papers": [{"title": "Speed"}], "idea": "Velocidade"},
    }  # fmt: skip


def test_a_demo_without_translations_stays_as_it_is(tmp_path: Path) -> None:
    assert translations(tmp_path, LANGUAGE) == {}
    assert translated({"title": "Mirror"}, {}) == {"title": "Mirror"}
