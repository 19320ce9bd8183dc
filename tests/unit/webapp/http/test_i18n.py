"""Languages: who reads which, where the switch leads, and that no text is without its translation."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from scripts import translations
from webapp.http import i18n


@pytest.fixture
def app() -> Flask:
    """An app with nothing but the languages, two pages."""
    app = Flask(__name__)
    i18n.register(app)
    from flask import Blueprint

    for name in ("playground", "plain"):
        part = Blueprint(name, name, url_prefix=f"/{name}")
        part.add_url_rule(
            "/", view_func=lambda: render_template_string("{{ language }} {{ _('Image') }}"), endpoint="it"
        )
        app.register_blueprint(part)
    return app


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt-BR Imagem"),
        ("pt-PT", "pt-BR Imagem"),
        ("pt", "pt-BR Imagem"),
        ("de,pt;q=0.5,en;q=0.4", "pt-BR Imagem"),
        ("en-GB,pt;q=0.9", "en Image"),
        ("ja", "en Image"),
        ("", "en Image"),
        (";;,,=", "en Image"),
    ],
)
def test_the_browsers_wish(app: Flask, wish: str, text: str) -> None:
    answer = app.test_client().get("/playground/", headers={"Accept-Language": wish})
    assert answer.text == text
    assert answer.headers["Content-Language"] == text.split()[0]
    assert {name.lower() for name in answer.vary} >= {"accept-language", "cookie"}


def test_a_variant_of_its_own_comes_before_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "LANGUAGES", {"en": "English", "pt-BR": "Português", "pt-PT": "Português europeu"})
    assert i18n.wished(["pt-PT"]) == "pt-PT"
    assert [i18n.wished([tag]) for tag in ("pt-BR", "pt", "pt-AO", "PT_br")] == ["pt-BR"] * 4


def test_the_choice_comes_before_the_wish_and_is_kept(app: Flask) -> None:
    client = app.test_client()
    chosen = client.post("/language", data={"lang": "pt-BR", "next": "/playground/?image=1,2_3,4&factor=1/9"})
    assert chosen.status_code == 303
    assert chosen.headers["Location"] == "/playground/?image=1,2_3,4&factor=1/9"
    assert client.get("/playground/", headers={"Accept-Language": "en"}).text == "pt-BR Imagem"
    client.post("/language", data={"lang": "en", "next": "/"})
    assert client.get("/playground/", headers={"Accept-Language": "pt"}).text == "en Image"


def test_an_unknown_language_is_no_choice(app: Flask) -> None:
    client = app.test_client()
    assert "Set-Cookie" not in client.post("/language", data={"lang": "xx", "next": "/"}).headers
    client.set_cookie("lang", "../../etc")
    assert client.get("/playground/").text == "en Image"


@pytest.mark.parametrize(
    "target",
    ["http://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test", "", "playground", "/a\r\nX: y", "/a\\b"],
)
def test_the_switch_leads_nowhere_else(app: Flask, target: str) -> None:
    assert app.test_client().post("/language", data={"lang": "en", "next": target}).headers["Location"] == "/"


def test_every_page_is_in_the_visitors_language(app: Flask) -> None:
    answer = app.test_client().get("/plain/", headers={"Accept-Language": "pt-BR"})
    assert answer.text == "pt-BR Imagem"
    assert answer.headers["Content-Language"] == "pt-BR"


def test_every_text_is_translated_and_compiled() -> None:
    template = translations.collect()
    assert len(template) > 60
    for path in translations.catalogues():
        catalog = translations.load(path)
        assert {message.id for message in template} <= {message.id for message in catalog}
        assert not {message.id for message in template} & set(translations.untranslated(catalog))
        assert path.with_suffix(".mo").read_bytes() == translations.compiled(catalog)


def test_a_text_without_translation_would_be_found() -> None:
    catalog = translations.load(next(translations.catalogues()))
    catalog.add("Something new")
    assert translations.untranslated(catalog) == ["Something new"]
