"""The demos as the pages and the API show them: descriptions, cards, states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from flask import has_request_context, request
from flask_babel import gettext
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from models.contract.cards import Card, read_card, read_sections
from models.contract.demo import Demo
from models.contract.parameters import schema_of
from models.contract.texts import ENGLISH, page_texts, translated, translations
from webapp.engine.engine import Engine
from webapp.errors import N_, NotFound, UnknownDemo
from webapp.http.i18n import LANGUAGES, language
from webapp.lesson.lesson import Lesson

PAGE = {".js", ".json", ".css", ".svg", ".png", ".jpg", ".webp", ".wav"}
HEADINGS = (
    N_("The idea"),
    N_("What the paper claimed"),
    N_("What this one reaches"),
    N_("Where it fails"),
    N_("Cost per frame"),
)
"""The cards' headings (models/contract/cards.py), marked for translation."""
MEDIA = {".jpg", ".png", ".webp", ".webm", ".mp4"}


class Catalogue:
    """Reads every demo's card once; states are asked of the engine each time."""

    def __init__(self, demos: dict[str, Demo], engine: Engine, lesson: Lesson) -> None:
        self._demos, self._engine, self._lesson = demos, engine, lesson
        self._cards = {name: card_of(demo) for name, demo in demos.items()}
        self._bodies = {name: _bodies(demo) for name, demo in demos.items()}
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._markdown.add_render_rule("table_open", _table_open)

    def demo(self, name: str) -> Demo:
        """Raises UnknownDemo."""
        if name not in self._demos:
            raise UnknownDemo()
        return self._demos[name]

    def all(self) -> list[dict[str, Any]]:
        """Every demo's description, in the gallery's order."""
        names = sorted(self._demos, key=lambda name: (self._demos[name].place, name))
        return [self.describe(name) for name in names]

    def describe(self, name: str, *, teacher: bool = False) -> dict[str, Any]:
        """What GET /api/demos says of one demo, in the present language; JSON-ready. For the ``teacher`` with what
        nobody else may set."""
        demo = self.demo(name)
        params = [parameter for parameter in demo.params if teacher or not parameter.teacher]
        state, reason = self._state(name)
        defaults = {parameter.name: parameter.default for parameter in demo.params}
        size, needed = demo.canvas(defaults), demo.size(defaults)
        example = self._media(name, "example.jpg") or f"{root()}/demos/{name}/media/example.jpg"
        described = {
            "name": name,
            "title": demo.title,
            "summary": demo.summary,
            "invite": demo.invite or demo.title,
            "state": state,
            "reason": reason,
            "params": [parameter.describe() for parameter in params],
            "schema": schema_of(params),
            "source": demo.source.describe(),
            "size": {"width": size.width, "height": size.height},
            "input": {"width": needed.width, "height": needed.height},
            "card": self._cards[name].front,
            "example": example,
            "media": f"{root()}/demos/{name}/media",
            "still": self._media(name, "loop.webp") or example,
            "loop": self._media(name, "loop.webm"),
            "page": f"{root()}/demos/{name}",
            "script": self._extension(name, "page.js"),
            "style": self._extension(name, "page.css"),
        }
        return cast(dict[str, Any], translated(described, texts_in(demo, present_language())))

    def page_texts(self, name: str) -> dict[str, str]:
        """What the demo's own scripts say, by key, in the present language."""
        return page_texts(self.demo(name).folder, present_language())

    def figure(self, name: str) -> Markup | None:
        """The drawing that explains the demo's network, as SVG to stand in the page; None where it has none.

        It is ``page/figure.svg``, whose words are ``{keys}`` of the table ``[figure]`` of the demo's texts.
        """
        folder = self.demo(name).folder
        file = folder / "page" / "figure.svg"
        if not file.is_file():
            return None
        words = page_texts(folder, present_language(), "figure")
        drawing = file.read_text(encoding="utf-8")
        filled = re.sub(r"\{(\w+)\}", lambda found: str(escape(words[found[1]])), drawing)
        return Markup(filled)  # noqa: S704  a file of the demo's own

    def _state(self, name: str) -> tuple[str, str]:
        if name in self._lesson.off:
            return "unavailable", gettext("The teacher has switched it off for now.")
        state = self._engine.states()[name]
        return state.state, state.reason

    def sections(self, name: str) -> list[dict[str, Any]]:
        """The card's text as HTML; raw HTML in it is shown, not run."""
        language = present_language()
        own = self._bodies[name].get(language)
        lang = language if own else ENGLISH
        return [
            {
                "title": gettext(title),
                "html": Markup(self._markdown.render(text)),  # noqa: S704  markdown-it, html off
                "lang": lang,
            }
            for title, text in own or self._cards[name].sections
        ]

    def media(self, name: str, file: str) -> str:
        """The path below the demo's folder of a picture that it shows. Raises NotFound for anything else."""
        return _below(self.demo(name).folder, file, MEDIA)

    def extension(self, name: str, file: str) -> str:
        """The path of what the demo adds to its own page. Raises NotFound for anything that is none."""
        return _below(self.demo(name).folder / "page", file, PAGE)

    def _media(self, name: str, file: str) -> str | None:
        """The address of one of the pictures that scripts/loops.py makes, if the demo has it: in the present language
        where words are drawn in it (``loop.LANGUAGE.webm``), else the one for everybody."""
        base, _, kind = file.rpartition(".")
        for found in (f"{base}.{present_language()}.{kind}", file):
            if (self.demo(name).folder / found).is_file():
                return f"{root()}/demos/{name}/media/{found}"
        return None

    def _extension(self, name: str, file: str) -> str | None:
        """The address of one of the two files that a demo's page looks for, if the demo has it."""
        return f"{root()}/demos/{name}/page/{file}" if (self.demo(name).folder / "page" / file).is_file() else None


def _table_open(*_: object) -> str:
    """A table may be wider than its column and scroll: by keyboard, too."""
    return '<table tabindex="0">\n'


def _below(folder: Path, file: str, suffixes: set[str]) -> str:
    try:
        path = (folder / file).resolve()
        found = path.is_file()
    except (OSError, ValueError):  # a name that no file can have: with a zero byte in it, or too long
        raise NotFound() from None
    if not path.is_relative_to(folder.resolve()) or path.suffix not in suffixes or not found:
        raise NotFound()
    return str(path)


def root() -> str:
    """The path below which a proxy has mounted the site, without a slash at its end; mostly empty."""
    return request.script_root if has_request_context() else ""


def present_language() -> str:
    return language() if has_request_context() else ENGLISH


def texts_in(demo: Demo, language: str) -> Mapping[str, str]:
    return translations(demo.folder, language)


def _bodies(demo: Demo) -> dict[str, tuple[tuple[str, str], ...]]:
    """The card's text in other languages, as far as the demo has it."""
    files = {tag: demo.folder / f"card.{tag}.md" for tag in LANGUAGES}
    return {tag: read_sections(file) for tag, file in files.items() if file.is_file()}


def card_of(demo: Demo) -> Card:
    """The demo's card, or an empty one: a demo that is being written need not explain itself yet."""
    file = demo.folder / "card.md"
    return read_card(file) if file.is_file() else Card({}, ())
